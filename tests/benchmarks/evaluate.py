"""How fast Evaluate answers in a browser: the matrix, a step down, the map's frames; and robustness beside the page.

Times are from the click until the page shows what was asked for, in Chromium. The matrix is reached from another page
of a server that has measured the network once, as with a finished run. Frames are counted while the pointer pans the
map of 10,000 points, and while it points at them. Run it as `python -m tests.benchmarks.evaluate` and leave the machine
alone meanwhile.
"""

import statistics
import tempfile
import time
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

from mnist_core.jobs.robustness import robustness
from mnist_core.store.store import RunStore
from tests.benchmarks.timing import machine, print_table
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server
from tests.pages.stored_runs import add_finished_run

MATRIX = "[aria-label^='Confusion matrix']"
FRAMES = """
async ([kind, count]) => {
  const find = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(".stage > canvas")) return element;
      const inside = element.shadowRoot && find(element.shadowRoot);
      if (inside) return inside;
    }
  };
  const canvas = find(document);
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = (x, y) => ({ clientX: left + x, clientY: top + y, pointerId: 1, pointerType: "mouse", bubbles: true });
  canvas.setPointerCapture = () => {};
  if (kind === "pan") canvas.dispatchEvent(new PointerEvent("pointerdown", at(width / 2, height / 2)));
  const times = [];
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    const x = width / 2 + 120 * Math.sin(i / 9), y = height / 2 + 120 * Math.cos(i / 7);
    canvas.dispatchEvent(new PointerEvent("pointermove", at(x, y)));
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  canvas.dispatchEvent(new PointerEvent("pointerup", at(width / 2, height / 2)));
  return times;
}
"""


def seconds_until(page: Page, act: object, shown: object) -> float:
    """Return how long it takes from an action until something is shown."""
    start = time.perf_counter()
    act()  # type: ignore[operator]
    shown()  # type: ignore[operator]
    return time.perf_counter() - start


def to_matrix(page: Page) -> float:
    """Click from Draw to Evaluate; return the seconds until the matrix is drawn."""
    page.get_by_role("link", name="Draw", exact=True).click()
    page.get_by_role("heading", name="Draw").wait_for()
    idle(page)
    return seconds_until(
        page,
        page.get_by_role("link", name="Evaluate", exact=True).click,
        page.locator(MATRIX).locator(".main-svg").first.wait_for,
    )


def idle(page: Page) -> None:
    """Wait until the page's script is done."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def steps(page: Page, count: int) -> list[float]:
    """Open a digit and go from one to the next; return the seconds of each step."""
    page.locator(".tile").first.click()
    page.locator(".steps output", has_text="1 of ").wait_for()
    idle(page)
    times = []
    for number in range(2, count + 2):
        times.append(
            seconds_until(
                page,
                lambda: page.keyboard.press("ArrowRight"),
                page.locator(".steps output", has_text=f"{number} of ").wait_for,
            )
        )
        idle(page)
    page.keyboard.press("Escape")
    page.locator(MATRIX).first.wait_for()
    return times


def frame_rate(page: Page, kind: str) -> float:
    """Return the median frames a second while the pointer pans the map or points at it."""
    return 1000 / statistics.median(page.evaluate(FRAMES, [kind, 120])[5:])


def seconds_of_robustness(folder: Path) -> float:
    """Return how long the shipped network takes under nine corruptions at five strengths, in this process."""
    store = RunStore(folder=folder)
    start = time.perf_counter()
    for _ in robustness(store, {"network": ""}, {"run": 0}):
        pass
    store.close()
    return time.perf_counter() - start


@click.command()
@click.option("--rounds", default=8, help="How often each is measured.")
def main(rounds: int) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        store = RunStore(folder=folder / "runs")
        add_finished_run(store)
        store.close()
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        rows = []
        with running_server(folder / "runs", folder / "server.log") as server:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{server.url}/evaluate?run=0")
            page.locator(MATRIX).locator(".main-svg").first.wait_for()
            idle(page)
            for title, times in (
                ("from a click to the matrix", [to_matrix(page) for _ in range(rounds)]),
                ("a step from digit to digit", steps(page, rounds)),
            ):
                rows.append([title, f"{1000 * statistics.median(times):.0f} ms", f"{1000 * max(times):.0f} ms"])
            page.goto(f"{server.url}/evaluate?run=0&view=map")
            page.locator(".root[data-count='10000']").wait_for()
            idle(page)
            for kind in ("pan", "point"):
                rates = [frame_rate(page, kind) for _ in range(3)]
                rows.append(
                    [f"{kind} on 10,000 points", f"{statistics.median(rates):.0f} frames/s", f"{min(rates):.0f}"]
                )
        browser.close()
        taken = seconds_of_robustness(folder / "runs")
        rows.append(["robustness of the shipped network", f"{taken:.0f} s", ""])
    print(machine())
    print_table(["what", "median", "worst"], rows)


if __name__ == "__main__":
    main()
