"""The sheet on Draw, and how a hand draws on it."""

from collections.abc import Sequence

from playwright.sync_api import Page

Path = Sequence[tuple[float, float]]
"""Points as shares of the sheet's width and height, from its upper left corner."""


def places(page: Page, path: Path) -> list[tuple[float, float]]:
    """Return the points in pixels of the page."""
    sheet = page.locator("canvas.upper-canvas")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in path]


def draw(page: Page, path: Path) -> None:
    """Draw one stroke with the mouse."""
    first, *rest = places(page, path)
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=8)
    page.mouse.up()
