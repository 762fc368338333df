"""How fast Draw answers: while the pen moves, and once it is lifted.

    python -m tests.benchmarks.draw [--moves 300] [--strokes 50] [--training]

A real browser draws digits. "Pen moves" is from the move reaching the page to the painted frame with answer, bars and
pixels; "pen lifted" from the release reaching it to the painted answer of the server. Median and 95th percentile. With
`--training` a run trains meanwhile.
"""

import tempfile
from pathlib import Path

import click
import numpy as np
from playwright.sync_api import Page, sync_playwright

from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.benchmarks.page_load import VIEWPORT
from tests.benchmarks.timing import print_table
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server
from tests.browser.sheet import places

STROKES = (
    ((0.25, 0.2), (0.75, 0.2), (0.45, 0.85)),
    ((0.3, 0.2), (0.28, 0.55), (0.75, 0.55)),
    ((0.5, 0.15), (0.5, 0.85)),
    ((0.3, 0.3), (0.6, 0.2), (0.7, 0.4), (0.3, 0.8), (0.75, 0.8)),
)
WATCH = """() => {
  const panel = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
    .map((host) => host.shadowRoot.querySelector(".panel")).find(Boolean);
  const times = (window.times = { moves: [], answers: [] });
  let [moved, lifted] = [null, null];
  document.addEventListener("pointermove", (event) => event.buttons && (moved ??= performance.now()), true);
  addEventListener("mouseup", (event) => (lifted = performance.now()), true);
  const painted = (start, into) => { // a message sent within a frame is read once that frame is painted
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => into.push(performance.now() - start);
    port2.postMessage(0);
  };
  new MutationObserver((changes) => {
    for (const { attributeName } of changes) {
      if (attributeName === "data-reads" && moved !== null) {
        painted(moved, times.moves);
        moved = null;
      }
      if (attributeName === "data-answered" && panel.dataset.answered && lifted !== null) {
        const start = lifted;
        lifted = null;
        requestAnimationFrame(() => painted(start, times.answers));
      }
    }
  }).observe(panel, { attributes: true });
}"""


def draw(page: Page, stroke: int, *, steps: int) -> None:
    """Draw one stroke and wait for the server's answer."""
    first, *rest = places(page, STROKES[stroke % len(STROKES)])
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=steps)
    before = page.evaluate("times.answers.length")
    page.mouse.up()
    page.wait_for_function("before => times.answers.length > before", arg=before)


def told(times: list[float]) -> str:
    """Return how many there are, their median and their 95th percentile, as text."""
    return f"{np.median(times):.0f} / {np.percentile(times, 95):.0f} (of {len(times)})"


@click.command()
@click.option("--moves", default=300, help="Moves of the pen that are measured at least.")
@click.option("--strokes", default=50, help="Strokes whose answers are measured.")
@click.option("--training", is_flag=True, help="Let a run train meanwhile.")
def main(moves: int, strokes: int, training: bool) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        with running_server(folder / "runs", folder / "server.log") as server:
            if training:
                store = RunStore(folder=folder / "runs")
                store.runs.create(TrainingConfig(hidden_sizes=(512, 256), epochs=500), name="meanwhile")
                store.workers.ensure()
            page = browser.new_context(viewport=VIEWPORT).new_page()
            page.add_init_script("sessionStorage.setItem('mnist-example-seen', 'yes')")
            page.goto(f"{server.url}/draw?run=0")
            page.locator("[data-network^=network-weights]").wait_for()
            page.evaluate(WATCH)
            for stroke in range(strokes):
                draw(page, stroke, steps=max(4, -(-moves // strokes)))
                if stroke % 4 == 3:
                    page.get_by_role("button", name="Clear").click()
                    page.get_by_text("Draw a digit from 0 to 9").wait_for()
            times = page.evaluate("times")
            page.context.close()
        browser.close()
    title = "while a run trains" if training else "nothing else runs"
    header = ["server", "pen moves → bars painted, ms", "pen lifted → server's answer, ms"]
    print_table(header, [[title, told(times["moves"]), told(times["answers"])]])


if __name__ == "__main__":
    main()
