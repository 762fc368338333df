"""From ten logits to ten shares of certainty, and to the loss: the last sums of the way forward, shown to be added up.

Each share is rounded, yet all together make exactly 100%: each is cut down, and what is missing goes to those that
lost most (the method of largest remainders).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.contributions import AddableSum, addable, rounded
from mnist_core.explanation.trace import Trace
from mnist_core.nn.arrays import Array


@dataclass(frozen=True)
class SoftmaxRow:
    """How one logit becomes a probability: exp(z - largest z), as a share of all ten.

    Attributes
    ----------
    logit, shifted, exponential : Decimal
        z, z - max z, and exp of that.
    share : Decimal
        The probability in percent; all rows' shares add up to exactly 100.
    """

    digit: int
    logit: Decimal
    shifted: Decimal
    exponential: Decimal
    share: Decimal


def loss_sum(trace: Trace, *, digits: int = 5) -> AddableSum:
    """Return L = Σ_k t_k (-ln p_k) over the ten digits, in nats; without label smoothing one term is not zero.

    Raises
    ------
    ConfigurationError
        If the trace has no label.
    """
    if trace.targets is None or trace.loss is None:
        raise ConfigurationError("label must be given for a loss; choose which digit this is")
    return addable(trace.targets, _surprise(trace.logits), trace.loss, terms=len(trace.targets), digits=digits)


def softmax_table(trace: Trace, *, digits: int = 4) -> tuple[SoftmaxRow, ...]:
    """Return the row of each digit; `digits` decimals, and two less in the shares, which are percents."""
    logits = trace.logits.astype(np.float64)
    shifted = logits - logits.max()
    shares = _shares(trace.probabilities, max(digits - 2, 0))
    return tuple(
        SoftmaxRow(
            digit,
            rounded(logits[digit], digits),
            rounded(shifted[digit], digits),
            rounded(float(np.exp(shifted[digit])), digits),
            shares[digit],
        )
        for digit in range(len(logits))
    )


def _shares(probabilities: NDArray[Any], decimals: int) -> list[Decimal]:
    """Return percents that add up to 100: each cut down, then the largest remainders rounded up."""
    unit = Decimal(1).scaleb(-decimals)
    exact = [Decimal(float(p)) * 100 for p in probabilities]
    scale = 100 / sum(exact, Decimal(0))
    exact = [share * scale for share in exact]
    shares = [share.quantize(unit, rounding="ROUND_DOWN") for share in exact]
    missing = int((100 - sum(shares)) / unit)
    for i in sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])[:missing]:
        shares[i] += unit
    return shares


def _surprise(logits: Array) -> Array:
    """Return -ln p_k = ln Σ_j exp(z_j - z_k), which is finite where p_k is rounded to zero."""
    shifted = logits.astype(np.float64) - logits.max()
    surprise: Array = np.log(np.exp(shifted).sum()) - shifted
    return surprise
