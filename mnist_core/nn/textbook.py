"""The whole of it on one page: a ReLU network that learns by gradient descent, in plain NumPy.

Nothing here is fast, and nothing else is built on it. It is the specification: a test holds the engine's weights to it.
Images are rows; W has shape (inputs, outputs). Each δ is ∂L/∂z of the layer that the loop stands at.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Arrays = list[Array]
"""One a layer, from the pixels to the logits."""


def forward(weights: Arrays, biases: Arrays, x: Array) -> tuple[Array, Arrays]:
    """Return the logits of images x, and what went into each layer on the way."""
    inputs = []
    for W, b in zip(weights, biases):
        inputs.append(x)
        z = x @ W + b
        x = np.maximum(z, 0)
    return z, inputs


def loss(logits: Array, labels: NDArray[np.uint8]) -> tuple[float, Array]:
    """Return the mean cross-entropy of softmax(logits), and its gradient with respect to the logits.

    L = -1/n Σ_i log p_i,label(i)  with  p_ik = exp(z_ik) / Σ_j exp(z_ij),  so  ∂L/∂z_ik = (p_ik - [k = label(i)]) / n.
    """
    n = len(labels)
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exp / exp.sum(axis=1, keepdims=True)
    target = np.eye(logits.shape[1])[labels]
    return float(-np.log(p[target == 1]).mean()), (p - target) / n


def backward(weights: Arrays, inputs: Arrays, δ: Array) -> tuple[Arrays, Arrays]:
    """Return ∂L/∂W and ∂L/∂b of each layer, given δ = ∂L/∂logits; the chain rule, from the last layer to the first."""
    grad_weights: Arrays = []
    grad_biases: Arrays = []
    for W, x in zip(reversed(weights), reversed(inputs)):
        grad_weights.insert(0, x.T @ δ)
        grad_biases.insert(0, δ.sum(axis=0))
        δ = (δ @ W.T) * (x > 0)  # x is the ReLU of the layer before, whose slope is 1 where x > 0 and else 0
    return grad_weights, grad_biases


def step(weights: Arrays, biases: Arrays, x: Array, labels: NDArray[np.uint8], learning_rate: float) -> float:
    """Move every weight and bias a little against its gradient, θ ← θ - η ∂L/∂θ, and return the loss before."""
    logits, inputs = forward(weights, biases, x)
    value, δ = loss(logits, labels)
    grad_weights, grad_biases = backward(weights, inputs, δ)
    for θ, g in zip(weights + biases, grad_weights + grad_biases):
        θ -= learning_rate * g
    return value
