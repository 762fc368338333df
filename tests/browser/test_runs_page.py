import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.runs_table import open_two_runs, tick


@pytest.fixture
def page(server, open_page) -> Page:
    return open_two_runs(server, open_page)


def export(page: Page, kind: str, folder: Path) -> Path:
    """Download the ticked run as a kind of file."""
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=kind, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    page.keyboard.press("Escape")
    return path


@pytest.mark.parametrize(("kind", "ending", "epochs"), [("Network", ".safetensors", 0), ("Everything", ".zip", 3)])
def test_what_is_exported_can_be_imported_again(page, tmp_path, kind, ending, epochs):
    tick(page, 1)
    path = export(page, kind, tmp_path)
    assert path.suffix == ending
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Imported run 3 with")).to_be_visible()
    store = RunStore()
    assert [run.source for run in store.runs.all()] == ["imported", "trained", "trained"]
    assert len(store.history.epochs(3)) == epochs
    assert store.networks.load(3).layer_sizes == (784, 4, 10)
    store.close()


def test_delete_asks_first_and_undo_brings_back(page):
    store = RunStore()
    tick(page, 1)
    page.get_by_role("button", name="Delete").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted #2 second.")).to_be_visible()
    assert [run.name for run in store.runs.all()] == ["first"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Deleted #2 second.")).to_have_count(0)
    assert [run.name for run in store.runs.all()] == ["second", "first"]
    store.close()


def test_a_run_opens_in_evaluate(page):
    tick(page, 2)
    page.get_by_test_id("stMain").get_by_role("link", name="Evaluate", exact=True).click()
    expect(page.get_by_role("heading", name="Evaluate")).to_be_visible()
    expect(page.get_by_role("combobox", name="Network")).to_have_value(re.compile("^#1 first"))


def test_history_is_downloaded_as_csv(page, tmp_path):
    tick(page, 1)
    assert len(export(page, "History", tmp_path).read_text().splitlines()) == 4


def test_keys_move_tick_and_rename(page, wait_until):
    cells = page.locator(".dvn-scroller")
    box = cells.bounding_box()
    page.mouse.click(box["x"] + 120, box["y"] + 1.5 * box["height"] / 3)
    name = page.get_by_role("textbox", name="Name of #2")
    expect(name).to_have_value("second")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Compare 2 runs")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name of #1")).to_be_focused()
    page.keyboard.type("by keys")
    page.keyboard.press("Enter")
    store = RunStore()
    expect(page.get_by_role("textbox", name="Name of #1")).to_have_value("by keys")
    wait_until(lambda: [run.name for run in store.runs.all()] == ["second", "by keys"])
    store.close()
