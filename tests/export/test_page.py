"""The page of one file: what stands in it, how large it is, and what it refuses."""

import re

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.export.page import build
from mnist_core.export.page.build import page_bytes, run_page, stored_network
from mnist_core.files.reader_file import network_of, reader_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.store import RunStore
from tests.explanation.random_networks import ACTIVATIONS, digit, make
from tests.pages.stored_runs import add_finished_run
from tests.store.test_data_sets import clothes


def network(*hidden: int) -> NeuralNetwork:
    return NeuralNetwork((784, *hidden, 10), rng=np.random.default_rng(0))


@pytest.mark.parametrize("storage", ["float32", "float16", "int8"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_bytes_answer_as_the_network(storage: str, activation: str) -> None:
    made = make(activation=activation, batch_norm=True)
    made.temperature = 0.6
    images = np.stack([digit(seed) for seed in range(20)])
    tolerance = {"float32": 1e-5, "float16": 1e-3, "int8": 2e-2}[storage]
    found = network_of(reader_bytes(made, storage=storage)).predict_proba(images)
    np.testing.assert_allclose(found, made.predict_proba(images), atol=tolerance)


def test_a_page_is_small_and_fetches_nothing(small_data: Dataset) -> None:
    page = page_bytes("first", network(256, 128), small_data.test, facts={}).decode()
    assert len(page) <= 360_000
    assert not re.search(r"https?://|src=|href=|\bimport\b.*from|^export ", page, re.MULTILINE)


def test_what_a_person_wrote_is_text(small_data: Dataset) -> None:
    name = "</script><script>alert(1)</script> {{NETWORK}}"
    page = page_bytes(name, network(4), small_data.test, facts={"<b>": "</table>"}).decode()
    assert "<script>alert" not in page and "<b>" not in page and page.count("</table>") == 1
    assert page.count("</script>") == 1 and "&lt;/script&gt;" in page and "{{NETWORK}}" in page


def test_two_bytes_are_taken_where_one_costs_accuracy(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    made = network(8)
    accuracy = evaluate(made, small_data.test).accuracy
    assert stored_network(made, small_data.test, accuracy).storage == "int8"
    monkeypatch.setattr(build, "MOST_LOST", -1.0)
    assert stored_network(made, small_data.test, accuracy).storage == "float16"


def test_images_that_are_no_squares_are_refused(small_data: Dataset) -> None:
    other = NeuralNetwork((65, 5, 10), rng=np.random.default_rng(0))
    with pytest.raises(StoreError, match="square images"):
        page_bytes("small", other, small_data.test, facts={})


def test_a_page_of_other_classes_says_what_to_draw(store: RunStore) -> None:
    reference = store.data.add(clothes(), "clothes")
    run = add_finished_run(store, data=reference)
    page = run_page(store, run.id, clothes().test).decode()
    assert "Draw one of these: bag, coat, shirt." in page and "reads drawings" in page
    assert f"of {len(clothes().test):,} test images" in page
    store.data.remove(reference.key)
    page = run_page(store, run.id, clothes().test).decode()
    assert "test images" not in page and "Draw one of these" in page
    small = add_finished_run(store, data=SMALL_DIGITS)
    assert "of 449 test images" in run_page(store, small.id, clothes().test).decode()


def test_many_classes_are_named_by_the_first_and_the_last() -> None:
    names = tuple(f"c{place}" for place in range(30))
    page = page_bytes("many", NeuralNetwork((64, 30), rng=np.random.default_rng(0), class_names=names), None, facts={})
    assert "Draw one of these: c0, …, c29." in page.decode()


def test_an_installation_without_the_scripts_says_so(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setattr(build, "READER", tmp_path)
    with pytest.raises(StoreError, match="whole folder"):
        page_bytes("first", network(4), small_data.test, facts={})
