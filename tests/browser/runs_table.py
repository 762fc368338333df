"""The table on Runs, with two runs in it, and how a person ticks them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.server import Server
from tests.pages.stored_runs import add_finished_run

ROWS = 2


def open_two_runs(server: Server, open_page: Callable[..., Page]) -> Page:
    """Open Runs with two runs in the table, "second" above "first"."""
    store = RunStore()
    add_finished_run(store, "first")
    add_finished_run(store, "second", learning_rate=0.5)
    store.close()
    page = open_page(server.url)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("Tick a run")).to_be_visible()
    return page


def tick(page: Page, row: int) -> None:
    """Tick a row of the table, counted from 1."""
    grid = page.locator(".dvn-scroller")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    height = box["height"] / (ROWS + 1)
    page.mouse.click(box["x"] + 16, box["y"] + (row + 0.5) * height)
