"""The parts of Evaluate where something is missing, damaged, or another's."""

import numpy as np
import pytest

from mnist_core.evaluation.report import evaluate
from mnist_core.evaluation.slices import cut, weakness
from mnist_core.files.network_file import network_bytes
from mnist_core.jobs import __main__ as jobs
from mnist_core.jobs import read_all
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.jobs import RESULT
from pages.components.evaluation import map_view
from pages.components.evaluation.digit_scores import refusal_sentence
from pages.components.evaluation.labels_view import CHOICE as PART_CHOICE
from pages.components.inside.drawn_image import as_text
from tests.pages.sent import send
from tests.pages.stored_runs import add_finished_run
from tests.store.test_data_sets import clothes

pytestmark = pytest.mark.usefixtures("few_images")


def damage(store, run) -> None:
    (store.runs.folder(run.id) / "network.safetensors").write_bytes(b"damaged")


@pytest.mark.parametrize(
    ("view", "sentence"), [("comparison", "That network cannot be used"), ("robustness", "other cannot be used")]
)
def test_another_network_that_is_damaged_is_one_sentence(open_page, add_run, store, view, sentence):
    run, other = add_run(), add_run("other", seed=1)
    damage(store, other)
    page = open_page(
        "evaluate.py", run=str(run.id), view=view, other=str(other.id), state={"robustness_beside": [other.id]}
    )
    assert not page.exception
    assert any(sentence in error.value for error in page.error)
    if view == "robustness":
        assert any("other reads nothing." in caption.value for caption in page.caption)


def test_an_imported_network_has_no_images_to_fit_a_temperature_by(open_page, store):
    run = store.networks.import_(network_bytes(NeuralNetwork((784, 10), rng=np.random.default_rng(0))))
    page = open_page("evaluate.py", run=str(run.id), view="confidence")
    assert not page.exception
    assert [metric.label for metric in page.metric] == ["Calibration error"]
    assert any("so no temperature can be fitted" in caption.value for caption in page.caption)


def test_a_temperature_that_the_network_carries_is_taken(open_page, store):
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    network.temperature = 1.25
    run = store.networks.import_(network_bytes(network))
    page = open_page("evaluate.py", run=str(run.id), view="confidence")
    assert {metric.label: metric.value for metric in page.metric}["Temperature"] == "1.250"


def test_a_network_without_mistakes_refuses_nothing(few_images):
    class Oracle:
        def predict_logits(self, images):
            return 9.0 * np.eye(10, dtype=np.float32)[few_images.test.labels]

    evaluation = evaluate(Oracle(), few_images.test)
    assert refusal_sentence(evaluation) == "It makes no mistake on the test images."
    by_measure = {"ink": cut(np.arange(len(few_images.test), dtype=np.float64), evaluation.correct)}
    assert weakness(by_measure) == "No fifth is read worse than all images together by more than luck."


def test_runs_without_a_network_are_counted_apart(open_page, add_run, store, started_jobs, few_images, monkeypatch):
    monkeypatch.setattr(read_all, "load_mnist", lambda: few_images)
    run, broken = add_run(), add_run("broken", seed=1)
    damage(store, broken)
    page = open_page("evaluate.py", run=str(run.id), view="hardest")
    jobs.run(store, started_jobs[0].name)
    page = page.run()
    jobs.run(store, started_jobs[1].name)  # once more for those of which nothing came
    page = page.run()
    assert not page.exception and len(started_jobs) == 2
    assert any("1 run has no network that can be read" in caption.value for caption in page.caption)


def test_a_drawing_stands_among_its_neighbours(open_page, add_run, store, started_jobs, monkeypatch, few_images):
    monkeypatch.setattr(map_view, "NEIGHBOUR_IMAGES", 60)
    drawn = as_text(few_images.test.images[0] / 255)
    page = open_page("evaluate.py", run=str(add_run().id), view="map", map="t-sne", drawn=drawn)
    maps = np.random.default_rng(0).random((3, 60, 2), np.float32)
    np.savez(started_jobs[0] / RESULT, maps=maps)
    page = page.run()
    assert not page.exception and any(button.label == "Take my drawing off" for button in page.button)
    (part,) = (part.proto for part in page.get("bidi_component") if part.proto.component_name == "digit_map")
    assert b'"own": [[' in part.SerializeToString()


def test_a_part_of_the_labels_is_chosen_by_its_name(open_page, add_run):
    page = open_page("evaluate.py", run=str(add_run().id), view="labels")
    page = page.segmented_control(key=PART_CHOICE).set_value("Test images").run()
    assert not page.exception and page.query_params["part"] == "test"


class TestOtherData:
    """A network that learned from other images than MNIST's."""

    @pytest.fixture
    def run(self, store):
        return add_finished_run(store, data=store.data.add(clothes(), "clothes"))

    def test_a_cell_of_the_matrix_shows_its_images(self, open_page, run):
        page = open_page("evaluate.py", run=str(run.id))
        page = send(page, "other_confusion", click={"x": 0, "y": 0, "trace": "", "customdata": [2, 0]})
        assert not page.exception
        assert (page.selectbox(key="other_class").value, page.selectbox(key="other_read_as").value) == ("shirt", "bag")

    def test_a_cell_without_images_says_so(self, open_page, run, store):
        network = store.networks.load(run.id)
        network.parameters[...] = 0
        store.networks.keep(run.id, network)  # it reads everything as the first class
        page = open_page("evaluate.py", run=str(run.id))
        page.selectbox(key="other_read_as").select("coat")
        page = page.run()
        assert [info.value for info in page.info] == ["There are no such images."]

    def test_the_classes_of_another_network_are_let_go(self, open_page, run):
        state = {"other_class": "Sneaker", "other_read_as": "Bag"}
        page = open_page("evaluate.py", run=str(run.id), state=state)
        assert not page.exception and page.selectbox(key="other_class").value == "any"
