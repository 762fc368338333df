"""The page Data, without a browser."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from mnist_core.store.store import RunStore
from tests.files.test_data_file import changed
from tests.store.test_data_sets import clothes


def test_page_shows_what_is_here(open_page: Callable[..., AppTest], store: RunStore) -> None:
    store.data.add(clothes(), "clothes")
    page = open_page("data.py", state={"data_shown": "clothes"})
    assert not page.exception
    assert page.selectbox(key="data_shown").options == ["MNIST", "Small digits", "clothes"]
    assert [tile.value for tile in page.metric] == ["60", "12", "8 × 8", "3"]
    assert any("12 images to test by" in caption.value for caption in page.caption)


def test_removed_data_are_gone_from_the_list(open_page: Callable[..., AppTest], store: RunStore) -> None:
    store.data.add(clothes(), "clothes")
    page = open_page("data.py", state={"data_shown": "clothes"})
    page.button(key="remove_data").click().run()
    assert not page.exception and page.selectbox(key="data_shown").value == "MNIST"
    assert not store.data.added()


def test_data_whose_images_are_damaged_are_one_sentence(open_page: Callable[..., AppTest], store: RunStore) -> None:
    reference = store.data.add(clothes(), "clothes")
    changed(store.data.folder / f"{reference.key}.npz", train_images__npy=b"half")
    page = open_page("data.py", state={"data_shown": "clothes"})
    assert not page.exception
    assert ["is damaged or missing; remove that data set" in error.value for error in page.error] == [True]
