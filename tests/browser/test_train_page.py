"""The Train page in a real browser: charts that move, buttons that act at once, nothing lost on the way."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.presets import PRESETS
from tests.browser.server import Server

STEPS_DONE = re.compile(r"Step [1-9]")
PATIENCE = 60_000
"""Milliseconds that a busy machine may take to train a little."""


def runs_of(server: Server) -> list[Run]:
    """Return what the server's store holds, newest first."""
    store = RunStore(folder=server.runs)
    try:
        return store.runs.all()
    finally:
        store.close()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def start(page: Page) -> None:
    """Start what the form holds and wait for the first step."""
    button(page, "Start training").click()
    expect(progress(page)).to_have_text(STEPS_DONE, timeout=PATIENCE)


def progress(page: Page) -> Locator:
    return page.get_by_test_id("stProgress")


def status(page: Page, word: str) -> Locator:
    """Return the badge of the run that is shown."""
    return page.locator(".stMarkdownBadge").filter(has_text=word).first


def steps_done(page: Page) -> int:
    found = re.search(r"Step ([\d,]+)", progress(page).inner_text())
    return int(found[1].replace(",", "")) if found else 0


def choose(page: Page, name: str, option: str) -> None:
    """Choose from a drop-down list."""
    box = page.get_by_role("combobox", name=name, exact=True)
    box.click()
    box.press_sequentially(option)  # a long list holds only the options in sight
    page.get_by_role("option", name=option, exact=True).click()


def type_learning_rate(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name="Learning rate")
    box.fill(text)
    box.press("Enter")


def test_double_click_on_start_makes_one_run(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?epochs=3&hidden_sizes=32")
    expect(button(page, "Start training")).to_have_count(1)
    for key in ("Tab", "Tab", "Enter"):  # by the second skip link
        page.keyboard.press(key)
    expect(button(page, "Start training")).to_be_focused()
    button(page, "Start training").dblclick()
    expect(status(page, "Finished")).to_be_visible(timeout=PATIENCE)
    assert len(runs_of(server)) == 1


def test_a_run_obeys_its_buttons(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?epochs=1000&hidden_sizes=64&optimizer=SGD&learning_rate=0.1&schedule=Constant")
    start(page)
    button(page, "Pause").click()
    expect(button(page, "Resume")).to_be_visible(timeout=PATIENCE)
    before = runs_of(server)[0].step
    expect(progress(page)).to_contain_text(f"Step {before:,} of", timeout=PATIENCE)
    button(page, "+1 batch").click()
    expect(progress(page)).to_contain_text(f"Step {before + 1:,} of", timeout=PATIENCE)
    expect(button(page, "Resume")).to_be_visible(timeout=PATIENCE)

    button(page, "Adjust").click()
    page.get_by_test_id("stPopoverBody").get_by_role("textbox", name="Learning rate").fill("5e-2")
    button(page, "Apply").click()
    page.keyboard.press("Escape")
    button(page, "Resume").click()
    expect(page.get_by_text("learning rate 0.05").first).to_be_visible(timeout=PATIENCE)

    button(page, "Stop").click()
    expect(status(page, "Stopped")).to_be_visible(timeout=PATIENCE)
    [run] = runs_of(server)
    assert run.has_checkpoint
    button(page, "Resume").click()
    expect(button(page, "Pause")).to_be_visible(timeout=PATIENCE)
    button(page, "Stop").click()
    expect(status(page, "Stopped")).to_be_visible(timeout=PATIENCE)


def test_a_grid_of_three_is_a_search_that_trains_each(
    server: Server, open_page: Callable[..., Page], wait_until: Callable[..., None]
) -> None:
    page = open_page(f"{server.url}/?epochs=2&hidden_sizes=32&training_size=5000")
    page.locator("summary").filter(has_text="Several runs at once").click()
    choose(page, "Vary", "Learning rate")
    button(page, "Queue 3 runs").click()
    expect(button(page, "Stop all")).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(button(page, "Stop all").or_(page.get_by_text("came first"))).to_be_visible(timeout=PATIENCE)
    wait_until(lambda: [run.status for run in runs_of(server)].count(RunStatus.FINISHED) == 3, seconds=150)
    assert sorted(run.config.learning_rate for run in runs_of(server)) == [0.001, 0.01, 0.1]
    expect(page.get_by_text("came first")).to_be_visible(timeout=PATIENCE)
    lines = page.locator(".st-key-group_loss .js-plotly-plot").evaluate(
        "node => node._fullData.map(({ name }) => name)"
    )
    assert sorted(lines) == [f"Learning rate {rate}" for rate in ("0.001", "0.01", "0.1")]


def test_a_copied_address_gives_another_browser_the_same_form(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(server.url)
    choose(page, "Preset", "Overfit")
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value(str(PRESETS["overfit"].config.epochs))
    type_learning_rate(page, "2e-2")
    page.wait_for_url(re.compile("learning_rate=2e-2"))
    page.get_by_role("button", name="Add layer").click()
    page.wait_for_url(re.compile("hidden_sizes=256%2C(\\+|%20)128%2C(\\+|%20)64"))
    other = open_page(page.url)
    expect(other.get_by_role("spinbutton", name="Epochs")).to_have_value(str(PRESETS["overfit"].config.epochs))
    expect(other.get_by_role("combobox", name="Preset")).to_have_value("Overfit")
    expect(other.get_by_role("combobox", name="Learning rate")).to_have_value("0.02")
    expect(other.get_by_role("textbox", name="Hidden layers")).to_have_value("256, 128, 64")


def test_nonsense_is_answered_in_the_browser(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?epochs=abc&learning_rate=-1")
    expect(page.get_by_text("The address holds what cannot be used", exact=False)).to_have_count(2)
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value(str(PRESETS["quick"].config.epochs))
    type_learning_rate(page, "nan")
    expect(page.get_by_text("Learning rate must be", exact=False)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(button(page, "Start training")).to_have_count(1)  # it moves down for the sentence
    button(page, "Start training").first.click()
    expect(page.get_by_text("Learning rate must be", exact=False)).to_be_visible()
    assert not runs_of(server)


def test_a_diverging_run_says_why(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?preset=learning-rate-too-high&learning_rate=1e9")
    button(page, "Start training").click()
    expect(status(page, "Failed")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stAlert")).to_contain_text("learning rate")


def test_two_tabs_show_the_same_run(server: Server, open_page: Callable[..., Page]) -> None:
    first = open_page(f"{server.url}/?epochs=1000&hidden_sizes=32")
    start(first)
    second = open_page(server.url)
    expect(button(second, "Pause")).to_be_visible(timeout=PATIENCE)
    button(second, "Stop").click()
    for page in (first, second):
        expect(status(page, "Stopped")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("options", [{"width": 1440}, {"width": 390}], ids=["wide", "narrow"])
def test_nothing_is_wider_than_the_screen(
    server: Server, open_page: Callable[..., Page], options: dict[str, Any]
) -> None:
    page = open_page(f"{server.url}/?epochs=1&hidden_sizes=16&training_size=1000", **options)
    start(page)
    expect(status(page, "Finished")).to_be_visible(timeout=PATIENCE)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


@pytest.mark.parametrize("epochs", ["0", "2000"])
def test_number_out_of_range_blocks_start(server: Server, open_page: Callable[..., Page], epochs: str) -> None:
    page = open_page(f"{server.url}/?hidden_sizes=16&training_size=1000")
    page.get_by_role("spinbutton", name="Epochs").fill(epochs)
    button(page, "Start training").click()
    expect(page.get_by_text("Epochs must be a whole number from 1 to 1000", exact=False)).to_be_visible()
    assert not runs_of(server)


def test_the_page_stays_with_its_run_and_its_form(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server.url}/?epochs=1000&hidden_sizes=32")
    start(page)
    page.get_by_role("spinbutton", name="Epochs").fill("900")
    button(page, "Add to queue").click()
    waiting = page.get_by_text("#2 Quick", exact=False).last
    expect(waiting).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="#1 Quick")).to_be_visible()  # and not the empty view of the one that waits
    assert steps_done(page)

    button(page, "Pause").first.click()
    expect(page.get_by_role("button", name="#2 has started")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="#1 Quick")).to_be_visible()
    before = next(run.step for run in runs_of(server) if run.id == 1)
    expect(progress(page)).to_contain_text(f"Step {before:,} of", timeout=PATIENCE)
    button(page, "+1 batch").click()
    expect(progress(page)).to_contain_text(f"Step {before + 1:,} of", timeout=PATIENCE)
    page.get_by_role("button", name="#2 has started").click()
    expect(page.get_by_role("heading", name="#2 Quick")).to_be_visible(timeout=PATIENCE)
    page.wait_for_url(re.compile("run=2"))

    page.get_by_role("link", name="Runs", exact=True).first.click()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("900")
    expect(page.get_by_role("textbox", name="Hidden layers")).to_have_value("32")
    expect(page.get_by_role("heading", name="#2 Quick")).to_be_visible()
