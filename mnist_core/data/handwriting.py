"""Digits as people write them with a pen, pen habits that MNIST lacks among them.

MNIST was written by Americans on forms. Elsewhere zeros are slashed, ones have a hat and a base, fours stay open,
sevens are crossed. Each such way of writing is a skeleton of strokes below; it is bent, slanted and rounded at random,
drawn with a pen of random width, and framed as MNIST frames its digits: longest side 20 pixels, centre of mass in the
middle of 28 x 28.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import BOX, CENTRE_OF_MASS, SIDE
from mnist_core.data.pen_habits import SKELETONS

POINTS = 96  # samples of the pen's path
BLOCK = 128  # digits drawn at once, few enough for the cache
FRESH = 256  # digits of a call that are surely new; of more than these, a quarter


def write_digits(labels: NDArray[np.uint8], *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Write each digit in a hand of its own.

    Parameters
    ----------
    labels : ndarray of shape (n,), uint8
    rng : numpy.random.Generator

    Returns
    -------
    images : ndarray of shape (n, 784), uint8
        Of more than 256 only a quarter are new writings, and the rest repeat those: drawing is slow.
    """
    fresh = max(FRESH, len(labels) // 4)
    if len(labels) > fresh:
        written = np.concatenate([np.unique(labels), rng.choice(labels, fresh - len(np.unique(labels)))])
        images = _write(written, rng)
        repeats = np.empty(len(labels), np.intp)
        for digit in np.unique(written):
            wanted = labels == digit
            repeats[wanted] = rng.choice(np.flatnonzero(written == digit), int(wanted.sum()))
        return images[repeats]
    return _write(labels, rng)


def write_skeleton(skeleton: str, count: int, *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Write one skeleton of strokes, such as those of `pen_habits`, in `count` hands; images of shape (count, 784)."""
    return draw_paths(_bent_paths(skeleton, count, rng), rng=rng)


def draw_paths(paths: NDArray[np.float32], *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw pens' paths, shape (n, 96, 2) of x and y, as MNIST frames its digits; images of shape (n, 784)."""
    return _drawn(*_framed(paths, rng), rng)


def _write(labels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Write every digit anew."""
    paths = np.empty((len(labels), POINTS, 2), np.float32)
    for digit in np.unique(labels):
        families = SKELETONS[int(digit)]
        family = rng.integers(len(families), size=len(labels))
        way = (rng.random(len(labels)) * np.array(list(map(len, families)))[family]).astype(int)
        of_digit = np.flatnonzero(labels == digit)
        for number, ways in enumerate(families):
            of_family = of_digit[family[of_digit] == number]
            for place, skeleton in enumerate(ways):
                chosen = of_family[way[of_family] == place]
                paths[chosen] = _bent_paths(skeleton, len(chosen), rng)
    return _drawn(*_framed(paths, rng), rng)


@cache
def _interpolation(skeleton: str) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return the control points (c, 2) and the matrices (96, c) that sample straight and smooth paths through them.

    The smooth path is the Catmull-Rom spline: between points 1 and 2 of four neighbours, at the share t of the way,
    p = ((-t + 2t^2 - t^3) p0 + (2 - 5t^2 + 3t^3) p1 + (t + 4t^2 - 3t^3) p2 + (t^3 - t^2) p3) / 2.
    """
    strokes = [[tuple(map(float, p.split(","))) for p in stroke.split()] for stroke in skeleton.split("/")]
    controls = np.array([point for stroke in strokes for point in stroke], np.float32)
    pieces: list[tuple[int, int, int, int]] = []
    start = 0
    for stroke in strokes:
        last = start + len(stroke) - 1
        pieces += [(max(i - 1, start), i, i + 1, min(i + 2, last)) for i in range(start, last)]
        start = last + 1
    lengths = np.array([np.linalg.norm(controls[b] - controls[a]) for _, a, b, _ in pieces])
    along = (np.arange(POINTS) + 0.5) / POINTS * lengths.sum()
    ends = np.cumsum(lengths)
    straight = np.zeros((POINTS, len(controls)), np.float32)
    smooth = np.zeros_like(straight)
    for row, place in enumerate(along):
        piece = int(np.searchsorted(ends, place))
        t = 1 - (ends[piece] - place) / lengths[piece]
        before, first, second, after = pieces[piece]
        straight[row, first] += 1 - t
        straight[row, second] += t
        smooth[row, before] += (-t + 2 * t**2 - t**3) / 2
        smooth[row, first] += (2 - 5 * t**2 + 3 * t**3) / 2
        smooth[row, second] += (t + 4 * t**2 - 3 * t**3) / 2
        smooth[row, after] += (t**3 - t**2) / 2
    return controls, straight, smooth


def _bent_paths(skeleton: str, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return `count` random versions of a skeleton as paths (count, 96, 2) of x and y, each about -1 to 1."""
    controls, straight, smooth = _interpolation(skeleton)
    distinct, which = np.unique(controls, axis=0, return_inverse=True)
    jitter = rng.normal(0, 0.09, (count, len(distinct), 2))
    points = controls / 5 - 1 + jitter[:, which.reshape(-1)]
    x, y = points[..., 0], points[..., 1]
    bend = rng.normal(0, 0.1, (count, 2, 3, 1))
    x, y = (
        x + bend[:, 0, 0] * (y * y - 0.5) + bend[:, 0, 1] * x * y + bend[:, 0, 2] * (x * x - 0.5),
        y + bend[:, 1, 0] * (y * y - 0.5) + bend[:, 1, 1] * x * y + bend[:, 1, 2] * (x * x - 0.5),
    )
    width = np.exp(np.clip(rng.normal(-0.27, 0.27, (count, 1)), -0.7, None))
    slant = rng.normal(-0.12, 0.2, (count, 1))
    turn = rng.normal(0, 0.1, (count, 1))
    x = x * width + slant * y
    x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    roundness = rng.uniform(0.35, 1.1, (count, 1, 1))
    corners = np.stack([x, y], axis=-1)
    return np.asarray((1 - roundness) * (straight @ corners) + roundness * (smooth @ corners), np.float32)


def _framed(paths: NDArray[np.float32], rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scale paths to a longest side of 20 pixels with their pen, and move their centre of mass to the middle.

    Returns the paths and the pens' radii, shape (n,), pixels: from a thin pen on a large sheet to a thick one on a
    small one.
    """
    radius = rng.uniform(0.45, 2.0, len(paths)).astype(np.float32)
    extent = (paths.max(axis=1) - paths.min(axis=1)).max(axis=1)
    size = rng.uniform(BOX - 1, BOX + 0.5, len(paths)) - 2 * radius
    paths = paths * (size / extent).astype(np.float32)[:, None, None]
    paths += np.float32(CENTRE_OF_MASS) - paths.mean(axis=1, keepdims=True)
    return paths, radius


def _drawn(paths: NDArray[np.float32], radii: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw paths (n, 96, 2) with round pens: a pixel's ink falls with its distance from the path."""
    radius = radii[:, None, None]
    softness = rng.uniform(0.8, 1.6, (len(paths), 1, 1)).astype(np.float32)
    ink = np.empty((len(paths), SIDE, SIDE), np.uint8)
    axis = np.arange(SIDE, dtype=np.float32)
    for start in range(0, len(paths), BLOCK):
        block = slice(start, start + BLOCK)
        across = (paths[block, :, 0, None] - axis) ** 2  # (block, 96, 28)
        down = (paths[block, :, 1, None] - axis) ** 2
        nearest = np.full((len(across), SIDE, SIDE), np.inf, np.float32)
        for point in range(POINTS):
            np.minimum(nearest, down[:, point, :, None] + across[:, point, None, :], out=nearest)
        share = (radius[block] - np.sqrt(nearest)) / softness[block] + np.float32(0.5)
        ink[block] = np.clip(share, 0, 1) * 255
    return ink.reshape(len(paths), SIDE * SIDE)
