import re

from playwright.sync_api import expect

from mnist_core.runs.store import RunStore
from tests.browser.test_runs_page import tick
from tests.pages.stored_runs import add_finished_run


def test_two_runs_ticked_are_compared(server, open_page):
    store = RunStore()
    add_finished_run(store, "slow")
    add_finished_run(store, "fast", learning_rate=0.5)
    store.close()
    page = open_page(server.url)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("Tick a run")).to_be_visible()
    tick(page, 1)
    tick(page, 2)
    page.get_by_role("link", name="Compare 2 runs").click()

    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    expect(page.locator(".scatterlayer .trace:has(.js-line)")).to_have_count(4)
    expect(page.get_by_text("What differs")).to_be_visible()
    expect(page.get_by_text(re.compile("read rightly only by|nothing tells them apart"))).to_be_visible()
    assert re.search(r"compared=\d+&compared=\d+", page.url)

    page.get_by_role("radio", name="Accuracy").or_(page.get_by_role("button", name="Accuracy")).first.click()
    expect(page.locator(".ytitle", has_text="Accuracy")).to_be_visible()
