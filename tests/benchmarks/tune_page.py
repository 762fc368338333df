"""How fast Tune opens with 500 trials, marks and follows a search, and how long one field's sweep takes.

    python -m tests.benchmarks.tune_page [--rounds 5]

A real browser opens the page by a click, drags along an axis, watches a search of 100 trials that really trains, and
lets Train try five values of a setting.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus, TrialState
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.sampling import Sampling
from mnist_core.tuning.search_space import SearchSpace
from tests.benchmarks.page_load import VIEWPORT, by_click
from tests.benchmarks.timing import machine, print_table
from tests.browser.chromium import CHROMIUM_FLAGS, find_chromium
from tests.browser.server import running_server
from tests.store.any_state import put

SEARCHED = ("learning_rate=0.01..1:log", "optimizer=sgd, momentum, adam", "hidden_width=16..256:log", "dropout=0..0.4")
STORED, LIVE = 500, 100
EPOCHS = 5
PATIENCE = 120_000
"""Milliseconds that anything may take on a busy machine."""

POINTS = "document.querySelectorAll('.st-key-tune_history .points path').length"
FIRST_VIEW = f"window.markedTrials !== undefined && {POINTS} >= {{trials}}"
TABLE = "[...document.querySelectorAll('[data-testid=stDataFrame] canvas')].some((each) => each.clientWidth > 0)"
CURVES = "document.querySelector('.st-key-tune_curves path.js-line')"
WHOLE = f"{TABLE} && {CURVES} && document.querySelector('.st-key-tune_pair .points path')"
BRUSH = """async (hit) => {
    const box = hit.getBoundingClientRect();
    const at = (share) => ({ clientX: box.x + box.width / 2, clientY: box.y + share * box.height, bubbles: true });
    hit.dispatchEvent(new PointerEvent("pointerdown", at(0.05)));
    const script = [], painted = [];
    for (let step = 1; step <= 20; step++) {
        await new Promise((done) => setTimeout(done, 40));
        const started = performance.now();
        window.dispatchEvent(new PointerEvent("pointermove", at(0.05 + 0.02 * step)));
        script.push(performance.now() - started);
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        painted.push(performance.now() - started);
    }
    window.dispatchEvent(new PointerEvent("pointerup", at(0.5)));
    const faint = [...document.querySelectorAll(".js-plotly-plot")].filter((chart) =>
        [...chart.querySelectorAll(".points path, .trace")].some((mark) => mark.style.opacity === "0.12"));
    return [script, painted, faint.length];
}"""
WATCH = """() => {
    window.watched = [...document.querySelectorAll(".js-plotly-plot")];
    window.mounts = 0;
    new MutationObserver((changes) => {
        for (const change of changes) for (const node of change.addedNodes) {
            window.mounts += node.querySelectorAll ? node.querySelectorAll(".js-plotly-plot").length : 0;
        }
    }).observe(document.body, { childList: true, subtree: true });
}"""
LOST = "() => window.watched.filter((chart) => !chart.isConnected).length"


def stored_study(store: RunStore, count: int, *, seed: int = 0) -> int:
    """Put a search into the store whose trials were all trained, a third of them given up; return its number."""
    base = TrainingConfig(hidden_sizes=(64,), epochs=EPOCHS, training_size=10_000)
    space = SearchSpace(tuple(read_searched(text) for text in SEARCHED))
    plan = StudyPlan(base=base, space=space, sampler="tpe", pruner="median", trials=count)
    study = store.studies.create(plan.to_dict(), name=f"{count} trials")
    sampling = Sampling(replace(plan, sampler="random"), study.id)
    rng = np.random.default_rng(seed)
    for number in range(count):
        _, params = sampling.ask()
        best = 0.97 - 0.05 * abs(np.log10(params["learning_rate"]) + 1) - 0.05 * params["dropout"]
        best -= 0.02 * (params["optimizer"] == "sgd") + abs(rng.normal(0, 0.005))
        is_given_up = best < 0.9
        epochs = 2 if is_given_up else EPOCHS
        values = [float(best - 0.2 * 0.5**epoch) for epoch in range(1, epochs + 1)]
        asked = store.trials.ask(study.id, number, params, claim=0, sampler_state={}, config=plan.config(params))
        assert asked.run_id is not None
        status = RunStatus.STOPPED if is_given_up else RunStatus.FINISHED
        put(store, asked.run_id, status, epoch=epochs, step=79 * epochs, steps_per_epoch=79)
        ends = [
            EpochEnd(epoch, 79 * epoch, 0.3, value, 0.3, value, 0.1, 10_000, 0.2, True)
            for epoch, value in enumerate(values, start=1)
        ]
        with store.database.writing() as connection:
            write_epochs(connection, asked.run_id, ends)
        state = TrialState.PRUNED if is_given_up else TrialState.COMPLETE
        goals = () if is_given_up else (values[-1],)
        reason = "given up after epoch 2: below the median of the other trials" if is_given_up else ""
        store.trials.tell(replace(asked, state=state, goals=goals, reason=reason, told_at=time.time()))
    store.studies.set_status(study.id, StudyStatus.FINISHED, message=f"{count} trials were made")
    return study.id


def opened(browser: Browser, url: str, trials: int) -> list[float]:
    """Go from Train to Tune; return the seconds to the first view, and to the whole page."""
    context = browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    complete = FIRST_VIEW.format(trials=trials)
    seconds = by_click(page, "Tune", complete, WHOLE)
    context.close()
    return seconds


def brushed(browser: Browser, url: str) -> tuple[list[float], list[float], int]:
    """Drag along an axis; return milliseconds of script, and until painted, and how many charts follow."""
    page = browser.new_page(viewport={"width": 1440, "height": 1600})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/tune")
    page.wait_for_function(f"() => {WHOLE}", timeout=PATIENCE)
    page.wait_for_timeout(1000)
    axis = page.locator('[data-axis="goal validation_accuracy"]').element_handle()
    script, painted, charts = page.evaluate(BRUSH, axis)
    page.close()
    return script, painted, charts


def followed(browser: Browser, url: str, store: RunStore) -> tuple[int, int, list[int]]:
    """Watch a search that trains; return chart nodes mounted anew and lost, and the sizes of the messages."""
    base = TrainingConfig(hidden_sizes=(32,), epochs=2, training_size=2_000)
    space = SearchSpace(tuple(read_searched(text) for text in SEARCHED))
    plan = StudyPlan(base=base, space=space, trials=LIVE, pruner="median")
    store.queue.change_settings(max_concurrent=2)
    study = store.studies.create(plan.to_dict(), name="live")
    store.tuners.ensure()
    page = browser.new_page(viewport=VIEWPORT)
    page.set_default_timeout(PATIENCE)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.goto(f"{url}/tune?study={study.id}")
    page.wait_for_function(f"() => {WHOLE}", timeout=PATIENCE)
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    received.clear()
    while not store.studies.get(study.id).status.is_over:
        page.wait_for_timeout(500)
    mounts, lost = page.evaluate("() => window.mounts"), page.evaluate(LOST)
    page.close()
    return int(mounts), int(lost), received


def swept(page: Page, url: str) -> float:
    """Let Train try five values of the learning rate; return the seconds until the best is named."""
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    page.get_by_text("What does a setting do?").click()
    button = page.get_by_role("button", name="Try 0.")
    button.wait_for()
    page.wait_for_timeout(3000)  # a worker gets ready while somebody is at the form
    started = time.perf_counter()
    button.click()
    page.get_by_text("Best after 2 epochs").wait_for(timeout=PATIENCE)
    return time.perf_counter() - started


def _row(name: str, values: Sequence[float], unit: str, digits: int = 2) -> list[str]:
    middle = f"{statistics.median(values):.{digits}f} {unit}"
    return [name, middle, f"{min(values):.{digits}f} to {max(values):.{digits}f}"]


@click.command()
@click.option("--rounds", default=5, show_default=True, help="How often the page is opened.")
def main(rounds: int) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        store = RunStore(folder=folder / "runs")
        complete = sum(trial.state is TrialState.COMPLETE for trial in store.trials.of(stored_study(store, STORED)))
        browser = playwright.chromium.launch(executable_path=find_chromium(whole=True), args=CHROMIUM_FLAGS)
        rows = []
        with running_server(folder / "runs", folder / "server.log") as server:
            opened(browser, server.url, complete)
            first, whole = zip(*(opened(browser, server.url, complete) for _ in range(rounds)), strict=True)
            rows += [_row(f"{STORED} trials by click: first view", first, "s"), _row("the whole page", whole, "s")]
            script, painted, charts = brushed(browser, server.url)
            rows.append(_row(f"a brush until {charts} charts are marked", script, "ms", 1))
            rows.append(_row("the same until painted", painted, "ms", 1))
            page = browser.new_page(viewport=VIEWPORT)
            rows.append(_row("five values of one field on Train", [swept(page, server.url) for _ in range(3)], "s"))
            page.close()
            mounts, lost, received = followed(browser, server.url, store)
            kilobytes = [size / 1000 for size in received]
            rows.append([f"chart nodes mounted anew in {LIVE} trials", str(mounts), f"{lost} lost"])
            rows.append(_row(f"{len(received)} messages meanwhile", kilobytes, "kB", 1))
        browser.close()
        store.close()
    print(f"{machine()}\n")
    print_table(["what", "median", "range"], rows)


if __name__ == "__main__":
    main()
