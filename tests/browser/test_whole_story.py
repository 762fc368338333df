"""The main job from end to end: set up a network, watch it learn, see where it errs, have it read a stroke."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from tests.browser.server import Server
from tests.browser.sheet import draw

PATIENCE = 60_000
"""Milliseconds that a busy machine may take to train a little."""

SMALL_STEPS = "batch_size=2&optimizer=SGD&learning_rate=0.01"
"""What makes two epochs last long enough to be watched: two images a step."""

LOSS = ".st-key-loss_chart .js-plotly-plot"
LAST_POINT = f"""() => {{
    const traces = document.querySelector("{LOSS}")?._fullData ?? [];
    return Math.max(0, ...traces.flatMap((trace) => [...(trace.x ?? [])].slice(-1)));
}}"""
"""The last step that the loss chart shows; 0 before its first point."""


def fill(box: Locator, text: str) -> None:
    box.fill(text)
    box.press("Enter")


def go_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def wait_for_points_after(page: Page, step: float) -> float:
    """Wait until the loss chart shows a later step than this, and return it."""
    page.wait_for_function(f"step => ({LAST_POINT})() > step", arg=step, timeout=PATIENCE)
    return float(page.evaluate(LAST_POINT))


def test_a_network_is_trained_judged_and_put_to_use(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?{SMALL_STEPS}")
    fill(page.get_by_role("textbox", name="Hidden layers"), "64")
    fill(page.get_by_role("spinbutton", name="Epochs"), "2")
    expect(page.get_by_text("784 → 64 → 10 · 50,890 parameters")).to_be_visible()
    page.get_by_role("button", name="Start training", exact=True).click()
    drawn = wait_for_points_after(page, wait_for_points_after(page, 0))

    go_to(page, "Runs")
    page.get_by_role("link", name="Train", exact=True).click()
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("64")
    wait_for_points_after(page, drawn)
    page.reload()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("2")
    expect(page.locator(".stMarkdownBadge").filter(has_text="Finished").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name=re.compile(r"^\d+\.\d\d%$"))).to_be_visible()
    store = RunStore(folder=server.runs)
    [run] = store.runs.all()
    assert (run.status, run.config.hidden_sizes, run.epoch) == (RunStatus.FINISHED, (64,), 2)
    assert wait_for_points_after(page, drawn) == run.step
    store.close()

    go_to(page, "Evaluate")
    expect(page.get_by_role("combobox", name="Network")).to_have_value(re.compile(f"^#{run.id} "))
    plot = page.locator(".nsewdrag").first
    plot.wait_for()
    box = plot.bounding_box()
    assert box is not None
    plot.click(position={"x": 0.35 * box["width"], "y": 0.35 * box["height"]})  # a 3 that is read as a 3
    expect(page.get_by_role("img", name="3 read as 3").first).to_be_visible()

    go_to(page, "Draw")
    draw(page, [(0.5, 0.15), (0.5, 0.85)])
    expect(page.get_by_role("status", name=re.compile(r"It reads \d"))).to_be_visible()
    expect(page.locator(".bar")).to_have_count(10)
    expect(page.get_by_test_id("stException")).to_have_count(0)
