import re

import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from tests.browser.sheet import draw, places
from tests.pages.stored_runs import add_finished_run

SEVEN = ((0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
BAR = ((0.3, 0.5), (0.7, 0.5))
NOTHING = "Draw a digit from 0 to 9"
EXAMPLE = "An example"
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
SHEET_WIDTH = """[...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  .map((host) => host.shadowRoot.querySelector(".upper-canvas")).find(Boolean).clientWidth"""
SEEN = """() => {
  const canvas = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
    .map((host) => host.shadowRoot.querySelector(".seen canvas")).find(Boolean);
  return [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0);
}"""
"""The 28 × 28 grey values that are shown."""


def wait_until_seen(page: Page, before: list[int], *, same: bool) -> None:
    """Wait until the network sees the same again, or something else; edges may differ by a few grey values."""
    difference = f"({SEEN})().reduce((sum, grey, i) => sum + Math.abs(grey - before[i]), 0) / 784"
    page.wait_for_function(f"before => {difference} {'<' if same else '>'} 2", arg=before)


def seen_at_rest(page: Page) -> list[int]:
    """Return what the network sees once the sheet has smoothed the stroke, which it does after the pen was lifted."""
    still = f"""async () => {{
      const before = String(({SEEN})());
      await new Promise((done) => setTimeout(done, 500));
      return before === String(({SEEN})());
    }}"""
    page.wait_for_function(still)
    seen: list[int] = page.evaluate(SEEN)
    return seen


@pytest.fixture
def page(server, open_page) -> Page:
    """Open Draw, with a network to read; the example has been seen."""
    store = RunStore()
    add_finished_run(store)
    store.close()
    page = open_page(server.url)
    page.evaluate("sessionStorage.setItem('mnist-example-seen', 'yes')")
    page.get_by_role("link", name="Draw", exact=True).click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    page.locator("[data-network^=network-weights]").wait_for()
    return page


def wait_for_answer(page: Page) -> None:
    """Wait until Python's answer to the last stroke is shown, in large type and in words."""
    expect(page.locator(".panel:not([data-answered=''])")).to_be_visible()
    expect(page.get_by_role("status", name="It reads")).to_be_attached()


def test_it_is_read_while_the_pen_moves_without_a_request(page):
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", sent.append))
    first, *rest = places(page, SEVEN)
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        before = page.evaluate(SEEN)
        page.mouse.move(*place, steps=8)
        wait_until_seen(page, before, same=False)
        expect(page.locator(".sure")).not_to_be_empty()
    assert not requests
    assert not sent
    page.mouse.up()
    wait_for_answer(page)


def test_python_takes_over_from_a_pen(page):
    devices = page.context.new_cdp_session(page)
    path = places(page, SEVEN)
    for kind, (x, y) in zip(
        ("mousePressed", "mouseMoved", "mouseMoved", "mouseReleased"), [*path, path[-1]], strict=True
    ):
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen"}
        devices.send("Input.dispatchMouseEvent", event)
    wait_for_answer(page)
    expect(page.locator(".bar")).to_have_count(10)
    expect(page.get_by_role("img", name="The 28 by 28 pixels")).to_be_visible()
    expect(page.get_by_role("application", name="Sheet to draw on")).to_be_visible()


def test_undo_takes_the_last_stroke_back_and_clear_all_of_them(page):
    draw(page, SEVEN)
    wait_for_answer(page)
    expect(page.get_by_role("button", name="Undo").first).to_be_enabled()
    before = seen_at_rest(page)
    draw(page, BAR)
    wait_for_answer(page)
    wait_until_seen(page, before, same=False)
    page.get_by_role("button", name="Undo").first.click()
    wait_until_seen(page, before, same=True)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()


def test_the_drawing_is_still_there_after_a_change_of_page(page):
    draw(page, SEVEN)
    wait_for_answer(page)
    before = seen_at_rest(page)
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_text("MB on disk")).to_be_visible()
    page.get_by_role("link", name="Draw", exact=True).click()
    wait_for_answer(page)
    wait_until_seen(page, before, same=True)


def test_a_dot_is_told_to_be_one(page):
    (place,) = places(page, [(0.5, 0.5)])
    page.mouse.click(*place)
    expect(page.locator(".hint").get_by_text("This is only a dot")).to_be_visible()


def test_a_finger_on_a_phone_draws_and_the_page_stays(page):
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("navigation", name="Main pages")).to_be_visible()
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.wait_for_function(f"{SHEET_WIDTH} <= 360")
    path = places(page, SEVEN)
    scrolled = page.evaluate(SCROLLED)
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    for kind, (x, y) in zip(["touchStart", "touchMove", "touchMove"], path, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for_answer(page)
    assert page.evaluate(SCROLLED) == scrolled
    for seen in (page.locator(".answer"), page.get_by_role("img", name="The 28 by 28 pixels"), page.locator(".bars")):
        place = seen.bounding_box()
        assert place is not None
        assert place["y"] + place["height"] <= 844


def test_an_example_draws_itself_on_the_first_visit(server, open_page):
    page = open_page(f"{server.url}/draw", motion=True)
    expect(page.get_by_text(EXAMPLE)).to_be_visible()
    expect(page.locator(".answer").get_by_text("3")).to_be_visible()
    draw(page, SEVEN)
    wait_for_answer(page)
    expect(page.locator(".answer").get_by_text("7")).to_be_visible()
    page.reload()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    expect(page.get_by_text(EXAMPLE)).to_have_count(0)


def test_a_number_is_framed_digit_by_digit_and_a_letter_is_none(page):
    draw(page, ((0.25, 0.3), (0.25, 0.7)))
    draw(page, ((0.6, 0.3), (0.8, 0.3), (0.7, 0.7)))
    wait_for_answer(page)
    expect(page.locator(".digit-box")).to_have_count(2)
    expect(page.locator(".seen button")).to_have_count(2)
    page.locator(".seen button").nth(1).click()
    expect(page.locator(".seen button[aria-pressed=true]")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    expect(page.locator(".digit-box")).to_have_count(0)
    draw(page, ((0.2, 0.85), (0.5, 0.15), (0.8, 0.85)))
    draw(page, ((0.3, 0.6), (0.7, 0.6)))
    expect(page.get_by_role("status", name="Not a digit that I know")).to_be_attached()
    expect(page.locator(".answer").get_by_text("?")).to_be_visible()


def test_a_correction_is_learned_by_a_network_of_its_own(page):
    draw(page, SEVEN)
    wait_for_answer(page)
    page.get_by_role("radio", name="Correct it").click()
    page.get_by_role("radiogroup", name="Wrong? It was a").get_by_role("radio", name="4").click()
    expect(page.get_by_text("Kept among your digits as a 4.")).to_be_visible()
    expect(page.get_by_text("Your digits (1)")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("button", name="Learn my handwriting").click()
    expect(page.get_by_text("has learned.")).to_be_visible()
    expect(page.get_by_text("1 of your digits are too few to judge by")).to_be_visible()
    page.get_by_role("button", name="Use this network").click()
    expect(page.get_by_role("combobox", name="Network")).to_have_value(re.compile("my handwriting"))
    wait_for_answer(page)


def test_keys_draw_a_one(page, server):
    page.goto(f"{server.url}/draw?run=0")  # the network that ships with the project
    page.locator("[data-network^=network-weights]").wait_for()
    sheet = page.locator("canvas.upper-canvas")
    expect(sheet).to_have_attribute("aria-roledescription", "drawing sheet")
    sheet.focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowUp", "Space", *["Shift+ArrowDown"] * 4):
        page.keyboard.press(key)
    expect(page.locator(".key-cross.seen.down")).to_be_visible()
    page.keyboard.press("Space")
    wait_for_answer(page)
    assert page.locator(".answer").inner_text() == "1"
