"""Varied copies keep what makes a digit: its ink, its frame, its seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mnist_core.data.augmentation import AUGMENTATION_RANGES, Augmentation, augment
from mnist_core.errors import ConfigurationError

EVERYTHING = Augmentation(
    shift=2, rotation=10, scale=0.1, shear=0.1, elastic=1.4, elastic_sigma=4, thickness=1, handwriting=0.3
)


def blobs(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """Soft spots of ink near the middle of the frame."""
    rng = np.random.default_rng(seed)
    rows, columns = np.indices((28, 28))
    centres = rng.uniform(11, 16, (count, 2, 1, 1))
    distance = (rows - centres[:, 0]) ** 2 + (columns - centres[:, 1]) ** 2
    return (255 * np.exp(-distance / 12)).astype(np.uint8).reshape(count, 784)


def test_augment_without_strength_is_the_identity() -> None:
    images = blobs(20)
    varied = augment(images, Augmentation(), rng=np.random.default_rng(0))
    np.testing.assert_array_equal(varied, images)


def test_augment_leaves_its_input_alone() -> None:
    images = blobs(20)
    before = images.copy()
    varied = augment(images, EVERYTHING, rng=np.random.default_rng(0), labels=np.zeros(20, np.uint8))
    assert varied is not images
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("count", [1, 7, 600, 1300])
def test_augment_is_determined_by_its_generator(count: int) -> None:
    images, labels = blobs(count), np.arange(count).astype(np.uint8) % 10
    first, second, other = (
        augment(images, EVERYTHING, rng=np.random.default_rng(seed), labels=labels) for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()


@pytest.mark.parametrize("count", [0, 1, 511, 512, 513, 1100])
def test_augment_keeps_number_shape_and_dtype(count: int) -> None:
    varied = augment(blobs(count), EVERYTHING, rng=np.random.default_rng(0), labels=np.zeros(count, np.uint8))
    assert varied.shape == (count, 784)
    assert varied.dtype == np.uint8


def test_augment_of_a_small_set_varies_each_image_apart() -> None:
    varied = augment(np.repeat(blobs(1), 50, axis=0), Augmentation(shift=2, elastic=1), rng=np.random.default_rng(0))
    assert len(np.unique(varied, axis=0)) == 50


def test_augment_of_a_large_set_varies_all_images() -> None:
    images = np.repeat(blobs(1), 6000, axis=0)
    varied = augment(images, Augmentation(shift=2), rng=np.random.default_rng(0))
    assert len(np.unique(varied, axis=0)) >= 6000 // 16
    assert (varied != images).any(axis=1).all()


@pytest.mark.parametrize("name", sorted(set(AUGMENTATION_RANGES) - {"elastic_sigma"}))
def test_augment_uses_each_setting_alone(name: str) -> None:
    images = blobs(20)
    settings_ = Augmentation(**{name: AUGMENTATION_RANGES[name][1]})
    varied = augment(images, settings_, rng=np.random.default_rng(0), labels=np.zeros(20, np.uint8))
    assert (varied != images).any()


def test_augment_writes_nothing_without_labels() -> None:
    images = blobs(20)
    varied = augment(images, Augmentation(handwriting=1), rng=np.random.default_rng(0))
    np.testing.assert_array_equal(varied, images)


def test_handwriting_replaces_its_share_of_images() -> None:
    images, labels = blobs(2000), np.full(2000, 7, np.uint8)
    varied = augment(images, Augmentation(handwriting=0.25), rng=np.random.default_rng(0), labels=labels)
    assert (varied != images).any(axis=1).mean() == pytest.approx(0.25, abs=0.03)


def test_paper_stays_paper() -> None:
    paper = np.zeros((40, 784), np.uint8)
    varied = augment(paper, EVERYTHING, rng=np.random.default_rng(0))
    assert not varied.any()


@settings(max_examples=25, deadline=None)
@given(
    shift=st.floats(0, 2),
    rotation=st.floats(0, 30),
    elastic=st.floats(0, 0.4),
    seed=st.integers(0, 2**16),
)
def test_moves_neither_lose_nor_create_ink(shift: float, rotation: float, elastic: float, seed: int) -> None:
    images = blobs(30, seed)
    augmentation = Augmentation(shift=shift, rotation=rotation, elastic=elastic, elastic_sigma=8)
    varied = augment(images, augmentation, rng=np.random.default_rng(seed))
    ratio = varied.sum(axis=1, dtype=float) / images.sum(axis=1, dtype=float)
    # Shifts and turns keep areas; an elastic field stretches by its slope, of standard deviation strength / sigma.
    slope = elastic / 8
    assert abs(ratio.mean() - 1) < 0.02 + slope
    assert abs(ratio - 1).max() < 0.03 + 6 * slope


@pytest.mark.parametrize("name", sorted(AUGMENTATION_RANGES))
@pytest.mark.parametrize("value", [-0.1, 100.0, float("nan"), float("inf"), True, "2"])
def test_augmentation_refuses_values_out_of_range(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"augmentation {name} must be a number"):
        Augmentation(**{name: value})  # type: ignore[arg-type]


def test_augmentation_refuses_unknown_settings() -> None:
    with pytest.raises(ConfigurationError, match="unknown augmentation setting 'blur'"):
        Augmentation.from_dict({"blur": 1})


def test_augmentation_survives_its_dictionary() -> None:
    assert Augmentation.from_dict(EVERYTHING.to_dict()) == EVERYTHING
