"""What a layer between two sums lets through: its slope where one image meets it.

On the way back a gradient is multiplied by the slope of everything that it passes. Each comes from the layer's own
`backward`, which is given a gradient of 1.
"""

import numpy as np

from mnist_core.explanation.trace import LayerTrace
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.gradients import Gradients


def activation_slope(layer: LayerTrace, unit: int) -> float:
    """Return ∂a/∂z of one unit's activation at what reached it; 1 for the last layer, which has none."""
    if not layer.activation:
        return 1.0
    before = layer.z if layer.normalised is None else layer.normalised
    activation = ACTIVATIONS[layer.activation]()
    activation.forward(before[None, unit : unit + 1].copy(), training=True)
    nowhere = Gradients({})  # an activation has no parameters
    return float(activation.backward(np.ones((1, 1), before.dtype), nowhere)[0, 0])
