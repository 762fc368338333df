"""Runs whose worker, or whose server, is killed, and settings changed on the way, as a person meets them."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.events import SettingChanged
from tests.browser.server import Server, running_server

PATIENCE = 60_000
"""Milliseconds that a busy machine may take to train a little."""

EPOCHS = 50
FORM = f"?epochs={EPOCHS}&training_size=10000&hidden_sizes=64&optimizer=SGD&learning_rate=0.1&schedule=Constant"
"""Some seconds of training: longer than it takes to kill it, and no longer than it must be."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def status(page: Page, word: str) -> Locator:
    """Return the badge of the run that is shown."""
    return page.locator(".stMarkdownBadge").filter(has_text=word).first


def latest_run() -> Run:
    """Return the newest run of the test's store."""
    store = RunStore()
    try:
        return store.runs.all()[0]
    finally:
        store.close()


def start(page: Page) -> None:
    """Start what the form holds and wait for its first steps."""
    button(page, "Start training").click()
    expect(page.get_by_test_id("stProgress")).to_have_text(re.compile(r"Step [1-9]"), timeout=PATIENCE)


def kill_worker() -> None:
    """Kill the process that trains, in the middle of a step."""
    store = RunStore()
    (pid,) = (worker.pid for worker in store.workers.all() if worker.run_id is not None)
    store.close()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def weights_of_both(wait_until: Callable[..., None]) -> tuple[bytes, bytes]:
    """Return the weights of the only run, and of another with the same settings that is left alone."""
    store = RunStore()
    run = store.runs.all()[0]
    alone = store.runs.create(run.config)
    store.workers.ensure()
    wait_until(lambda: store.runs.get(alone.id).status.is_over)
    weights = tuple(store.networks.load(id_).parameters.tobytes() for id_ in (run.id, alone.id))
    store.close()
    return weights  # type: ignore[return-value]


def test_one_click_resumes_a_run_whose_worker_was_killed(
    server: Server, open_page: Callable[..., Page], wait_until: Callable[..., None]
) -> None:
    page = open_page(f"{server.url}/{FORM}")
    start(page)
    kill_worker()
    expect(status(page, "Interrupted")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Resume goes on from the last checkpoint", exact=False)).to_be_visible()
    assert latest_run().epoch < EPOCHS

    button(page, "Resume").click()
    expect(status(page, "Finished")).to_be_visible(timeout=PATIENCE)
    assert latest_run().epoch == EPOCHS
    interrupted, alone = weights_of_both(wait_until)
    assert interrupted == alone


def test_one_click_resumes_a_run_whose_server_and_worker_were_killed(
    tmp_path: Path, browser: Browser, wait_until: Callable[..., None]
) -> None:
    page = browser.new_page()  # the console tells of the lost connection, as it should
    page.set_default_timeout(PATIENCE)
    with running_server(tmp_path / "runs", tmp_path / "first.log") as first:
        page.goto(f"{first.url}/{FORM}")
        start(page)
        first.process.kill()
        kill_worker()
    with running_server(tmp_path / "runs", tmp_path / "second.log") as second:
        page.goto(second.url)
        expect(status(page, "Interrupted")).to_be_visible()
        button(page, "Resume").click()
        expect(status(page, "Finished")).to_be_visible(timeout=PATIENCE)
        interrupted, alone = weights_of_both(wait_until)
        assert interrupted == alone
    page.close()


def test_learning_rate_changed_while_training_is_marked_on_the_charts(
    server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server.url}/{FORM.replace(f'epochs={EPOCHS}', 'epochs=1000')}")
    start(page)
    marks = page.locator(".js-plotly-plot .annotation-text")
    expect(marks).to_have_count(0)
    button(page, "Adjust").click()
    page.get_by_test_id("stPopoverBody").get_by_role("textbox", name="Learning rate").fill("5e-2")
    button(page, "Apply").click()

    expect(marks.filter(has_text="learning rate 0.05")).to_have_count(3, timeout=PATIENCE)
    run = latest_run()
    assert run.status is RunStatus.RUNNING
    store = RunStore()
    [change] = store.history.changes(run.id)
    store.close()
    assert change == SettingChanged(change.epoch, change.step, "learning_rate", 0.1, 0.05)
    page.keyboard.press("Escape")
    button(page, "Stop").click()
    expect(status(page, "Stopped")).to_be_visible(timeout=PATIENCE)
    expect(marks.filter(has_text="learning rate 0.05")).to_have_count(3)
