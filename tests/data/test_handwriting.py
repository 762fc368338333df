"""Digits drawn in code are framed as MNIST's are, and each looks like its label."""

from collections import Counter

import numpy as np
import pytest

from mnist_core.data import handwriting
from mnist_core.data.handwriting import POINTS, write_digits
from mnist_core.data.handwriting import _interpolation as interpolation
from mnist_core.data.pen_habits import SKELETONS

LABELS = np.repeat(np.arange(10, dtype=np.uint8), 12)


def test_every_digit_has_several_ways_of_writing() -> None:
    assert sorted(SKELETONS) == list(range(10))
    assert all(len(ways) >= 3 for families in SKELETONS.values() for ways in families)


def test_the_families_of_a_digit_are_equally_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Counter[str]()

    def counted(skeleton: str, count: int, rng: np.random.Generator) -> np.ndarray:
        drawn[skeleton] += count
        return bent_paths(skeleton, count, rng)

    bent_paths = handwriting._bent_paths
    monkeypatch.setattr(handwriting, "_bent_paths", counted)
    write_digits(np.zeros(4000, np.uint8), rng=np.random.default_rng(0))
    shares = [sum(drawn[way] for way in ways) / drawn.total() for ways in SKELETONS[0]]
    assert shares == pytest.approx([0.5, 0.5], abs=0.06) and len(drawn) == sum(map(len, SKELETONS[0]))


@pytest.mark.parametrize("digit", SKELETONS)
def test_paths_are_weighted_means_of_their_points(digit: int) -> None:
    for skeleton in (way for ways in SKELETONS[digit] for way in ways):
        controls, straight, smooth = interpolation(skeleton)
        assert straight.shape == smooth.shape == (POINTS, len(controls))
        np.testing.assert_allclose(straight.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(smooth.sum(axis=1), 1, atol=1e-5)
        assert straight.min() >= 0


def test_written_digits_are_framed_as_mnist() -> None:
    pictures = write_digits(LABELS, rng=np.random.default_rng(0)).reshape(-1, 28, 28).astype(float)
    ink = pictures.sum(axis=(1, 2))
    assert ink.min() > 20 * 255
    rows = (pictures.sum(axis=2) @ np.arange(28)) / ink
    columns = (pictures.sum(axis=1) @ np.arange(28)) / ink
    assert abs(rows - 14).max() < 2.5
    assert abs(columns - 14).max() < 2.5
    assert abs(np.array([rows.mean(), columns.mean()]) - 14).max() < 0.5
    for picture in pictures:
        heights, widths = (np.flatnonzero(picture.max(axis=axis) > 127) for axis in (1, 0))
        assert 14 <= max(np.ptp(heights), np.ptp(widths)) + 1 <= 24


def test_written_digits_are_determined_by_their_generator() -> None:
    first, second, other = (write_digits(LABELS, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()


def test_many_digits_repeat_a_quarter_of_new_ones() -> None:
    labels = np.random.default_rng(0).integers(0, 10, 2000).astype(np.uint8)
    images = write_digits(labels, rng=np.random.default_rng(0))
    assert images.shape == (2000, 784)
    assert 400 < len(np.unique(images, axis=0)) <= 500


def test_few_labels_of_few_digits_are_written() -> None:
    assert write_digits(np.zeros(0, np.uint8), rng=np.random.default_rng(0)).shape == (0, 784)
    assert write_digits(np.full(600, 4, np.uint8), rng=np.random.default_rng(0)).shape == (600, 784)


def test_written_digits_differ_from_digit_to_digit() -> None:
    # Nearest mean of other writings reads most of them: each digit looks like itself.
    train_labels = np.repeat(np.arange(10, dtype=np.uint8), 200)
    train = np.concatenate(
        [write_digits(part, rng=np.random.default_rng(seed)) for seed, part in enumerate(np.split(train_labels, 10))]
    )
    means = train.reshape(10, 200, 784).mean(axis=1)
    images = write_digits(LABELS, rng=np.random.default_rng(99))
    distances = ((images[:, None] - means) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == LABELS).mean() > 0.6
