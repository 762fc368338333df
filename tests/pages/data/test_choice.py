"""By whose test images a network is measured: those it learned from, or others that it can read."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from tests.pages.stored_runs import add_finished_run
from tests.store.test_data_sets import clothes

OpenPage = Callable[..., AppTest]
PAIR = ("bag", "coat")


def only(data: Dataset, *names: str) -> Dataset:
    """Return the images of some of the classes, which alone are then known."""

    def of(images: ImageSet) -> ImageSet:
        chosen = images.take(images.labels < len(names))
        return ImageSet(chosen.images, chosen.labels, names)

    return Dataset(of(data.train), of(data.test))


@pytest.fixture
def run(store: RunStore) -> Run:
    """A run that learned from clothes; two of their three classes are in the store as another data set."""
    own = store.data.add(clothes(), "clothes")
    store.data.add(only(clothes(90, seed=1), *PAIR), "pairs")
    return add_finished_run(store, data=own)


def test_a_network_is_measured_by_others_of_its_classes(open_page: OpenPage, run: Run) -> None:
    page = open_page("evaluate.py", run=str(run.id))
    choice = page.selectbox(key=f"measured_by_{run.id}")
    assert choice.options == ["clothes", "pairs"] and choice.value == "clothes"
    page = choice.select("pairs").run()
    assert not page.exception
    assert any("They show 2 of the 3 classes" in caption.value for caption in page.caption)


def test_the_address_chooses_once_and_the_list_ever_after(open_page: OpenPage, run: Run) -> None:
    page = open_page("evaluate.py", run=str(run.id), measured_by="pairs")
    assert page.selectbox(key=f"measured_by_{run.id}").value == "pairs"
    page = page.selectbox(key=f"measured_by_{run.id}").select("clothes").run()
    assert page.selectbox(key=f"measured_by_{run.id}").value == "clothes"


def test_data_that_it_cannot_read_are_named_with_the_way_out(open_page: OpenPage, run: Run) -> None:
    page = open_page("evaluate.py", run=str(run.id), measured_by="MNIST")
    assert not page.exception
    assert any(
        "cannot read MNIST: it knows images of 8 × 8 pixels in the classes of clothes" in info.value
        for info in page.info
    )
    assert page.selectbox(key=f"measured_by_{run.id}").value == "clothes"
