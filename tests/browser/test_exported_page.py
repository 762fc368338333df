"""A run as one file: opened from the disk with the network off, it reads what is drawn, as accurately as it says."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mnist_core.command_line.options import write_command
from mnist_core.data.mnist import load_mnist
from mnist_core.export.page.build import page_bytes
from mnist_core.export.report.build import report_bytes
from mnist_core.pretrained import load_pretrained
from tests.pages.stored_runs import add_finished_run

ACCURACY = """([images, labels]) => {
  const pixels = Uint8Array.from(atob(images), (letter) => letter.charCodeAt(0));
  const wanted = Uint8Array.from(atob(labels), (letter) => letter.charCodeAt(0));
  return unpackNetwork(PACKED_NETWORK).then((network) => {
    let correct = 0;
    for (let i = 0; i < wanted.length; i++) {
      const logits = network.logits(Float64Array.from(pixels.subarray(784 * i, 784 * (i + 1)), (grey) => grey / 255));
      correct += logits.indexOf(Math.max(...logits)) === wanted[i];
    }
    return correct / wanted.length;
  });
}"""

ONE = [(0.5, 0.2), (0.5, 0.8)]
SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped network as a page on the disk."""
    path = tmp_path_factory.mktemp("page") / "digits.html"
    path.write_bytes(page_bytes("Shipped", load_pretrained(), load_mnist().test, facts={}))
    assert path.stat().st_size <= 1_400_000
    return path


@pytest.fixture
def open_file(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a file with the network off; nothing may be asked for or complained of."""
    complaints: list[str] = []
    contexts = []

    def open_it(other: Path | None = None, **options: object) -> Page:
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.goto((other or file).as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def draw_on(page: Page, points: list[tuple[float, float]]) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def answer(page: Page, digits: str) -> None:
    expect(page.get_by_role("status", name=f"It reads {digits}", exact=True)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_reads_what_is_drawn(open_file, scheme: str, width: int, height: int) -> None:
    page = open_file(color_scheme=scheme, viewport={"width": width, "height": height})
    draw_on(page, SEVEN)
    answer(page, "7")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("status", name="Nothing to read")).to_have_count(1)
    draw_on(page, ONE)
    answer(page, "1")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_is_as_accurate_as_it_says(open_file) -> None:
    page = open_file()
    test = load_mnist().test
    sent = [base64.b64encode(array.tobytes()).decode() for array in (test.images, test.labels)]
    said = re.search(r"reads ([\d.]+)% of 10,000 test images", page.content())
    assert said is not None
    found = page.evaluate(ACCURACY, sent)
    assert round(100 * found, 2) == float(said[1])
    whole = (load_pretrained().predict(test.images) == test.labels).mean()
    assert abs(found - whole) <= 0.0005


def test_a_finger_draws_and_the_page_stays(open_file) -> None:
    page = open_file(viewport={"width": 390, "height": 600}, has_touch=True)
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    x, top, bottom = box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"], box["y"] + 0.8 * box["height"]
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": bottom}]})
    for step in range(1, 9):
        point = {"x": x, "y": bottom + (top - bottom) * step / 8}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    answer(page, "1")
    assert page.evaluate("scrollY") == 0


def test_the_keyboard_draws(open_file) -> None:
    page = open_file()
    page.keyboard.press("Tab")
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    answer(page, "1")
    page.keyboard.press("Delete")
    expect(page.get_by_role("status", name="Nothing to read")).to_have_count(1)


def test_a_report_can_be_looked_into(open_file, store, tmp_path: Path) -> None:
    run = add_finished_run(store)
    path = tmp_path / "report.html"
    path.write_bytes(report_bytes(store, [run.id], load_mnist().test, command=write_command))
    page = open_file(path, viewport={"width": 390, "height": 844}, color_scheme="dark")
    chart = page.get_by_role("img", name=re.compile("^Loss by epoch; at the end training 0.3333"))
    whole = chart.inner_html()
    chart.hover()
    expect(chart.get_by_text(re.compile("^training 0.5"))).to_be_visible()
    page.mouse.wheel(0, -400)
    page.mouse.move(0, 0)
    expect(chart.get_by_text(re.compile("^training 0.5"))).to_have_count(0)
    assert chart.inner_html() != whole
    chart.dblclick()
    page.mouse.move(0, 0)
    expect(chart).to_have_js_property("innerHTML", whole)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
