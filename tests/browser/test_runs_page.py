import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.files.network_file import load_network
from mnist_core.store.store import RunStore
from tests.browser.runs_table import open_two_runs, tick


@pytest.fixture
def page(server, open_page) -> Page:
    return open_two_runs(server, open_page)


def test_a_network_is_exported_and_imported_again(page, tmp_path):
    tick(page, 1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Network", exact=True).click()
    path = Path(tmp_path / waiting.value.suggested_filename)
    waiting.value.save_as(path)
    assert path.suffix == ".safetensors"
    assert load_network(path).layer_sizes == (784, 4, 10)

    page.get_by_role("button", name="Import a network").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Imported a network with")).to_be_visible()
    store = RunStore()
    assert [run.source for run in store.runs.all()] == ["imported", "trained", "trained"]
    store.close()


def test_delete_asks_first_and_undo_brings_back(page):
    store = RunStore()
    tick(page, 1)
    page.get_by_role("button", name="Delete").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted second.")).to_be_visible()
    assert [run.name for run in store.runs.all()] == ["first"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Deleted second.")).to_have_count(0)
    assert [run.name for run in store.runs.all()] == ["second", "first"]
    store.close()


def test_a_run_opens_in_evaluate(page):
    tick(page, 2)
    page.get_by_test_id("stMain").get_by_role("link", name="Evaluate", exact=True).click()
    expect(page.get_by_role("heading", name="Evaluate")).to_be_visible()
    expect(page.get_by_role("combobox", name="Network")).to_have_value(re.compile("^#1 first"))


def test_history_is_downloaded_as_csv(page, tmp_path):
    tick(page, 1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="History").click()
    path = tmp_path / "history.csv"
    waiting.value.save_as(path)
    assert len(path.read_text().splitlines()) == 4
