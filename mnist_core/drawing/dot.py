"""A dot: what a pen leaves that touches the sheet once. Enlarged to a digit's size, it would be read as one."""

import numpy as np
from numpy.typing import NDArray

ONLY_A_DOT = "this is only a dot; a digit has to be larger"

_DOT_SPAN = 0.15
"""A dot spans less than this share of the picture: the widest pen leaves one of a seventh of the sheet …"""

_DOT_FILL, _DOT_ASPECT = 0.65, 0.5
"""… and is solid and round, where a small digit has holes and bays or is a bar. A disc fills π/4 of its box; of MNIST's
digits two in a hundred fill this much, and two in a thousand are also this round."""


def is_dot(ink: NDArray[np.float64]) -> bool:
    """Tell whether the ink is small in its picture, solid and round."""
    inked = ink > 0.5
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    shorter, longer = sorted((np.ptp(rows) + 1, np.ptp(columns) + 1))
    return bool(
        longer < _DOT_SPAN * max(ink.shape)
        and shorter > _DOT_ASPECT * longer
        and inked.sum() > _DOT_FILL * shorter * longer
    )
