"""What is chosen on Inside by a click or a button stands in the address, and is shown."""

import numpy as np
import pytest

from mnist_core.errors import DivergenceError
from mnist_core.evaluation.report import evaluate, most_confident_mistakes
from mnist_core.explanation.operations import Prune
from mnist_core.explanation.surgery import MAX_OPERATIONS, Surgery
from mnist_core.files.snapshots import save_snapshot
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import RunStatus
from mnist_core.store.snapshots import Snapshots
from pages.components.inside.moments import KEPT
from pages.components.inside.parts import CHOICE
from pages.components.inside.views import step_view
from tests.pages.sent import hold
from tests.store.any_state import put

pytestmark = pytest.mark.usefixtures("few_images")


@pytest.fixture
def run(add_run, store):
    """A finished run with two moments."""
    run = add_run()
    for step in (0, 10):
        network = NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(step))
        save_snapshot(store.runs.folder(run.id), step, network)
    return run


@pytest.fixture
def page(open_page, run):
    return lambda **query: open_page("inside.py", run=str(run.id), **query)


def button(app, label: str):
    return next(found for found in app.button if found.label == label)


def test_a_unit_that_is_clicked_is_explained(page):
    app = hold(page(), "network_map", chosen=[1, 3])
    assert not app.exception and app.query_params["unit"] == "1-3"
    assert app.header[0].value == "Hidden 1, unit 3"


def test_a_pixel_is_explained_by_its_ink(page):
    app = page(unit="0-400")
    assert not app.exception
    assert any(text.value.startswith("A pixel adds nothing up: its ink") for text in app.markdown)


def test_a_moment_that_is_gone_to_is_shown_with_the_same_unit(page):
    app = hold(page(part="time-machine"), "network_map", moment=10)
    assert not app.exception and app.query_params["moment"] == "10"
    shown = app.query_params["unit"]
    app = hold(app, "network_map", moment=KEPT)
    assert not app.exception and "moment" not in app.query_params
    assert app.query_params["unit"] == shown


def test_another_step_of_the_walk_is_in_the_address(page):
    app = page().segmented_control(key=CHOICE).set_value("One step").run()
    assert not app.exception and app.query_params["part"] == "one-step"


def test_mistakes_are_followed_one_after_the_other(page, run, store, few_images):
    evaluation = evaluate(store.networks.load(run.id), few_images.test)
    first, second, *_ = most_confident_mistakes(evaluation).tolist()
    app = button(page(label="3"), "One it misreads").click().run()
    assert not app.exception and app.query_params["image"] == str(first)
    assert "label" not in app.query_params
    app = button(app, "One it misreads").click().run()
    assert app.query_params["image"] == str(second)
    assert app.number_input(key="inside_place").value == second


def test_an_image_is_followed_by_its_number(page):
    app = page()
    app.number_input(key="inside_place").set_value(17)
    app = app.run()
    assert not app.exception and app.query_params["image"] == "17"


def test_draw_one_leads_to_the_sheet(page):
    app = button(page(), "Draw one").click().run()
    assert not app.exception and app.title[0].value == "Draw"


def test_more_surgery_than_can_be_done_is_one_sentence(page):
    most = Surgery(tuple(Prune(0.5) for _ in range(MAX_OPERATIONS)))
    app = button(page(part="surgery", surgery=most.to_json()), "Prune").click().run()
    assert not app.exception and len(app.error) == 1
    assert str(MAX_OPERATIONS) in app.error[0].value


def test_a_step_that_diverges_is_one_sentence(page, monkeypatch):
    def diverges(*_: object) -> None:
        raise DivergenceError("the loss is no number; try a smaller learning rate")

    monkeypatch.setattr(step_view, "cached_step", diverges)
    app = button(page(part="one-step"), "Learn this digit").click().run()
    assert not app.exception and len(app.warning) == 1


def test_a_new_moment_of_a_run_that_trains_is_shown(page, run, store, monkeypatch):
    put(store, run.id, RunStatus.RUNNING)
    steps, asked = Snapshots.steps, []

    def grows(self, run_id):
        asked.append(run_id)
        if len(asked) == 2:
            save_snapshot(
                store.runs.folder(run_id), 20, NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(0))
            )
        return steps(self, run_id)

    monkeypatch.setattr(Snapshots, "steps", grows)
    app = page(part="time-machine")
    assert not app.exception
    assert len(asked) == 4  # the page, its look, and both again
