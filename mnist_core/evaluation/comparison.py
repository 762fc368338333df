"""Whether one network is better than another, or was lucky.

Two networks that read the same images are right or wrong together on most of them; only the images that one reads and
the other does not tell them apart. If both were equally good, each of those would fall to either side like a fair coin.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr


class McNemarResult(NamedTuple):
    """Outcome of McNemar's test.

    Attributes
    ----------
    p_value : float
        Chance of a difference at least this large between equally good networks, 0 to 1.
    only_a, only_b : int
        Images that only the first, and only the second, read correctly.
    """

    p_value: float
    only_a: int
    only_b: int


def mcnemar(correct_a: ArrayLike, correct_b: ArrayLike) -> McNemarResult:
    """Test whether two networks that read the same images differ.

    The exact form: the two-sided binomial test of `only_a` among `only_a + only_b` with probability ½.

    Parameters
    ----------
    correct_a, correct_b : array-like of bool, shape (n,)
        Whether each network read each image correctly, same images in the same order.

    Returns
    -------
    McNemarResult

    References
    ----------
    Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
    Psychometrika 12 (1947), 153–157.
    """
    a, b = np.asarray(correct_a, dtype=bool), np.asarray(correct_b, dtype=bool)
    if a.shape != b.shape:
        raise ValueError(f"correct_a and correct_b must be of the same images, got shapes {a.shape} and {b.shape}")
    only_a, only_b = int(np.sum(a & ~b)), int(np.sum(b & ~a))
    # As likely as so few heads, or fewer, or as many tails; where both are equal the two overlap, and it is certain.
    p_value = min(1.0, 2 * float(bdtr(min(only_a, only_b), only_a + only_b, 0.5)))
    return McNemarResult(p_value, only_a, only_b)


def read_by_one_only(
    correct_a: NDArray[np.bool_], correct_b: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of the images that only the first, and only the second network reads correctly."""
    return np.flatnonzero(correct_a & ~correct_b), np.flatnonzero(correct_b & ~correct_a)
