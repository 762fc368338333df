"""Whether images lie or are inverted, compared with MNIST's own.

Some collections store an image column by column, so that it seems mirrored along its diagonal, and others draw black
on white. Nothing is wrong with such a file, yet a network trained on one kind cannot read the other. The mean of all
images of a digit is a stencil: turned correctly, images resemble the stencil of their digit most.
"""

from collections.abc import Sequence
from functools import cache
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import CLASSES, DIGITS, SIDE
from mnist_core.data.mnist import MNIST_FOLDER, load_part
from mnist_core.errors import ConfigurationError

TURNS = ("transpose", "invert")

_SAMPLE = 2000
_LEAST_LIKENESS = 0.3
"""Correlation with their stencils from which images are taken for digits; MNIST's have 0.6."""

_LEAST_KINSHIP = 0.1
"""By how much more images of digits resemble their own stencil than all ten; MNIST's 0.2, clothes' hardly at all."""

_LEAST_GAIN = 0.02
_LEAST_CERTAINTY = 3.0
"""Standard errors by which the turned images must resemble the stencils better."""


def turned(images: NDArray[np.uint8], turn: str | Sequence[str] | None) -> NDArray[np.uint8]:
    """Return images transposed, inverted or both.

    Raises
    ------
    ConfigurationError
        If `turn` names another change.
    """
    for change in [turn] if isinstance(turn, str) else turn or []:
        if change not in TURNS:
            raise ConfigurationError(f"turn must be one of {', '.join(TURNS)}, got {change!r}")
        if change == "invert":
            images = 255 - images
        else:
            side = isqrt(images.shape[1])
            images = images.reshape(-1, side, side).swapaxes(1, 2).reshape(len(images), -1)
    return images


def orientation_warnings(image_set: ImageSet) -> tuple[str, ...]:
    """Return a sentence for each way in which these images look turned against MNIST's.

    Whether they lie can be told of digits of MNIST's size only.
    """
    chosen = np.linspace(0, len(image_set) - 1, min(len(image_set), _SAMPLE)).astype(np.intp)
    sample, shown = image_set.images[chosen], image_set.labels[chosen]
    found = []
    if np.median(_border(sample)) > 127:
        found.append('the images look inverted, dark on light; if they are, read them with turn="invert"')
        sample = 255 - sample
    digit_of = np.array([int(name) if name in DIGITS else -1 for name in image_set.class_names])
    known = digit_of[shown] >= 0
    sample, shown = sample[known], digit_of[shown][known]
    if image_set.image_side == SIDE and lie(sample, shown):
        found.append('the images look as if rows and columns were swapped; if so, read them with turn="transpose"')
    return tuple(found)


def lie(images: NDArray[np.uint8], digits: NDArray[np.integer]) -> bool:
    """Whether images of digits of MNIST's size look as if their rows and columns were swapped."""
    if len(np.unique(digits)) < 2:
        return False
    lying, gain, error = _gain(images, digits)
    return lying > _LEAST_LIKENESS and gain > _LEAST_GAIN and gain > _LEAST_CERTAINTY * error


def stand(images: NDArray[np.uint8], digits: NDArray[np.integer]) -> bool:
    """Whether images of digits of MNIST's size surely stand upright."""
    return len(np.unique(digits)) > 1 and lie(turned(images, "transpose"), digits)


def resemble_digits(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> bool:
    """Whether images of MNIST's size resemble the digits that their labels name more than other digits."""
    chosen = np.linspace(0, len(images) - 1, min(len(images), _SAMPLE)).astype(np.intp)
    sample, stencils = images[chosen], _stencils()
    own = _resemblance(sample, stencils[labels[chosen]])
    others = np.mean([_resemblance(sample, stencils[[digit]]) for digit in range(CLASSES)], axis=0)
    return bool((own - others).mean() > _LEAST_KINSHIP)


def _gain(images: NDArray[np.uint8], digits: NDArray[np.integer]) -> tuple[float, float, float]:
    """Return the likeness of turned images to their digits, how much more that is than unturned, and its error."""
    upright = _resemblance(images, _stencils()[digits])
    lying = _resemblance(turned(images, "transpose"), _stencils()[digits])
    gain = lying - upright
    return float(lying.mean()), float(gain.mean()), float(gain.std() / np.sqrt(len(gain)) + 1e-9)


def _border(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels along the edges."""
    side = isqrt(images.shape[1])
    pictures = images.reshape(-1, side, side)
    return np.concatenate([pictures[:, [0, -1]].ravel(), pictures[:, 1:-1, [0, -1]].ravel()])


def _resemblance(images: NDArray[np.uint8], stencils: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the correlation of each image with its stencil."""
    centred = images - images.mean(axis=1, keepdims=True, dtype=np.float32)
    norms = np.sqrt((centred * centred).sum(axis=1)) + np.float32(1e-6)
    correlation: NDArray[np.float32] = (centred * stencils).sum(axis=1) / norms
    return correlation


@cache
def _stencils() -> NDArray[np.float32]:
    """Return the mean image of each digit, centred and of length 1, shape (10, 784)."""
    known = load_part(MNIST_FOLDER, "t10k")  # the smaller file; means over 1,000 images each are as good
    means = np.stack([known.images[known.labels == digit].mean(axis=0, dtype=np.float32) for digit in range(CLASSES)])
    means -= means.mean(axis=1, keepdims=True)
    stencils: NDArray[np.float32] = means / np.sqrt((means * means).sum(axis=1, keepdims=True))
    return stencils
