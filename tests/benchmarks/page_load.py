"""How long Runs and Compare take to open with 500 runs of 75 epochs.

    python -m tests.benchmarks.page_load [--rounds 5]

A real browser opens the pages in each of the ways in which a person comes to them. Times run from the navigation or
the click until the page shows what it is for: on Runs the table, on Compare the curves of 20 runs and the table of
results; "whole page" until the intervals and the significance test are there too. "An empty page" is one with only a
title, so what Streamlit and the browser take without us. Medians; the first visit after a start is that of new servers.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.many_runs import COMPARED, fill_store
from tests.benchmarks.timing import print_table
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server

EMPTY = "document.querySelector('h1')"
TABLE = "document.querySelector('[data-testid=stDataFrame] canvas')?.clientWidth > 0"
RUNS = f"{TABLE} && document.body.textContent.includes('MB on disk')"
LINES = "document.querySelectorAll('.st-key-comparison path.js-line').length"
COMPARE = f"{LINES} >= {COMPARED} && {TABLE}"
WHOLE = (
    f"{COMPARE} && document.querySelectorAll('.xerror').length >= {COMPARED}"
    " && /reads better|do not tell|tells them apart/.test(document.body.textContent)"
)
"""What must hold in the page, in JavaScript."""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
"""The time, milliseconds since the navigation, once what the page holds now is painted."""

ROW_HEIGHT = 33
VIEWPORT = {"width": 1440, "height": 900}


def shown_after(page: Page, *conditions: str, since: float = 0) -> list[float]:
    """Return after how many seconds each condition held, its frame painted; counted from the navigation or `since`."""
    times = []
    for condition in conditions:
        page.wait_for_function(f"() => {condition}", timeout=60_000)
        times.append((page.evaluate(NEXT_FRAME) - since) / 1000)
    return times


def by_link(browser: Browser, url: str, *conditions: str, again: bool = False) -> list[float]:
    """Open an address in a browser that knows nothing of the server, or has been there before."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    page.goto(url, wait_until="commit")
    times = shown_after(page, *conditions)
    if again:
        page.wait_for_timeout(1000)
        page.close()
        page = context.new_page()
        page.goto(url, wait_until="commit")
        times = shown_after(page, *conditions)
    context.close()
    return times


def by_click(page: Page, title: str, *conditions: str) -> list[float]:
    """Follow a link of the open page."""
    link = page.get_by_role("link", name=title)
    link.wait_for()
    page.wait_for_timeout(1000)
    page.evaluate("document.addEventListener('click', () => (window.clicked = performance.now()), {capture: true})")
    link.click()
    return shown_after(page, *conditions, since=page.evaluate("window.clicked"))


def runs_clicked(browser: Browser, url: str) -> list[float]:
    """Go from Train to Runs."""
    with new_page(browser, url) as page:
        return by_click(page, "Runs", RUNS)


def compare_clicked(browser: Browser, url: str) -> list[float]:
    """Tick the newest 20 runs on Runs and compare them."""
    with new_page(browser, f"{url}/runs") as page:
        shown_after(page, RUNS)
        tick_newest(page)
        return by_click(page, f"Compare {COMPARED} runs", COMPARE, WHOLE)


def tick_newest(page: Page) -> None:
    """Tick the first 20 rows of the table: the first, and with the shift key the twentieth."""
    box = page.locator(".dvn-scroller").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 1.5 * ROW_HEIGHT)
    page.get_by_role("link", name="Train", exact=True).nth(1).wait_for()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, 10 * ROW_HEIGHT)
    page.wait_for_function(f"document.querySelector('.dvn-scroller').scrollTop === {10 * ROW_HEIGHT}")
    page.keyboard.down("Shift")
    page.mouse.click(box["x"] + 16, box["y"] + (COMPARED - 10 + 0.5) * ROW_HEIGHT)
    page.keyboard.up("Shift")


@contextmanager
def new_page(browser: Browser, url: str) -> Iterator[Page]:
    """Open an address in a browser that knows nothing of the server."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def repeated(rounds: int, measure: Callable[[], list[float]]) -> list[str]:
    """Return the medians, as text."""
    return [f"{statistics.median(column):.2f}" for column in zip(*(measure() for _ in range(rounds)), strict=True)]


@click.command()
@click.option("--rounds", default=5, help="How often each way is measured.")
def main(rounds: int) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        compared = fill_store(folder / "runs")
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        compare = "compare?" + "&".join(f"compared={id_}" for id_ in compared)

        def first_visit(path: str, *conditions: str) -> list[float]:
            with running_server(folder / "runs", folder / "server.log") as server:
                return by_link(browser, f"{server.url}/{path}", *conditions)

        rows = []
        with running_server(folder / "empty", folder / "log", script="tests/benchmarks/empty_page.py") as server:
            by_link(browser, server.url, EMPTY)
            rows.append(
                ["an empty page", "new browser", *repeated(rounds, lambda: by_link(browser, server.url, EMPTY))]
            )
            again = repeated(rounds, lambda: by_link(browser, server.url, EMPTY, again=True))
            rows.append(["an empty page", "been there before", *again])
        rows.append(["Runs", "first visit after start", *repeated(min(rounds, 3), lambda: first_visit("runs", RUNS))])
        first = repeated(min(rounds, 3), lambda: first_visit(compare, COMPARE, WHOLE))
        rows.append(["Compare of 20", "first visit after start", *first])
        with running_server(folder / "runs", folder / "server.log") as server:
            runs_url, compare_url = f"{server.url}/runs", f"{server.url}/{compare}"
            by_link(browser, compare_url, WHOLE)
            by_link(browser, runs_url, RUNS)
            for way, again in (("new browser", False), ("been there before", True)):
                times = repeated(rounds, lambda again=again: by_link(browser, runs_url, RUNS, again=again))
                rows.append(["Runs", way, *times])
                times = repeated(rounds, lambda again=again: by_link(browser, compare_url, COMPARE, WHOLE, again=again))
                rows.append(["Compare of 20", way, *times])
            rows.append(["Runs", "click", *repeated(rounds, lambda: runs_clicked(browser, server.url))])
            rows.append(["Compare of 20", "click", *repeated(rounds, lambda: compare_clicked(browser, server.url))])
        browser.close()
    print_table(["page", "opened by", "seconds", "whole page"], [[*row, ""][:4] for row in sorted(rows)])


if __name__ == "__main__":
    main()
