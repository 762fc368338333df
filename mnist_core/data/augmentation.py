"""Varied copies of the training images: the cheapest way to teach what does not change a digit.

A digit stays the same digit when it is moved, turned, stretched, slanted, bent or drawn with another pen. Showing the
network such copies, new ones each epoch, tells it so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isqrt
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.deformation import random_coordinates, warp
from mnist_core.data.handwriting import write_digits
from mnist_core.data.stroke_thickness import vary_thickness
from mnist_core.errors import ConfigurationError

BLOCK = 512  # images varied at once, few enough for the cache
MOST_ALIKE = 16  # images that share one deformation


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """How far each training image may be varied; the default varies nothing.

    Attributes
    ----------
    shift : float, 0 to 8
        Largest move along each axis, pixels.
    rotation : float, 0 to 45
        Largest turn either way, degrees.
    scale : float, 0 to 0.5
        Largest change of height and of width either way, as a share; the two are drawn apart.
    shear : float, 0 to 0.5
        Largest slant either way, pixels sideways a pixel of height.
    elastic : float, 0 to 4
        Root mean square displacement along each axis by elastic deformation, pixels. Simard et al. (2003) scale
        smoothed uniform noise by alpha = 34 at sigma = 4, which is 1.4 pixels.
    elastic_sigma : float, 1 to 10
        Smoothness of the deformation, pixels.
    thickness : float, 0 to 2
        Largest change of stroke width either way, pixels.
    handwriting : float, 0 to 1
        Share of images replaced by the same digit drawn in code with a pen, in ways of writing that MNIST lacks, such
        as a slashed zero or a one with hat and base. Needs the labels.

    References
    ----------
    P. Simard, D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied to visual document
    analysis", ICDAR 2003.
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_sigma: float = 4.0
    thickness: float = 0.0
    handwriting: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in AUGMENTATION_RANGES.items():
            value = getattr(self, name)
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float | np.integer | np.floating)
                or not low <= value <= high
            ):
                raise ConfigurationError(f"augmentation {name} must be a number in [{low:g}, {high:g}], got {value!r}")
            object.__setattr__(self, name, float(value))

    @property
    def deformation(self) -> dict[str, float]:
        """The settings that move pixels, as `deformation.random_coordinates` names them."""
        names = ("shift", "rotation", "scale", "shear", "elastic", "elastic_sigma")
        return {name: getattr(self, name) for name in names}

    @property
    def deforms(self) -> bool:
        """Whether any pixel moves."""
        return any((self.shift, self.rotation, self.scale, self.shear, self.elastic))

    @property
    def is_identity(self) -> bool:
        """Whether images pass through unchanged."""
        return not any(getattr(self, item.name) for item in fields(self) if item.name != "elastic_sigma")

    def to_dict(self) -> dict[str, float]:
        """Return the fields as a JSON-able mapping."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s output; missing names take their defaults, unknown ones raise."""
        if unknown := sorted(set(values) - set(AUGMENTATION_RANGES)):
            raise ConfigurationError(f"unknown augmentation setting {unknown[0]!r}")
        return cls(**values)


AUGMENTATION_RANGES: dict[str, tuple[float, float]] = {
    "shift": (0, 8),
    "rotation": (0, 45),
    "scale": (0, 0.5),
    "shear": (0, 0.5),
    "elastic": (0, 4),
    "elastic_sigma": (1, 10),
    "thickness": (0, 2),
    "handwriting": (0, 1),
}
"""Lowest and highest value of each field."""


def augment(
    images: NDArray[np.uint8],
    augmentation: Augmentation,
    *,
    rng: np.random.Generator,
    labels: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """Return a varied copy of each image.

    Parameters
    ----------
    images : ndarray of shape (n, side²), uint8
    augmentation : Augmentation
        How far to vary them; all zero returns an equal copy.
    rng : numpy.random.Generator
        Equal generators give equal copies.
    labels : ndarray of shape (n,), uint8, optional
        What the images show; without them there is no `handwriting`, which is for digits of 28 × 28 pixels only.

    Returns
    -------
    varied : ndarray of shape (n, side²), uint8

    Notes
    -----
    In large sets up to 16 neighbouring images share one deformation, which makes 60,000 images a matter of a third of
    a second on one core; in sets of up to 511, such as a preview, each has its own.
    """
    alike = min(max(len(images) // 256, 1), MOST_ALIKE)
    varied = images.copy()
    if augmentation.handwriting and labels is not None:
        chosen = np.flatnonzero(rng.random(len(images)) < augmentation.handwriting)
        varied[chosen] = write_digits(labels[chosen], rng=rng)
    for start in range(0, len(images), BLOCK):
        block = varied[start : start + BLOCK]  # a view
        if augmentation.thickness:
            block[:] = vary_thickness(block, augmentation.thickness, rng=rng)
        if augmentation.deforms:
            groups = -(-len(block) // alike)
            filled = np.resize(block, (groups * alike, block.shape[1]))  # repeats the first ones to fill a last group
            coordinates = random_coordinates(groups, **augmentation.deformation, side=isqrt(block.shape[1]), rng=rng)
            block[:] = warp(filled, coordinates)[: len(block)]
    return varied
