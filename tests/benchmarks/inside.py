"""How fast Inside answers: the pointer, another digit, another moment, an operation, a first visit.

    python -m tests.benchmarks.inside [--rounds 20]

A real browser follows digits through networks of 256-128 and 1,024-1,024-512 units with a dozen moments each.
"Highlight" is from the pointer's move to the painted frame, every line of that unit drawn; "another digit" from the
click to the whole page redrawn, tables included; "another moment" from the key to the picture; "operation" from a
click on "Add noise" to the accuracy on all 10,000 test images; "first view" from the navigation to picture and table,
in a browser that knows nothing of the server. Medians, the slowest in brackets.
"""

import json
import statistics
import tempfile
from pathlib import Path

import click
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from mnist_core.files.snapshots import save_snapshot
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.benchmarks.page_load import VIEWPORT, shown_after
from tests.benchmarks.timing import print_table
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server
from tests.store.any_state import put

MOMENTS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
LARGE = (1024, 1024, 512)
READY = "window.theMap?.()?.dataset.ready"
AT_REST = "document.querySelector('[data-test-script-state]')?.dataset.testScriptState === 'notRunning'"
FIND_MAP = """
window.theMap = () => {
  if (window.foundMap?.isConnected) return window.foundMap;
  const hosts = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')];
  return (window.foundMap = hosts.map((host) => host.shadowRoot?.querySelector('[data-digit]')).find(Boolean));
};
window.changed = (condition, event) => { // milliseconds from an event that comes until a condition holds, as painted
  window.passed = new Promise((done) => document.addEventListener(event, () => {
    const start = performance.now();
    const look = () => {
      if (!condition()) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel(); // sent within a frame, read once that frame is painted
      port1.onmessage = () => done(performance.now() - start);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true }));
};
"""
TABLE = "document.querySelector('table tbody tr')"
HOVER = """
async (count) => {
  const stage = window.theMap().querySelector('.map');
  const { left, top, width, height } = stage.getBoundingClientRect();
  const times = [];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let i = 0; i < count; i++) {
    const shown = window.theMap().dataset.shown;
    const place = { clientX: left + width * Math.random(), clientY: top + 40 + (height - 50) * Math.random() };
    await frame();
    const start = performance.now();
    stage.dispatchEvent(new PointerEvent('pointermove', { ...place, pointerType: 'mouse', bubbles: true }));
    await new Promise((done) => { // a message sent within a frame is read once that frame is painted
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(0);
    });
    if (window.theMap().dataset.shown !== shown) times.push(performance.now() - start);
  }
  return times;
}
"""


def add_network(folder: Path, *hidden: int) -> int:
    """Put an untrained network with some moments into a store; return its run's number."""
    config = TrainingConfig(hidden_sizes=hidden)
    store = RunStore(folder=folder)
    run = store.runs.create(config, name="untrained")
    network = NeuralNetwork(config.layer_sizes, initializer="he_normal", rng=np.random.default_rng(0))
    store.networks.keep(run.id, network)
    for step in MOMENTS:
        network.parameters *= 1.01
        save_snapshot(store.runs.folder(run.id), step, network)
    put(store, run.id, RunStatus.FINISHED, has_checkpoint=True)
    store.close()
    return run.id


def opened(browser: Browser, url: str) -> Page:
    """Open an address in a browser that knows nothing of the server."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.add_init_script(FIND_MAP)
    page.goto(url, wait_until="commit")
    return page


def first_view(browser: Browser, url: str) -> float:
    """Return the milliseconds until picture and table are there."""
    page = opened(browser, url)
    (seconds,) = shown_after(page, f"{READY} && {TABLE}")
    page.context.close()
    return 1000 * seconds


def another_digit(page: Page) -> float:
    """Click for another digit; return the milliseconds until the whole page shows it."""
    before = page.evaluate("window.theMap().dataset.digit")
    page.evaluate(f"changed(() => window.theMap()?.dataset.digit !== '{before}' && {AT_REST}, 'click')")
    page.get_by_role("button", name="Another digit").click()
    return float(page.evaluate("window.passed"))


def another_moment(page: Page) -> float:
    """Press an arrow key on the slider over the moments; return the milliseconds until the picture is of the next.

    Afterwards wait until the page has followed, tables and all, as one who looks does.
    """
    before = page.evaluate("window.theMap().dataset.ready")
    address = page.evaluate("location.search")
    page.evaluate(f"changed(() => window.theMap()?.dataset.ready !== '{before}', 'keydown')")
    page.get_by_role("slider", name="Moment of the training").press("ArrowLeft")
    moved = float(page.evaluate("window.passed"))
    page.wait_for_function(f"location.search !== {json.dumps(address)} && {AT_REST}")
    return moved


def another_operation(page: Page) -> float:
    """Add noise to the weights; return the milliseconds until the page shows what became of the test accuracy."""
    done = page.locator("ol > li").count()
    page.evaluate(f"changed(() => document.querySelectorAll('ol > li').length > {done} && {AT_REST}, 'click')")
    page.get_by_role("button", name="Add noise").click()
    return float(page.evaluate("window.passed"))


def operations(page: Page, rounds: int) -> list[float]:
    """Go to Surgery and operate so often."""
    page.get_by_role("radio", name="Surgery").click()
    page.get_by_role("button", name="Add noise").wait_for()
    page.wait_for_function(AT_REST)
    return [another_operation(page) for _ in range(rounds)]


def told(times: list[float]) -> str:
    """Return the median and the slowest, as text."""
    return f"{statistics.median(times):.0f} ({max(times):.0f})"


@click.command()
@click.option("--rounds", default=20, help="How often each is measured.")
def main(rounds: int) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        usual, large = add_network(folder / "runs", 256, 128), add_network(folder / "runs", *LARGE)
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        rows = []
        with running_server(folder / "runs", folder / "server.log") as server:
            for title, run in (("256-128", usual), ("1,024-1,024-512", large)):
                url = f"{server.url}/inside?run={run}"
                first_view(browser, url)
                page = opened(browser, url)
                shown_after(page, f"{READY} && {TABLE}")
                rows.append(
                    [
                        title,
                        told(page.evaluate(HOVER, 10 * rounds)),
                        told([another_digit(page) for _ in range(rounds)]),
                        told([another_moment(page) for _ in MOMENTS]),
                        told(operations(page, rounds)),
                        told([first_view(browser, url) for _ in range(max(3, rounds // 4))]),
                    ]
                )
                page.context.close()
        browser.close()
    measured = ("highlight", "another digit", "another moment", "operation", "first view")
    print_table(["network", *(f"{each}, ms" for each in measured)], rows)


if __name__ == "__main__":
    main()
