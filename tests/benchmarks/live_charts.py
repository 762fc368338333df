"""What the live charts cost: message sizes, the server's time, and what an open page takes from training.

    python -m tests.benchmarks.live_charts [--seconds 30] [--rounds 2]

It starts the dashboard on a folder of its own, trains with it, and watches the Train page in a real browser.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from pages.components.charts.series import RunSeries
from pages.components.charts.training import accuracy_chart, loss_chart
from pages.components.live_chart.message import encode
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server
from tests.pages.recorded_run import RecordedRun

CONFIG = TrainingConfig(hidden_sizes=(256, 128), batch_size=64, learning_rate=0.05)
EPOCHS_MEASURED = 5
EPOCHS_SKIPPED = 3
"""While the page opens and the processor's caches warm up."""

WATCH = """() => {
    const charts = [...document.querySelectorAll(".js-plotly-plot")];
    window.watched = { charts, framesWithout: 0, draws: 0 };
    charts[0].on("plotly_afterplot", () => (window.watched.draws += 1));
    const frame = () => {
        if (!charts.every((chart) => chart.isConnected && chart.querySelector(".scatterlayer path.js-line"))) {
            window.watched.framesWithout += 1;
        }
        requestAnimationFrame(frame);
    };
    frame();
}"""
LEFT = """() => ({
    same: window.watched.charts.every((chart, i) => chart === document.querySelectorAll(".js-plotly-plot")[i]),
    framesWithout: window.watched.framesWithout,
    draws: window.watched.draws,
})"""


@click.command()
@click.option("--seconds", default=30, help="How long to watch the page.")
@click.option("--rounds", default=2, help="Runs with and without a page, alternating.")
def main(seconds: int, rounds: int) -> None:
    """Measure and print one table."""
    print_messages()
    with tempfile.TemporaryDirectory() as name, dashboard(Path(name)) as (url, server, store):
        with sync_playwright() as playwright:
            path = find_chromium(whole=True)
            browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
            print_page(browser, url, server, store, seconds)
            print_slowdown(browser, url, store, rounds)
            browser.close()


@contextmanager
def dashboard(folder: Path) -> Iterator[tuple[str, psutil.Process, RunStore]]:
    """Start the dashboard and open the same store beside it."""
    with running_server(folder / "runs", folder / "server.log") as server:
        yield server.url, psutil.Process(server.process.pid), RunStore(folder=server.runs)


def print_messages() -> None:
    """Print how a refresh of the two charts grows with the run's length."""
    print("Both charts                     read and draw      message, loss   accuracy")
    for epochs in (1, 10, 75):
        run, series = RecordedRun(epochs), RunSeries(1)
        end = run.get(1).step
        run.advance(end - 200)
        series.refresh(run)
        durations = []
        for step in range(end - 199, end, 10):
            run.advance(step)
            start = time.process_time()
            series.refresh(run)
            charts = [loss_chart(series), accuracy_chart(series)]
            messages = [encode(chart.figure, alt=chart.alt, clickable=False) for chart in charts]
            durations.append(time.process_time() - start)
        sizes = "   ".join(f"{len(message) / 1000:8.1f} kB" for message in messages)
        print(f"{epochs:3} epochs, {end:6,} steps      {1000 * statistics.median(durations):8.1f} ms      {sizes}")


def print_page(browser: Browser, url: str, server: psutil.Process, store: RunStore, seconds: int) -> None:
    """Print what a page that watches a run costs, and whether its charts hold still."""
    run = store.runs.create(CONFIG.with_changes(epochs=1000))
    store.workers.ensure()
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    received: list[int] = []
    errors: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_charts(page, url)
    page.evaluate(WATCH)
    received.clear()
    chromium = [process for process in psutil.Process().children(recursive=True) if "chrom" in process.name()]
    start, server_start, browser_start = time.monotonic(), processor_seconds([server]), processor_seconds(chromium)
    page.wait_for_timeout(1000 * seconds)
    passed = time.monotonic() - start
    server_share = (processor_seconds([server]) - server_start) / passed
    browser_share = (processor_seconds(chromium) - browser_start) / passed
    left = page.evaluate(LEFT)
    print(f"\nTrain page, {passed:.0f} s of training")
    print(f"redraws a second              {left['draws'] / passed:8.1f}")
    print(f"same nodes                    {'yes' if left['same'] else 'no':>8}")
    print(f"frames without a chart        {left['framesWithout']:8}")
    print(f"errors in the console         {len(errors):8}")
    print(f"websocket, 60 s               {sum(received) / passed * 60 / 1e6:8.2f} MB")
    print(f"largest message               {max(received) / 1000:8.1f} kB")
    print(f"server's share of a core      {server_share:8.1%}")
    print(f"browser's share of a core     {browser_share:8.1%}")
    page.close()
    store.queue.command(run.id, "stop")
    wait_until_over(store, run.id)


def processor_seconds(processes: list[psutil.Process]) -> float:
    """Return the processor time that these processes have used."""
    return sum(process.cpu_times().user + process.cpu_times().system for process in processes)


def print_slowdown(browser: Browser, url: str, store: RunStore, rounds: int) -> None:
    """Print the time of an epoch with the page open over the time without, alternating."""
    alone, watched = [], []
    for _ in range(rounds):
        alone += epoch_seconds(store)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        watched += epoch_seconds(store, lambda page=page: open_charts(page, url))
        page.close()
    ratio = statistics.median(watched) / statistics.median(alone)
    print(f"\nAn epoch, median of {len(alone)}")
    print(f"no browser                    {statistics.median(alone):8.2f} s")
    print(f"page open                     {statistics.median(watched):8.2f} s")
    print(f"ratio                         {ratio:8.2f}")


def epoch_seconds(store: RunStore, watch: object = None) -> list[float]:
    """Train one run, watched or not, and return the seconds of its last epochs."""
    run = store.runs.create(CONFIG.with_changes(epochs=EPOCHS_SKIPPED + EPOCHS_MEASURED))
    store.workers.ensure()
    if callable(watch):
        watch()
    wait_until_over(store, run.id)
    return [epoch.train_seconds for epoch in store.history.epochs(run.id)[-EPOCHS_MEASURED:]]


def open_charts(page: Page, url: str) -> None:
    """Open the Train page and wait until it draws."""
    page.goto(url)
    page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line", state="attached", timeout=60_000)


def wait_until_over(store: RunStore, run_id: int) -> None:
    """Look twice a second whether the run has ended, as a page would."""
    while not store.runs.get(run_id).status.is_over:
        time.sleep(0.5)


if __name__ == "__main__":
    main()
