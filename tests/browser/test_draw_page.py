import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.sheet import draw, places
from tests.pages.stored_runs import add_finished_run

SEVEN = ((0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
BAR = ((0.3, 0.5), (0.7, 0.5))
NOTHING = "Nothing is drawn yet"
READ = "sure."


@pytest.fixture
def page(server, open_page) -> Page:
    """Open Draw, with a network to read."""
    store = RunStore()
    add_finished_run(store)
    store.close()
    page = open_page(server.url)
    page.get_by_role("link", name="Draw", exact=True).click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    return page


def seen(page: Page) -> str:
    """Return the address of the picture that the network reads."""
    return page.get_by_role("img", name="The 28 by 28 pixels").get_attribute("src") or ""


def test_a_stroke_is_read_and_shown_as_the_network_sees_it(page):
    draw(page, SEVEN)
    expect(page.get_by_text(READ)).to_be_visible()
    expect(page.get_by_role("status", name="It reads")).to_be_visible()
    expect(page.locator(".bartext")).to_have_count(10)
    assert seen(page)


def test_undo_takes_the_last_stroke_back_and_clear_all_of_them(page):
    draw(page, SEVEN)
    expect(page.get_by_text(READ)).to_be_visible()
    before = seen(page)
    draw(page, BAR)
    page.wait_for_function("before => !document.querySelector(`img[src='${before}']`)", arg=before)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(f"img[src='{before}']")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()


def test_the_drawing_is_still_there_after_a_change_of_page(page):
    draw(page, SEVEN)
    expect(page.get_by_text(READ)).to_be_visible()
    before = seen(page)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("MB on disk")).to_be_visible()
    page.get_by_role("link", name="Draw", exact=True).click()
    expect(page.locator(f"img[src='{before}']")).to_be_visible()


def test_a_dot_is_told_to_be_one(page):
    (place,) = places(page, [(0.5, 0.5)])
    page.mouse.click(*place)
    expect(page.get_by_text("This is only a dot")).to_be_visible()


def test_a_finger_on_a_phone_draws(page):
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    path = places(page, SEVEN)
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    for kind, (x, y) in zip(["touchStart", "touchMove", "touchMove"], path, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_text(READ)).to_be_attached()
