"""Drawings of every kind that a sheet may bear: digits, numbers, frames, scribbles, dots, faint and coloured ink."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mnist_core.data.mnist import load_mnist

SIDES = (84, 84, 112, 140)


def drawings(count: int, *, seed: int = 0) -> list[NDArray[np.uint8]]:
    """Return opaque RGBA pictures of several sizes."""
    rng = np.random.default_rng(seed)
    digits = load_mnist().test.images.reshape(-1, 28, 28)
    kinds = (one_digit, one_digit, one_digit, scribble, scribble, number, framed, tinted, dots, tiny)
    return [kinds[place % len(kinds)](side_of(place), digits, rng) for place in range(count)]


def side_of(place: int) -> int:
    """Pixels of a sheet; now and then one that is reduced before it is read."""
    return 560 if place % 100 == 53 else SIDES[place % len(SIDES)]


def one_digit(side: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _opaque(_placed(side, [rng.choice(digits)], rng.uniform(0.4, 0.95), rng))


def number(side: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _opaque(_placed(side, list(rng.choice(digits, rng.integers(2, 4))), 0.3, rng))


def scribble(side: int, _digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    image = Image.new("L", (side, side))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.integers(1, 4)):
        path = rng.uniform(0.05, 0.95, (rng.integers(2, 7), 2)) * side
        draw.line([tuple(point) for point in path], fill=255, width=int(side * rng.uniform(0.03, 0.14)), joint="curve")
    return _opaque(np.asarray(image))


def framed(side: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    image = Image.fromarray(_placed(side, [rng.choice(digits)], rng.uniform(0.35, 0.5), rng))
    low, high = np.sort(rng.uniform([0.02, 0.9], [0.1, 0.98])) * side
    shape = ImageDraw.Draw(image).ellipse if rng.random() < 0.5 else ImageDraw.Draw(image).rectangle
    shape([low, low, high, high], outline=255, width=max(2, int(side * rng.uniform(0.01, 0.05))))
    return _opaque(np.asarray(image))


def tinted(side: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Ink of one colour on paper of another, now and then hardly darker than it."""
    share = _placed(side, [rng.choice(digits)], 0.7, rng)[..., None] / 255
    paper = rng.uniform(0, 255, 3)
    ink = (paper + rng.uniform(20, 120)) % 256
    return _opaque((paper + share * (ink - paper)).round().astype(np.uint8))


def dots(side: int, _digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    image = Image.new("L", (side, side))
    for x, y in rng.uniform(0.1, 0.9, (rng.integers(1, 6), 2)) * side:
        radius = side * rng.uniform(0.01, 0.09)
        ImageDraw.Draw(image).ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return _opaque(np.asarray(image))


def tiny(side: int, digits: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _opaque(_placed(side, [rng.choice(digits)], rng.uniform(0.12, 0.3), rng))


def _placed(side: int, digits: list[NDArray[np.uint8]], size: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Put digits side by side, each `size` of the sheet high."""
    sheet = Image.new("L", (side, side))
    height = int(side * size)
    left = rng.integers(0, max(1, side - height * len(digits)))
    for digit in digits:
        top = int(rng.integers(0, side - height + 1))
        sheet.paste(Image.fromarray(digit).resize((height, height), Image.Resampling.BILINEAR), (int(left), top))
        left += height
    return np.asarray(sheet)


def _opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    colours = np.dstack([pixels] * 3) if pixels.ndim == 2 else pixels
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])
