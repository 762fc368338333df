import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_core.files.snapshots import save_snapshot
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from tests.browser.sheet import draw
from tests.pages.stored_runs import add_finished_run

SEVEN = ((0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
READY = "[data-ready]"


@pytest.fixture
def page(server, open_page) -> Page:
    """Open Inside with the network that ships with the project."""
    page = open_page(f"{server.url}/inside")
    page.locator(READY).wait_for()
    return page


def layer(page: Page, name: str) -> Locator:
    """Return the box of a layer on the picture."""
    return page.get_by_role("listbox", name=name)


def point_at(page: Page, name: str, share: tuple[float, float], *, click: bool = False) -> None:
    """Move the mouse onto a layer, to this share of its width and height."""
    box = layer(page, name).bounding_box()
    assert box is not None
    x, y = box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]
    (page.mouse.click if click else page.mouse.move)(x, y)


def column(page: Page, table: int = 0) -> list[Decimal]:
    """Return the numbers in the last column of a table, as they stand on the page."""
    cells = page.get_by_role("table").nth(table).locator("tbody td:last-child").all_inner_texts()
    return [Decimal(cell.replace("−", "-").rstrip(" %")) for cell in cells]


def shown(page: Page) -> Any:
    """Return the unit whose numbers the picture shows."""
    return page.locator(READY).get_attribute("data-shown")


def test_pointing_at_a_unit_shows_it_without_asking_python(page):
    kept = shown(page)
    address = page.url
    point_at(page, "Hidden 2", (0.5, 0.5))
    page.wait_for_function("document.body.textContent !== ''")
    assert shown(page) != kept
    assert shown(page).startswith("2-")
    expect(page.get_by_text(re.compile(r"^Hidden 2, unit \d+$"))).to_be_visible()
    point_at(page, "Output", (0.5, 1.2))
    assert shown(page) == kept
    assert page.url == address


def test_a_click_keeps_a_unit_and_a_link_opens_it_again(page, open_page):
    point_at(page, "Hidden 1", (0.3, 0.3), click=True)
    expect(page).to_have_url(re.compile(r"unit=1-\d+"))
    kept = shown(page)
    again = open_page(page.url)
    again.locator(READY).wait_for()
    assert shown(again) == kept


def test_tab_goes_through_layers_and_arrow_keys_through_units(page):
    layer(page, "Hidden 1").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert shown(page) == "1-1"
    page.keyboard.press("Tab")
    assert shown(page).startswith("2-")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"unit=2-415"))


def test_tables_add_up_as_text(page):
    for name in ("Forward", "Backward"):
        page.get_by_role("radio", name=name).click()
        expect(page.get_by_role("radio", name=name)).to_be_checked()
        expect(page.get_by_text("Dense." + name.lower()).first).to_be_visible()
        *lines, total = column(page)
        assert sum(lines) == total


def test_a_drawing_is_looked_into(page):
    page.get_by_role("button", name="Draw one").click()
    draw(page, SEVEN)
    page.get_by_role("link", name="Look inside").click()
    expect(page).to_have_url(re.compile(r"image=drawn\."))
    expect(page.get_by_text("You drew a")).to_be_visible()
    page.locator(READY).wait_for()


def test_another_digit_changes_the_picture(page):
    before = page.locator(READY).get_attribute("aria-label")
    page.get_by_role("spinbutton", name="Test image").fill("0")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"image=0\b"))
    expect(page.locator(READY)).not_to_have_attribute("aria-label", str(before))


def test_a_weight_is_checked_and_one_step_is_taken(page):
    page.get_by_role("radio", name="Check it").click()
    expect(page.get_by_text("loss at")).to_have_count(2)
    found = [cell.replace("−", "-") for cell in page.locator("tbody td:last-child").all_inner_texts()]
    assert float(found[3]) == pytest.approx(float(found[4]), rel=1e-5)
    page.get_by_role("radio", name="One step").click()
    page.get_by_role("button", name="Learn this digit").click()
    expect(page.get_by_text("Loss of this digit").first).to_be_visible()
    expect(page.get_by_role("figure", name="Probabilities before and after")).to_be_visible()


def test_units_that_are_switched_off_cost_accuracy(page):
    page.get_by_role("radio", name="Surgery").click()
    accuracy = page.get_by_test_id("stMetric").filter(has_text="Test accuracy")
    expect(accuracy).to_contain_text("99.")
    page.get_by_role("button", name="Switch off Hidden 1").click()
    expect(page.get_by_text("of layer 1 switched off")).to_be_visible()
    expect(page.get_by_text("Switched off.")).to_be_visible()
    page.get_by_role("button", name="Zero this layer").click()
    expect(page.get_by_text("all weights of layer 1 set to zero")).to_be_visible()
    expect(accuracy).not_to_contain_text("99.")
    page.get_by_role("button", name="Start over").click()
    expect(accuracy).to_contain_text("99.")


def test_the_time_machine_goes_back_and_a_link_opens_the_same_moment(server, open_page):
    store = RunStore(folder=server.runs)
    run = add_finished_run(store)
    for step in (0, 1, 2, 10):
        network = NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(step))
        save_snapshot(store.runs.folder(run.id), step, network)
    store.close()
    page = open_page(f"{server.url}/inside?run={run.id}&part=time-machine")
    slider = page.get_by_role("slider", name="Moment of the training")
    slider.press("Home")
    expect(page).to_have_url(re.compile("moment=0"))
    expect(page.get_by_text("This digit, before training")).to_be_visible()
    slider.press("ArrowRight")
    expect(page.get_by_text("This digit, after step 1")).to_be_visible()
    again = open_page(page.url)
    expect(again.get_by_text("This digit, after step 1")).to_be_visible()
    page.get_by_role("button", name="Play the training").click()
    expect(page.get_by_text("This digit, the network kept")).to_be_visible()
    expect(page.get_by_role("button", name="Play the training")).to_be_visible()


def test_a_run_is_scrubbed_while_it_trains_and_its_new_moments_come(server, open_page, wait_until):
    store = RunStore(folder=server.runs)
    config = TrainingConfig(hidden_sizes=(8,), epochs=1000, training_size=2000, validation_size=100)
    run = store.runs.create(config, name="long")
    store.workers.ensure()
    wait_until(lambda: store.runs.get(run.id).has_checkpoint)
    page = open_page(f"{server.url}/inside?run={run.id}&part=time-machine")
    slider = page.get_by_role("slider", name="Moment of the training")
    slider.press("Home")
    expect(page.get_by_text("This digit, before training")).to_be_visible()
    before = store.snapshots.steps(run.id)[-1]
    wait_until(lambda: store.snapshots.steps(run.id)[-1] > before)
    slider.press("End")
    expect(page.get_by_text("This digit, the network kept")).to_be_visible()
    store.queue.command(run.id, "stop")
    wait_until(lambda: store.runs.get(run.id).status.is_over)
    store.close()


def test_the_picture_follows_the_theme(page):
    cells = page.locator("canvas.cells")
    light = cells.evaluate("canvas => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark")
    expect(page.locator(READY)).to_be_visible()
    page.wait_for_function(
        """before => {
          const look = (element) => element.matches('canvas.cells')
            ? element : element.shadowRoot && find(element.shadowRoot);
          const find = (root) => [...root.querySelectorAll('*')].reduce((found, each) => found ?? look(each), null);
          return find(document).toDataURL() !== before;
        }""",
        arg=light,
    )
