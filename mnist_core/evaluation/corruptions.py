"""Worse pictures of the same digits: what a camera, a hand or an adversary does to them, by strength.

Each corruption has six strengths; the first is none at all and returns the images as they are. The same generator
gives the same pictures, so networks are measured on the same ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from mnist_core.data.deformation import warp
from mnist_core.data.image import MIDDLE, PIXELS, SIDE
from mnist_core.data.stroke_thickness import change_thickness
from mnist_core.errors import ConfigurationError

LEVELS = 6
_ALIKE = 8
"""Images that share one turn or shift, where there are many: the look-up then runs along all of them at once."""

Images = NDArray[np.uint8]
Ascent = Callable[[Images], NDArray[np.floating]]
"""Returns for images (n, 784) the gradient of each one's loss with respect to its pixels."""


@dataclass(frozen=True)
class Corruption:
    """One way to make pictures worse.

    Attributes
    ----------
    name : str
    unit : str
        What its strength is counted in.
    strengths : tuple of float
        Six, rising; the first is 0.
    """

    name: str
    unit: str
    strengths: tuple[float, ...]


CORRUPTIONS = (
    Corruption("noise", "standard deviation, share of full ink", (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
    Corruption("blur", "standard deviation, pixels", (0, 0.5, 1, 1.5, 2, 2.5)),
    Corruption("rotation", "degrees, either way", (0, 10, 20, 30, 40, 50)),
    Corruption("shift", "pixels, in any direction", (0, 1, 2, 3, 4, 5)),
    Corruption("scale", "share by which it is smaller", (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
    Corruption("thickness", "pixels, thicker or thinner", (0, 0.4, 0.8, 1.2, 1.6, 2)),
    Corruption("contrast", "share of ink taken away", (0, 0.2, 0.4, 0.6, 0.75, 0.9)),
    Corruption("occlusion", "side of a blank square, pixels", (0, 4, 6, 8, 10, 12)),
    Corruption("gradient sign", "largest change of a pixel, share of full ink", (0, 0.02, 0.04, 0.06, 0.08, 0.1)),
)
"""The eight that anything may do to a picture, and the one that knows the network: the fast gradient sign method of
I. Goodfellow, J. Shlens and C. Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015, equation 1."""

NAMES = tuple(corruption.name for corruption in CORRUPTIONS)


def corrupt(images: Images, name: str, level: int, *, rng: np.random.Generator, ascent: Ascent | None = None) -> Images:
    """Return worse pictures of the same digits.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, 784)
    name : str
        One of `NAMES`.
    level : int, 0 to 5
        Which of the corruption's strengths; 0 returns the images themselves.
    rng : numpy.random.Generator
    ascent : callable, for "gradient sign"
        The direction in which each image's loss grows.
    """
    if name not in NAMES:
        raise ConfigurationError(f"corruption must be one of {', '.join(NAMES)}, got {name!r}")
    if level not in range(LEVELS):
        raise ConfigurationError(f"level must be a whole number from 0 to {LEVELS - 1}, got {level!r}")
    if level == 0 or not len(images):
        return images
    strength = CORRUPTIONS[NAMES.index(name)].strengths[level]
    if name == "gradient sign":
        if ascent is None:
            raise ConfigurationError("gradient sign needs the network's gradient; give ascent")
        return _rounded(images + 255 * strength * np.sign(ascent(images)))
    return _BY_NAME[name](images, strength, rng)


def _rounded(values: NDArray[np.floating]) -> Images:
    """Return ink as bytes, cut off at paper and full ink."""
    rounded: Images = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded


def _noise(images: Images, strength: float, rng: np.random.Generator) -> Images:
    noise = rng.standard_normal(images.shape, dtype=np.float32)
    return _rounded(images + np.float32(255 * strength) * noise)


def _blur(images: Images, strength: float, rng: np.random.Generator) -> Images:
    ink = images.reshape(-1, SIDE, SIDE).astype(np.float32)
    return _rounded(gaussian_filter(ink, (0, strength, strength), mode="constant")).reshape(images.shape)


def _rotation(images: Images, strength: float, rng: np.random.Generator) -> Images:
    groups = _groups(images)
    angle = np.deg2rad(strength) * rng.choice([-1, 1], groups)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return _moved(images, np.moveaxis(turned, 2, 0), np.zeros((groups, 2)))


def _shift(images: Images, strength: float, rng: np.random.Generator) -> Images:
    groups = _groups(images)
    direction = rng.uniform(0, 2 * np.pi, groups)
    offset = strength * np.column_stack([np.sin(direction), np.cos(direction)])
    return _moved(images, np.tile(np.eye(2), (groups, 1, 1)), offset)


def _scale(images: Images, strength: float, rng: np.random.Generator) -> Images:
    groups = _groups(images)
    return _moved(images, np.tile(np.eye(2) / (1 - strength), (groups, 1, 1)), np.zeros((groups, 2)))


def _thickness(images: Images, strength: float, rng: np.random.Generator) -> Images:
    return change_thickness(images, strength * rng.choice([-1.0, 1.0], len(images)))


def _contrast(images: Images, strength: float, rng: np.random.Generator) -> Images:
    return _rounded(images * np.float32(1 - strength))


def _occlusion(images: Images, strength: float, rng: np.random.Generator) -> Images:
    side = round(strength)
    top, left = rng.integers(4, SIDE - 3 - side, (2, len(images)))  # within the box that digits fill
    places = np.arange(SIDE)
    rows = (places >= top[:, None]) & (places < top[:, None] + side)
    columns = (places >= left[:, None]) & (places < left[:, None] + side)
    hidden = (rows[:, :, None] & columns[:, None, :]).reshape(images.shape)
    return np.where(hidden, np.uint8(0), images)


_BY_NAME = {
    "noise": _noise,
    "blur": _blur,
    "rotation": _rotation,
    "shift": _shift,
    "scale": _scale,
    "thickness": _thickness,
    "contrast": _contrast,
    "occlusion": _occlusion,
}


def _groups(images: Images) -> int:
    """Return how many different deformations so many images get."""
    return -(-len(images) // _ALIKE) if len(images) >= 64 * _ALIKE else len(images)


def _moved(images: Images, matrices: NDArray[np.float64], offsets: NDArray[np.float64]) -> Images:
    """Look every pixel up at matrix · place + offset, places counted from the middle of the frame."""
    axis = np.arange(SIDE) - MIDDLE
    places = np.stack([np.repeat(axis, SIDE), np.tile(axis, SIDE)])  # (2, 784)
    coordinates = (matrices @ places + offsets[:, :, None]).astype(np.float32)
    groups = len(coordinates)
    moved = np.empty_like(images)
    block = 64  # deformations at a time, few enough for the cache
    filled = np.resize(images, (groups * -(-len(images) // groups), PIXELS))
    each = filled.reshape(-1, groups, PIXELS)
    result = np.empty_like(each)
    for start in range(0, groups, block):
        part = each[:, start : start + block]
        shape = part.shape
        result[:, start : start + block] = warp(
            np.ascontiguousarray(part).reshape(-1, PIXELS), coordinates[start : start + block]
        ).reshape(shape)
    moved[:] = result.reshape(-1, PIXELS)[: len(images)]
    return moved
