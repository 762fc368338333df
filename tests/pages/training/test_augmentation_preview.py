"""The digits beside the augmentation's controls."""

import zipfile

import numpy as np
import pytest
import streamlit as st

from mnist_core.store.store import RunStore
from mnist_core.training.presets import PRESETS
from pages.components.state import get_mnist
from pages.components.training.augmentation_preview import contact_sheet, varied_copies
from tests.pages.training.train_page import ran, typed
from tests.store.test_data_sets import clothes


def test_augmentation_preview_shows_varied_copies() -> None:
    image = get_mnist().train.images[0]
    config = PRESETS["robust"].config
    copies = varied_copies(image, 5, config.augmentation, seed=0)
    assert (copies[0] == image).all()
    assert len(np.unique(copies, axis=0)) == len(copies)
    assert contact_sheet(copies).shape[2] == 4


@pytest.fixture
def page(open_page, few_images, store: RunStore):
    """Train with the group of the augmentation open."""
    store.data.add(clothes(), "*clothes*")
    return ran(open_page("train.py", state={"group_Augmentation": True}))


def said(page) -> list[str]:
    return [caption.value for caption in page.caption]


def picture(page) -> str:
    (shown,) = page.image
    return str(shown.proto)


def test_the_preview_says_whether_anything_varies_and_shows_other_images(page) -> None:
    assert "Nothing is varied yet: move a slider." in said(page)
    still = picture(page)
    page = typed(page, augmentation_shift=3.0)
    assert "Top left as it is, then varied." in said(page) and picture(page) != still
    varied = picture(page)
    assert picture(ran(page.button("another_digit").click().run())) != varied


def test_images_that_are_gone_are_named_as_text(page, store: RunStore) -> None:
    page = typed(page, data="*clothes*", batch_size="8")
    (reference,) = store.data.added()
    path = store.data.folder / f"{reference.key}.npz"
    with zipfile.ZipFile(path) as archive:
        about = archive.read("about.json")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("about.json", about)
    st.cache_resource.clear()
    page = ran(page.run())
    assert any("is damaged or missing" in text for text in said(page))
