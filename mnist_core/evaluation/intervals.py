"""How far a measured accuracy can be trusted.

10,000 test images are a sample: another 10,000 would give a slightly different share. The interval of Wilson says
between which accuracies the truth lies, 95 times in 100. Unlike the textbook's plus-minus it never leaves 0 to 1 and
still holds near 100%, which is where good networks are.
"""

import math
from statistics import NormalDist


def wilson_interval(correct: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    r"""Return the Wilson score interval of a share.

    With p = correct/n and z the normal quantile of the confidence,

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).

    Parameters
    ----------
    correct : int, 0 to n
    n : int
        Images measured; of none, the interval is (0, 1).
    confidence : float, (0, 1), default 0.95

    Returns
    -------
    low, high : float
        From 0 to 1.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212.
    """
    if not 0 <= correct <= n:
        raise ValueError(f"correct must be from 0 to n = {n}, got {correct}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be in (0, 1), got {confidence}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = correct / n, z * z / n
    middle = share + spread / 2
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    # At 0 and n the bound is exactly 0 or 1; rounding must not move it.
    low = 0.0 if correct == 0 else (middle - half) / (1 + spread)
    high = 1.0 if correct == n else (middle + half) / (1 + spread)
    return low, high
