"""Thicker and thinner strokes: the same digit written with another pen.

Grey dilation, the largest of a pixel and its four neighbours, widens a stroke by one pixel on either side; erosion,
the smallest, narrows it so. Mixed with the original by some share they give every width between.
"""

from math import isqrt

import numpy as np
from numpy.typing import NDArray


def vary_thickness(images: NDArray[np.uint8], strength: float, *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Change the stroke width of each image by up to `strength` pixels either way.

    Parameters
    ----------
    images : ndarray of shape (n, side²), uint8
    strength : float, 0 to 2
    rng : numpy.random.Generator

    Returns
    -------
    varied : ndarray of shape (n, side²), uint8
    """
    return change_thickness(images, rng.uniform(-strength, strength, len(images)))


def change_thickness(images: NDArray[np.uint8], change: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Change the stroke width of image i by `change[i]` pixels, -2 to 2.

    To erode ink is to dilate paper, so images to be thinned are inverted, dilated and inverted back.
    """
    side = isqrt(images.shape[1])
    invert = np.where(change < 0, 255, 0).astype(np.uint8)[:, None, None]
    pictures = images.reshape(-1, side, side) ^ invert
    dilated = pictures.copy()
    np.maximum(dilated[:, 1:], pictures[:, :-1], out=dilated[:, 1:])
    np.maximum(dilated[:, :-1], pictures[:, 1:], out=dilated[:, :-1])
    np.maximum(dilated[:, :, 1:], pictures[:, :, :-1], out=dilated[:, :, 1:])
    np.maximum(dilated[:, :, :-1], pictures[:, :, 1:], out=dilated[:, :, :-1])
    dilated -= pictures
    share = np.rint(np.abs(change) * 128).astype(np.uint16)[:, None, None]  # of 256: a full dilation adds two pixels
    pictures += (dilated * share >> 8).astype(np.uint8)
    pictures ^= invert
    return pictures.reshape(len(images), side * side)
