"""Move one weight a little, and see whether the loss moves as its gradient promises.

(L(w + h) - L(w - h)) / 2h comes closer to ∂L/∂w as h shrinks, until L(w + h) and L(w - h) agree in almost all digits
that the type has, and rounding is all that their difference shows. So the error falls with h² on one side, rises as
1/h on the other, and float64 reaches far deeper than float32 before it turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.trace import trace_image
from mnist_core.nn.gradient_check import centred_difference, relative_error
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork

STEPS = tuple(10.0 ** (-exponent / 2) for exponent in range(25))
"""From 1 down to 1e-12, two a decade."""


@dataclass(frozen=True)
class WeightCheck:
    """What moving one weight showed.

    Attributes
    ----------
    weight, step : float
        w and h.
    loss_above, loss_below : float, nats
        L(w + h) and L(w - h).
    numerical : float
        (loss_above - loss_below) / 2h.
    analytic : float
        ∂L/∂w, from `backward`.
    """

    weight: float
    step: float
    loss_above: float
    loss_below: float
    numerical: float
    analytic: float

    @property
    def relative_error(self) -> float:
        """|numerical - analytic| over the larger of the two; 0 where both vanish."""
        return relative_error(np.array([self.numerical]), np.array([self.analytic]))


def check_weight(
    network: NeuralNetwork,
    image: NDArray[Any],
    label: int,
    place: tuple[int, int | None, int],
    *,
    step: float = 1e-4,
    dtype: str = "float64",
    label_smoothing: float = 0.0,
) -> WeightCheck:
    """Compare the gradient of one weight with the centred difference of the loss of one image.

    Parameters
    ----------
    network : NeuralNetwork
        It never changes.
    image, label, label_smoothing
        As in `trace_image`.
    place : (layer, input, unit)
        All from 0; an input of None means the unit's bias.
    step : float, > 0, default 1e-4
        h, added to the weight and taken from it.
    dtype : {"float64", "float32"}
        The type in which forward and backward are computed, whatever the network's own.

    Raises
    ------
    ConfigurationError
        If the place does not exist or the step is not positive.
    """
    return check_steps(network, image, label, place, (step,), dtype=dtype, label_smoothing=label_smoothing)[0]


def check_steps(
    network: NeuralNetwork,
    image: NDArray[Any],
    label: int,
    place: tuple[int, int | None, int],
    steps: Sequence[float] = STEPS,
    *,
    dtype: str = "float64",
    label_smoothing: float = 0.0,
) -> tuple[WeightCheck, ...]:
    """Check one weight with each of these steps, for the curve of the error; otherwise as `check_weight`."""
    for step in steps:
        if not 0 < step < np.inf:
            raise ConfigurationError(f"step must be a finite number > 0, got {step!r}")
    twin = NeuralNetwork.from_description(network.describe() | {"dtype": dtype})
    twin.set_values(network)
    trace = trace_image(twin, image, label, label_smoothing=label_smoothing)
    number, row, unit = place
    layer = trace.layer(number)
    key, index = ("bias", (unit,)) if row is None else ("weight", (row, unit))
    x = twin.named_parameters()[f"{layer.name}.{key}"]
    if any(i not in range(size) for i, size in zip(index, x.shape, strict=True)):
        raise ConfigurationError(f"place must lie in {key} of shape {x.shape} of {layer.name}, got {index}")
    analytic = layer.grad_bias if row is None else layer.grad_weight
    assert analytic is not None

    pixels, labels = twin.as_input(image), np.array([label], np.uint8)
    criterion = SoftmaxCrossEntropy(label_smoothing, classes=twin.layer_sizes[-1])

    def loss() -> float:
        return criterion(twin.forward(pixels, training=False), labels)[0]

    checks = []
    for step in steps:
        above, below = centred_difference(loss, x, index, step)
        slope = (above - below) / (2 * step)
        checks.append(WeightCheck(float(x[index]), step, above, below, slope, float(analytic[index])))
    return tuple(checks)
