"""Whether one set-up is better than another, or its seeds were lucky.

Two networks of one set-up differ by their first weights and by the order of images. So set-ups are compared by several
networks each, trained with other seeds: a difference is real where it is large beside the spread over seeds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

LEAST = 2
"""Seeds of each set-up from which on there is a spread."""

CONFIDENCE = 0.95


class SeedComparison(NamedTuple):
    """Outcome of a comparison over seeds.

    Attributes
    ----------
    difference : float
        Mean of the first less mean of the second.
    low, high : float
        Ends of its 95% interval.
    p_value : float
        Chance of a difference at least this large between equally good set-ups, 0 to 1, by Welch's test.
    permutation_p : float
        The same by reshuffling which result belongs to which set-up, which supposes no normal distribution.
    """

    difference: float
    low: float
    high: float
    p_value: float
    permutation_p: float


def compare_seeds(first: ArrayLike, second: ArrayLike) -> SeedComparison:
    """Compare two set-ups by what their networks reached with several seeds each.

    Welch's t = (mean₁ − mean₂) / √(s₁²/n₁ + s₂²/n₂) does not suppose that both spread alike. The permutation test is
    exact where there are at most 10,000 ways to deal the results out, else by 9,999 random ones.

    Parameters
    ----------
    first, second : array-like of float, shape (n,)
        A result for each seed, such as the test accuracy; at least two each.

    Returns
    -------
    SeedComparison

    Raises
    ------
    ValueError
        If one of them has fewer than two results.

    References
    ----------
    B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved",
    Biometrika 34 (1947), 28–35.
    """
    from scipy import stats  # takes half a second to import, so only who needs it does

    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    for name, values in (("first", a), ("second", b)):
        if values.ndim != 1 or len(values) < LEAST:
            raise ValueError(f"{name} must have the results of at least {LEAST} seeds, got shape {values.shape}")
    difference = float(a.mean() - b.mean())
    permuted = stats.permutation_test(
        (a, b),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        vectorized=True,
        n_resamples=9_999,
        rng=np.random.default_rng(0),
    )
    if np.ptp(a) == np.ptp(b) == 0:
        return SeedComparison(difference, difference, difference, float(difference == 0), float(permuted.pvalue))
    welch = stats.ttest_ind(a, b, equal_var=False)
    interval = welch.confidence_interval(CONFIDENCE)
    return SeedComparison(
        difference, float(interval.low), float(interval.high), float(welch.pvalue), float(permuted.pvalue)
    )
