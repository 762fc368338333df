"""A live chart in a real browser: what a person does to it stays while it is updated."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.server import Server, running_server

SCRIPT = "tests/browser/live_chart_app.py"
LOSS, ACCURACY = ".st-key-loss .js-plotly-plot", ".st-key-accuracy .js-plotly-plot"
MESSAGE_LIMIT = 20_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("live-chart")
    with running_server(folder / "runs", folder / "server.log", script=SCRIPT, warm=True) as server:
        yield server
    log = server.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture
def page(app: Server, open_page: Callable[..., Page]) -> Page:
    """Two charts that are updated three times a second."""
    page = open_page(app.url)
    expect(page.locator(f"{LOSS} .main-svg").first).to_be_visible()
    expect(page.locator(f"{ACCURACY} .main-svg").first).to_be_visible()
    return page


def last_step(page: Page) -> float:
    """Return the last horizontal position that the loss chart has drawn."""
    return float(page.locator(LOSS).evaluate("node => Math.max(...node._fullData[0].x)"))


def wait_for_updates(page: Page, count: int = 5) -> None:
    """Wait until the chart has been redrawn with as many new messages."""
    goal = last_step(page) + 20 * count
    page.wait_for_function(f"Math.max(...document.querySelector('{LOSS}')._fullData[0].x) >= {goal}")


def x_range(chart: Locator) -> list[float]:
    return [float(end) for end in chart.evaluate("node => node._fullLayout.xaxis.range")]


def zoom(page: Page, chart: Locator) -> list[float]:
    """Drag over the middle of the chart and return the range that this left."""
    before = x_range(chart)
    box = chart.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], middle, steps=4)
    page.mouse.move(box["x"] + 0.7 * box["width"], middle, steps=4)
    page.mouse.up()
    page.wait_for_function(
        f"before => document.querySelector('{LOSS}')._fullLayout.xaxis.range[0] !== before", arg=before[0]
    )
    return x_range(chart)


def test_updates_keep_the_node_and_leave_no_frame_without_a_chart(page: Page) -> None:
    page.evaluate(
        """selector => {
            window.chartNode = document.querySelector(selector);
            window.framesWithout = 0;
            const count = () => {
                const svg = window.chartNode.querySelector(".main-svg .scatterlayer .trace path.js-line");
                if (!window.chartNode.isConnected || !svg) window.framesWithout += 1;
            };
            new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
            const frame = () => { count(); requestAnimationFrame(frame); };
            frame();
        }""",
        LOSS,
    )
    wait_for_updates(page, 10)
    assert page.evaluate("selector => document.querySelector(selector) === window.chartNode", LOSS)
    assert page.evaluate("window.framesWithout") == 0


def test_a_zoom_set_by_dragging_stays(page: Page) -> None:
    chosen = zoom(page, page.locator(LOSS))
    wait_for_updates(page)
    assert x_range(page.locator(LOSS)) == chosen


def test_a_double_click_leaves_the_zoom_and_follows_the_run_again(page: Page) -> None:
    chart = page.locator(LOSS)
    zoom(page, chart)
    chart.locator(".nsewdrag").first.dblclick()
    wait_for_updates(page)
    drawn = last_step(page)
    assert x_range(chart)[1] >= drawn


def test_a_trace_hidden_in_the_legend_stays_hidden(page: Page) -> None:
    chart = page.locator(LOSS)
    entry = chart.locator(".legend .traces", has_text="Validation")
    entry.locator(".legendtoggle").click()
    hidden = """selector => document.querySelector(selector)._fullData
        .some((trace) => trace.name === "Validation" && trace.visible === "legendonly")"""
    page.wait_for_function(hidden, arg=LOSS)
    wait_for_updates(page)
    assert page.evaluate(hidden, LOSS)


def test_the_hover_label_stays_while_the_chart_is_updated(page: Page) -> None:
    box = page.locator(f"{LOSS} .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    label = page.locator(f"{LOSS} .hoverlayer .legend")
    expect(label).to_be_visible()
    wait_for_updates(page)
    expect(label).to_be_visible()


def test_the_chart_follows_the_theme_while_it_is_open(page: Page) -> None:
    background = "selector => document.querySelector(selector)._fullLayout.paper_bgcolor"
    assert page.evaluate(background, LOSS) == "#ffffff"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({background})('{LOSS}') === '#0f1620'")


def test_the_chart_fits_its_container_at_a_fixed_height(page: Page) -> None:
    wide = page.locator(LOSS).bounding_box()
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        f"""() => {{
            const node = document.querySelector('{LOSS}');
            return node.clientWidth < {wide and wide["width"]} && node._fullLayout.width === node.clientWidth;
        }}"""
    )
    narrow = page.locator(LOSS).bounding_box()
    assert wide and narrow
    assert wide["height"] == narrow["height"] == 300


def test_a_click_on_a_point_reaches_the_script(page: Page) -> None:
    chart = page.locator(ACCURACY)
    x, y = chart.evaluate(
        """node => {
            const trace = node._fullData.find((trace) => trace.name === "Training");
            const { xaxis, yaxis } = node._fullLayout;
            const box = node.getBoundingClientRect();
            return [
                box.x + xaxis._offset + xaxis.d2p(trace.x[0]),
                box.y + yaxis._offset + yaxis.d2p(trace.y[0]),
            ];
        }"""
    )
    page.mouse.click(x, y)
    expect(page.get_by_text(re.compile("Clicked: (Training|Validation)"))).to_be_visible()


def test_a_chart_is_named_by_its_sentence(page: Page) -> None:
    expect(page.get_by_role("figure", name=re.compile("Loss of the batches: from 2.* to"))).to_be_visible()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_is_saved_as_a_picture(page: Page, kind: str) -> None:
    page.locator(LOSS).hover()
    with page.expect_download() as download:
        page.locator(f'{LOSS} .modebar-btn[data-title="Save as {kind.upper()}"]').click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG" if kind == "png" else b"<svg")


def test_a_page_that_slept_shows_the_newest_state_when_it_wakes(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    before = last_step(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    wait_for_updates(page)
    assert last_step(page) > before


def test_the_library_is_loaded_once_and_nothing_from_other_hosts(app: Server, open_page: Callable[..., Page]) -> None:
    page = open_page("about:blank")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(app.url)
    expect(page.locator(f"{ACCURACY} .main-svg").first).to_be_visible()
    wait_for_updates(page)
    assert sum("plotly-cartesian" in url for url in requests) == 1
    assert [url for url in requests if not url.startswith((app.url, "data:", "blob:"))] == []


def test_messages_of_a_long_run_are_small(app: Server, open_page: Callable[..., Page]) -> None:
    page = open_page("about:blank")
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sizes.append(len(data))))
    page.goto(f"{app.url}?epochs=75")
    expect(page.locator(f"{ACCURACY} .main-svg").first).to_be_visible()
    assert last_step(page) > 69_000
    start = len(sizes)
    wait_for_updates(page)
    assert 0 < max(sizes[start:]) < MESSAGE_LIMIT


def test_a_chart_goes_on_after_the_server_was_restarted(tmp_path: Path, browser: Browser) -> None:
    page = browser.new_page()  # the console tells of the lost connection, as it should
    page.set_default_timeout(60_000)
    with running_server(tmp_path / "runs", tmp_path / "first.log", script=SCRIPT, warm=True) as server:
        page.goto(server.url)
        expect(page.locator(f"{LOSS} .main-svg").first).to_be_visible()
        wait_for_updates(page, 2)
        before = last_step(page)
    with running_server(tmp_path / "runs", tmp_path / "second.log", script=SCRIPT, port=port_of(server)):
        page.wait_for_function(f"Math.max(...document.querySelector('{LOSS}')._fullData[0].x) < {before}")
        wait_for_updates(page, 2)
    page.close()


def port_of(server: Server) -> int:
    return int(server.url.rsplit(":", 1)[1])
