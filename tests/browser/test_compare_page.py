import re

from playwright.sync_api import expect

from tests.browser.runs_table import open_two_runs, tick


def test_two_runs_ticked_are_compared(server, open_page):
    page = open_two_runs(server, open_page)
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
