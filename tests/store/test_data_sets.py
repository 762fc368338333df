"""Data sets live once in the runs folder, and runs outlive them."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.reference import BUILT_IN, DataReference
from mnist_core.errors import DataError
from mnist_core.store.data_sets import FEWEST_IMAGES
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig

NAMES = ("bag", "coat", "shirt")


def clothes(n: int = 60, seed: int = 0) -> Dataset:
    """Return random images of 8 × 8 pixels with named classes."""
    rng = np.random.default_rng(seed)
    images = ImageSet(rng.integers(0, 256, (n, 64), np.uint8), rng.integers(0, 3, n, np.uint8), NAMES)
    return Dataset(images, images.take(slice(0, 12)))


def test_what_is_added_is_read_back_with_its_names(store: RunStore) -> None:
    data = clothes()
    reference = store.data.add(data, "clothes", {"notes": ["read well"]})
    assert store.data.all() == [*BUILT_IN.values(), reference]
    assert (reference.image_side, reference.class_names, reference.train_images) == (8, NAMES, 60)
    read = store.data.load(reference)
    assert (read.train.images == data.train.images).all() and (read.test.labels == data.test.labels).all()
    assert read.class_names == NAMES
    assert store.data.about(reference.key)["notes"] == ["read well"]


def test_the_same_content_is_kept_once_and_names_are_kept_apart(store: RunStore) -> None:
    first = store.data.add(clothes(), "clothes")
    assert store.data.add(clothes(), "other") == first
    assert store.data.add(clothes(seed=1), "clothes").name == "clothes 2"
    assert len(list(store.data.folder.iterdir())) == 2


def test_a_run_opens_after_its_data_were_removed(store: RunStore) -> None:
    reference = store.data.add(clothes(), "clothes")
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,), data=reference, validation_size=10, batch_size=8))
    store.data.remove(reference.key)
    assert store.runs.get(run.id).config.data == reference
    assert store.runs.get(run.id).config.layer_sizes == (64, 4, 3)
    with pytest.raises(DataError, match="the data clothes are not here any more"):
        store.data.load(reference)


def test_built_in_data_stay_and_strange_keys_are_none(store: RunStore) -> None:
    store.data.remove("mnist")
    assert store.data.has("mnist") and not store.data.has("../runs") and not store.data.has("")
    with pytest.raises(DataError, match="not here any more"):
        store.data.load(DataReference(key="../../etc/passwd", name="x"))


def test_damaged_and_tiny_data_are_refused(store: RunStore) -> None:
    reference = store.data.add(clothes(), "clothes")
    path = store.data.folder / f"{reference.key}.npz"
    path.write_bytes(path.read_bytes()[:-200])
    assert store.data.added() == []
    with pytest.raises(DataError, match="is damaged or missing"):
        store.data.load(reference)
    with pytest.raises(DataError, match=f"at least {FEWEST_IMAGES} images"):
        store.data.add(clothes(5), "few")


def test_data_kept_without_their_framing_are_measured_when_it_is_asked_for(store: RunStore) -> None:
    images = np.zeros((40, 12, 12), np.uint8)
    images[:20, :, 2:5] = images[20:, :, 4:10] = 200
    labels = np.repeat(np.arange(2, dtype=np.uint8), 20)
    train = ImageSet(images.reshape(40, -1), labels, ("l", "w"))
    reference = store.data.add(Dataset(train, train), "strokes")
    older = replace(reference, measured_framing=None)
    assert older.framing != reference.framing
    assert store.data.framed(older).framing == store.data.framed(reference).framing == reference.framing
    assert store.data.framed(BUILT_IN["mnist"]) is BUILT_IN["mnist"]
    store.data.remove(reference.key)
    assert store.data.framed(older) is older


def test_framing_of_damaged_data_is_not_known(store: RunStore) -> None:
    reference = replace(store.data.add(clothes(seed=5), "clothes"), measured_framing=None)
    (store.data.folder / f"{reference.key}.npz").write_bytes(b"not an archive")
    assert store.data.framed(reference) is reference
