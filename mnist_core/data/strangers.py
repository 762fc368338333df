"""What is drawn on the sheet and is no digit: letters, signs, scribbles, blots.

A network that has only seen digits takes everything for one of them. What is no digit has to be shown to whatever is
to tell, in as many kinds as can be drawn in code.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.handwriting import draw_paths, write_skeleton
from mnist_core.data.image import PIXELS, SIDE
from mnist_core.data.letter_skeletons import SKELETONS

_POINTS = 96
_UNLIKE_TURNED = (2, 3, 4, 5, 7)
"""Digits that are none when they are turned by a right angle, or mirrored."""


def draw_strangers(
    count: int, digits: NDArray[np.uint8], labels: NDArray[np.uint8], *, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Draw images of what is no digit, framed as MNIST frames its digits.

    Parameters
    ----------
    count : int
    digits, labels : ndarray of uint8, shape (n, 784) and (n,)
        Digits, some of which are turned and mirrored.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint8, shape (count, 784)
        In random order: half letters and signs, the rest scribbles, blots and digits that are turned or doubled.
    """
    half, tenth = count // 2, count // 10
    parts = [
        _letters(half, rng),
        _scribbles(2 * tenth, rng),
        _blots(tenth, rng),
        _turned(tenth, digits[np.isin(labels, _UNLIKE_TURNED)], rng),
    ]
    parts.append(_doubled(count - sum(map(len, parts)), digits, rng))
    return rng.permutation(np.concatenate(parts))


def _letters(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    which = rng.integers(0, len(SKELETONS), count)
    images = np.empty((count, PIXELS), np.uint8)
    for place, skeleton in enumerate(SKELETONS):
        chosen = np.flatnonzero(which == place)
        images[chosen] = write_skeleton(skeleton, len(chosen), rng=rng)
    return images


def _scribbles(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw random smooth curves of more or fewer turns."""
    turns = rng.integers(3, 14, count)
    paths = np.empty((count, _POINTS, 2), np.float32)
    for row, corners in enumerate(turns):
        places = np.linspace(0, corners - 1, _POINTS)
        corner = rng.uniform(-1, 1, (corners, 2))
        smooth = 1 - np.cos(np.pi * (places % 1)) if rng.random() < 0.5 else 2 * (places % 1)
        first = places.astype(int)
        second = np.minimum(first + 1, corners - 1)
        paths[row] = corner[first] + (corner[second] - corner[first]) * smooth[:, None] / 2
    return draw_paths(paths, rng=rng)


def _blots(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw filled patches with a ragged edge, solid or with holes."""
    down, across = np.mgrid[:SIDE, :SIDE].astype(np.float32) - np.float32(14)
    angle, distance = np.arctan2(down, across), np.hypot(down, across)
    radius = rng.uniform(5, 10, (count, 1, 1)).astype(np.float32)
    for wave in range(1, 5):
        height, shift = rng.normal(0, 1.2 / wave, (count, 1, 1)), rng.uniform(0, 2 * np.pi, (count, 1, 1))
        radius = radius + height * np.cos(wave * angle + shift)
    ink = np.clip(radius - distance + 0.5, 0, 1)
    holes = rng.random((count, SIDE, SIDE)) < rng.uniform(0, 0.4, (count, 1, 1)) * (rng.random((count, 1, 1)) < 0.5)
    return np.asarray(np.where(holes, 0, ink) * 255, np.uint8).reshape(count, PIXELS)


def _turned(count: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Turn digits by a right angle, or mirror them."""
    pictures = digits[rng.integers(0, len(digits), count)].reshape(-1, SIDE, SIDE)
    ways = rng.integers(0, 3, count)
    result = pictures.copy()
    result[ways == 0] = pictures[ways == 0].transpose(0, 2, 1)
    result[ways == 1] = pictures[ways == 1][:, :, ::-1]
    result[ways == 2] = np.rot90(pictures[ways == 2], axes=(1, 2))
    return result.reshape(count, PIXELS)


def _doubled(count: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Squeeze two digits into one image, side by side."""
    left, right = (digits[rng.integers(0, len(digits), count)].reshape(-1, SIDE, SIDE) for _ in range(2))
    narrow = [(half[:, :, 4:24:2].astype(np.uint16) + half[:, :, 5:24:2] + 1) // 2 for half in (left, right)]
    margin = np.zeros((count, SIDE, 4), np.uint16)
    joined = np.concatenate([margin, *narrow, margin], axis=2)
    return joined.astype(np.uint8).reshape(count, PIXELS)
