"""Smooth random deformations of images: shift, rotation, scale, shear and elastic bending as one displacement.

Every output pixel looks up the place in the source image that lands on it and mixes the four pixels around that place.
That look-up is linear in the image, so it is a sparse matrix with four numbers a row. A few images share one random
deformation: the sparse product then runs along all of them at once, at the speed of plain additions. Each epoch draws
new deformations, so over a training run every image still meets its own.
"""

from math import isqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from mnist_core.data.image import SIDE


def random_coordinates(
    count: int,
    *,
    shift: float = 0.0,
    rotation: float = 0.0,
    scale: float = 0.0,
    shear: float = 0.0,
    elastic: float = 0.0,
    elastic_sigma: float = 4.0,
    side: int = SIDE,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Draw `count` deformations.

    Parameters
    ----------
    count : int
    shift, rotation, scale, shear, elastic, elastic_sigma : float
        Bounds of what is drawn, as `Augmentation` describes them.
    side : int, default 28
        Pixels along a side of the images.
    rng : numpy.random.Generator

    Returns
    -------
    coordinates : ndarray of shape (count, 2, side²), float32
        For each pixel of the new image the row and the column in the old one, pixels from the centre of the frame.

    Notes
    -----
    With p the new pixel, R a rotation, H a shear, D = diag(height, width) and u the elastic field, the old place is
    ``R H D p + shift + u(p)``.
    """

    def uniform(limit: float) -> NDArray[np.float32]:
        return rng.uniform(-limit, limit, count).astype(np.float32)

    angle, slant = np.deg2rad(uniform(rotation)), uniform(shear)
    height, width = np.exp(uniform(scale)), np.exp(uniform(scale))
    cosine, sine = np.cos(angle), np.sin(angle)
    matrix = np.empty((count, 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = (cosine - sine * slant) * height, -sine * width
    matrix[:, 1, 0], matrix[:, 1, 1] = (sine + cosine * slant) * height, cosine * width
    matrix[:, 0, 2], matrix[:, 1, 2] = uniform(shift), uniform(shift)
    coordinates: NDArray[np.float32] = matrix @ _pixel_basis(side)
    if elastic:
        coordinates += _elastic_field(count, elastic, elastic_sigma, side, rng)
    return coordinates


def warp(images: NDArray[np.uint8], coordinates: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Look up every pixel of the new images in the old ones, with bilinear interpolation.

    Parameters
    ----------
    images : ndarray of shape (n, side²), uint8
    coordinates : ndarray of shape (g, 2, side²), float32
        As from `random_coordinates`; deformation k serves the images k, k + g, k + 2g and so on, so that those which
        share one lie far apart. Places outside the frame are paper.

    Returns
    -------
    warped : ndarray of shape (n, side²), uint8
    """
    side = isqrt(images.shape[1])
    padded = side + 2  # one pixel of paper all around, so that every look-up has four neighbours
    groups, each = len(coordinates), len(images) // len(coordinates)
    source = np.zeros((groups, padded, padded, each), np.float32)
    source[:, 1:-1, 1:-1] = images.reshape(each, groups, side, side).transpose(1, 2, 3, 0)

    place = np.clip(coordinates + np.float32((side - 1) / 2 + 1), 0, np.float32(padded - 1.001))
    corner = place.astype(np.int32)
    place -= corner  # now the fraction of a pixel past the upper left neighbour
    first = corner[:, 0] * padded + corner[:, 1]
    first += (np.arange(groups, dtype=np.int32) * padded**2)[:, None]
    down, right = place[:, 0], place[:, 1]
    columns = np.empty((groups, side * side, 4), np.int32)
    weights = np.empty((groups, side * side, 4), np.float32)
    for index, offset in enumerate((0, 1, padded, padded + 1)):  # the four neighbours, as offsets
        np.add(first, offset, out=columns[..., index])
    np.multiply(down, right, out=weights[..., 3])
    np.subtract(down, weights[..., 3], out=weights[..., 2])
    np.subtract(right, weights[..., 3], out=weights[..., 1])
    np.subtract(1 - down, weights[..., 1], out=weights[..., 0])

    row_starts = np.arange(0, columns.size + 1, 4, dtype=np.int32)
    lookup = csr_array(
        (weights.ravel(), columns.ravel(), row_starts), shape=(groups * side * side, groups * padded * padded)
    )
    mixed = lookup @ source.reshape(-1, each)  # (groups * side², each)
    mixed += np.float32(0.5)  # the cast below cuts off; this makes it round
    warped: NDArray[np.uint8] = mixed.astype(np.uint8).reshape(groups, side * side, each)
    return warped.transpose(2, 0, 1).reshape(-1, side * side)


def _pixel_basis(side: int) -> NDArray[np.float32]:
    """Return rows, columns and ones for all pixels: (3, side²), from the centre of the frame."""
    axis = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2)
    return np.stack([np.repeat(axis, side), np.tile(axis, side), np.ones(side * side, np.float32)])


def _elastic_field(
    count: int, strength: float, sigma: float, side: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw smooth fields (count, 2, side²) of root mean square `strength` along each axis, pixels.

    Simard et al. filter white noise at every pixel with a Gaussian of width sigma. Noise at every half sigma, brought
    to the pixels by the same Gaussian, gives the same smooth fields from far fewer random numbers; and as the Gaussian
    is a product of one along rows and one along columns, the filter is a matrix from either side.
    """
    lattice = np.arange(-3 * sigma, side - 1 + 3.5 * sigma, sigma / 2)
    smooth = np.exp(-0.5 * ((np.arange(side)[:, None] - lattice) / sigma) ** 2)
    smooth *= np.sqrt(strength) / np.linalg.norm(smooth, axis=1, keepdims=True)  # rows of unit norm keep variance 1
    smooth = smooth.astype(np.float32)  # (side, lattice points)
    noise = rng.standard_normal((count, 2, len(lattice), len(lattice)), dtype=np.float32)
    return np.asarray(smooth @ (noise @ smooth.T), np.float32).reshape(count, 2, side * side)
