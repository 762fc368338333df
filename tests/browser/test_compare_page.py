import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.runs_table import open_two_runs, tick
from tests.pages.stored_runs import add_finished_run

CHART = ".st-key-comparison .js-plotly-plot"
LINES = f"{CHART} .scatterlayer .trace:has(.js-line)"


@pytest.fixture
def page(server, open_page) -> Page:
    """Open a link to the comparison of the first and the third of four runs."""
    store = RunStore()
    for name, rate in (("first", 0.1), ("second", 0.2), ("third", 0.5), ("fourth", 0.6)):
        add_finished_run(store, name, learning_rate=rate)
    store.close()
    return open_page(f"{server.url}/compare?compared=1&compared=3")


def expect_first_and_third(page: Page) -> None:
    """Expect the two runs of the link, and no others, in the list, the legend and the chart."""
    expect(page.locator(f"{CHART} .legendtext")).to_have_text(["#1 first", "#3 third"])
    expect(page.locator(LINES)).to_have_count(4)
    chosen = page.get_by_test_id("stMultiSelect").first
    expect(chosen).to_contain_text("#1 first")
    expect(chosen).to_contain_text("#3 third")
    expect(chosen).not_to_contain_text("#4 fourth")
    assert page.url.endswith("/compare?compared=1&compared=3")


def test_two_runs_ticked_are_compared(server, open_page):
    page = open_two_runs(server, open_page)
    tick(page, 1)
    tick(page, 2)
    page.get_by_role("link", name="Compare 2 runs").click()

    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    expect(page.locator(LINES)).to_have_count(4)
    expect(page.get_by_text("What differs")).to_be_visible()
    expect(page.get_by_text(re.compile("read correctly only by|nothing tells them apart"))).to_be_visible()
    assert re.search(r"compared=\d+&compared=\d+", page.url)

    page.get_by_role("radio", name="Accuracy").or_(page.get_by_role("button", name="Accuracy")).first.click()
    expect(page.locator(".ytitle", has_text="Accuracy")).to_be_visible()


def test_a_link_shows_its_runs_in_a_fresh_browser_and_after_a_reload(page):
    expect_first_and_third(page)
    page.reload()
    expect_first_and_third(page)


def test_the_choice_of_a_link_is_still_there_after_a_change_of_page(page):
    expect_first_and_third(page)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("MB on disk")).to_be_visible()
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator(f"{CHART} .legendtext")).to_have_text(["#1 first", "#3 third"])


def test_the_chart_library_is_loaded_once_and_only_once(page):
    expect(page.locator(".st-key-intervals .js-plotly-plot .xerror")).to_have_count(2)
    scripts = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert len([name for name in scripts if "plotly" in name.lower()]) == 1


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_chart_is_saved_as_a_picture(page, kind):
    expect(page.locator(LINES)).to_have_count(4)
    page.locator(CHART).hover()
    with page.expect_download() as download:
        page.locator(f'{CHART} .modebar-btn[data-title="Save as {kind.upper()}"]').click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG" if kind == "png" else b"<svg")
    assert kind == "png" or b"#3 third" in content
