"""What a number is the sum of, shown so that a person can add it up again.

A unit's weighted sum has hundreds of terms. The largest are shown one by one, the others as one sum, then the bias and
the total, all to the same decimal. Rounding each on its own would leave the last digit wrong; so the rest is what is
missing between the shown total and the other shown lines, and takes the rounding with it. The total is always the
number that the layers computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.trace import LayerTrace, Trace
from mnist_core.nn.arrays import Array


@dataclass(frozen=True)
class Term:
    """One product in a sum.

    Attributes
    ----------
    index : int
        Number of the pixel, unit or digit that it comes from, from 0.
    value, factor : float
        What is multiplied: the value there, and the weight that leads from there.
    shown : Decimal
        Their product, rounded.
    """

    index: int
    value: float
    factor: float
    shown: Decimal


@dataclass(frozen=True)
class AddableSum:
    """Lines that add up to their total in the last digit shown: terms + rest + bias = total.

    Attributes
    ----------
    terms : tuple of Term
        The largest by size, largest first.
    rest_count : int
        How many terms are gathered in the rest.
    rest : Decimal
        Their sum and what rounding left over; with no term in it, the rounding alone.
    bias : Decimal or None
        None where the sum has none.
    total : Decimal
        The engine's number, rounded.
    """

    terms: tuple[Term, ...]
    rest_count: int
    rest: Decimal
    bias: Decimal | None
    total: Decimal

    @property
    def decimals(self) -> int:
        """Digits after the point, the same in all lines; `f"{line:f}"` writes just so many."""
        return -int(self.total.as_tuple().exponent)


def forward_sum(layer: LayerTrace, unit: int, *, terms: int = 10, digits: int = 5) -> AddableSum:
    """Return z_j = Σ_i x_i W_ij + b_j for one unit j.

    Parameters
    ----------
    layer : LayerTrace
    unit : int
        From 0.
    terms : int, default 10
        How many to show one by one.
    digits : int, default 5
        Significant digits of the largest line; the others are cut at the same decimal.
    """
    _check_unit(layer, unit)
    return addable(
        layer.inputs, layer.weight[:, unit], layer.z[unit], bias=layer.bias[unit], terms=terms, digits=digits
    )


def backward_sum(trace: Trace, number: int, unit: int, *, terms: int = 10, digits: int = 5) -> AddableSum:
    """Return ∂L/∂a_j = Σ_k ∂L/∂z_k W_jk for one unit j of layer `number`, over the units k of the next layer.

    The last layer has none after it: its gradient is that of softmax and loss, p - target, a sum of two terms whose
    indices are the digit itself.

    Raises
    ------
    ConfigurationError
        If the trace has no label, or the layer or the unit does not exist.
    """
    layer = trace.layer(number)
    _check_unit(layer, unit)
    if layer.grad_outputs is None or trace.targets is None:
        raise ConfigurationError("label must be given for gradients; choose which digit this is")
    total = layer.grad_outputs[unit]
    if number == len(trace.layers) - 1:
        values, factors = np.array([trace.probabilities[unit], trace.targets[unit]]), np.array([1.0, -1.0])
        found = addable(values, factors, total, terms=2, digits=digits)
        return AddableSum(
            tuple(Term(unit, term.value, term.factor, term.shown) for term in found.terms),
            found.rest_count,
            found.rest,
            None,
            found.total,
        )
    after = trace.layers[number + 1]
    assert after.grad_z is not None
    return addable(after.grad_z, after.weight[unit], total, terms=terms, digits=digits)


def addable(
    values: Array,
    factors: Array,
    total: float,
    *,
    bias: float | None = None,
    terms: int = 10,
    digits: int = 5,
) -> AddableSum:
    """Return the lines of Σ_i values_i factors_i + bias, which was computed to be `total`; see `forward_sum`."""
    products = np.asarray(values, np.float64) * np.asarray(factors, np.float64)
    order = np.argsort(-np.abs(products), kind="stable")[:terms]
    decimals = _decimals([*products[order], float(total), bias or 0.0], digits)
    shown = tuple(
        Term(int(i), float(values[i]), float(factors[i]), rounded(products[i], decimals)) for i in order.tolist()
    )
    shown_total = rounded(total, decimals)
    shown_bias = None if bias is None else rounded(bias, decimals)
    rest = shown_total - sum((term.shown for term in shown), shown_bias or Decimal(0))
    return AddableSum(shown, len(products) - len(shown), rest, shown_bias, shown_total)


def rounded(value: float, decimals: int) -> Decimal:
    """Return a number to so many decimals, without a negative zero."""
    exact = Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return abs(exact) if exact.is_zero() else exact


def _check_unit(layer: LayerTrace, unit: int) -> None:
    """Raise if the layer has no such unit."""
    if unit not in range(len(layer.z)):
        raise ConfigurationError(f"unit must be a whole number from 0 to {len(layer.z) - 1}, got {unit!r}")


def _decimals(numbers: Sequence[float], digits: int) -> int:
    """Return the decimals that give the largest of the numbers `digits` significant digits."""
    largest = max(abs(number) for number in numbers)
    return max(0, digits - 1 - int(np.floor(np.log10(largest)))) if largest > 0 else digits - 1
