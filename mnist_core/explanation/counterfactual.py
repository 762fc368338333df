"""The smallest change of pixels that changes an answer.

What would have to be different for the network to read a 4? The gradient of the two logits' difference says which
pixels count and how much; a step along it as far as the difference promises to vanish, again and again, ends where the
answer changes. Steps against the bounds of ink and paper are left out, so that the result is still an image.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.saliency import score_gradients
from mnist_core.nn.network import NeuralNetwork

_MOST_STEPS = 60
_BEYOND = 0.02
"""By how much of the way each step goes further than the gradient says."""

_HALVINGS = 12
"""How often the change is halved in the end, to find the least part of it that is enough."""


@dataclass(frozen=True, eq=False)
class Counterfactual:
    """An image and the nearest one found that is read as another digit.

    Attributes
    ----------
    image, changed : ndarray of float32, shape (784,), 0 to 1
    target : int
        The other digit.
    found : bool
        Whether the changed image is read as the target.
    """

    image: NDArray[np.float32]
    changed: NDArray[np.float32]
    target: int
    found: bool

    @property
    def distance(self) -> float:
        """Euclidean length of the change, in pixels of full ink."""
        return float(np.linalg.norm(self.changed - self.image))

    def between(self, count: int) -> NDArray[np.float32]:
        """Return `count` images on the straight way from the image to the changed one, both included; (count, 784)."""
        shares = np.linspace(0, 1, count, dtype=np.float32)[:, None]
        return self.image + shares * (self.changed - self.image)


def smallest_change(network: NeuralNetwork, image: NDArray[Any], target: int) -> Counterfactual:
    r"""Find a small change of an image that makes a network read it as another digit.

    With f = z_target - max of the other logits, each step adds the shortest change that brings the linear
    approximation of f to 0,

        δ = |f| ∇f / ‖∇f‖²,

    over the pixels that may still move that way. Once the target is read, the whole change is shortened as far as the
    answer stays.

    Parameters
    ----------
    network : NeuralNetwork
        It is copied and never changes.
    image : array of shape (784,)
        uint8 pixels of 0 to 255, or floating-point ones of 0 to 1.
    target : int, 0 to 9

    Returns
    -------
    Counterfactual
        Not found where the network has no slope to follow, as where all units are silent.

    References
    ----------
    S. Moosavi-Dezfooli, A. Fawzi and P. Frossard, "DeepFool: a simple and accurate method to fool deep neural
    networks", CVPR 2016.
    """
    classes = network.layer_sizes[-1]
    if target not in range(classes):
        raise ConfigurationError(f"target must be a whole number from 0 to {classes - 1}, got {target!r}")
    pixels = network.as_input(image)
    if len(pixels) != 1:
        raise ConfigurationError(f"image must be one image of shape ({network.layer_sizes[0]},), got {image.shape}")
    start = pixels[0].astype(np.float64)
    changed = start.copy()
    for _ in range(_MOST_STEPS):
        rival, lead = _rival(network, changed, target)
        if lead > 0:
            return _result(network, start, changed, target)
        score = np.zeros(classes)
        score[target], score[rival] = 1, -1
        slope = score_gradients(network, changed, score)[0].astype(np.float64)
        slope[(slope < 0) & (changed <= 0) | (slope > 0) & (changed >= 1)] = 0
        if not slope.any():
            break
        step = (abs(lead) + 1e-3) / (slope @ slope) * slope
        changed = np.clip(changed + (1 + _BEYOND) * step, 0, 1)
    found = _rival(network, changed, target)[1] > 0
    return Counterfactual(start.astype(np.float32), changed.astype(np.float32), target, found)


def _rival(network: NeuralNetwork, image: NDArray[np.float64], target: int) -> tuple[int, float]:
    """Return the strongest other digit, and how far the target's logit is above its."""
    logits = network.predict_logits(image)[0].astype(np.float64)
    others = logits.copy()
    others[target] = -np.inf
    rival = int(others.argmax())
    return rival, float(logits[target] - logits[rival])


def _result(
    network: NeuralNetwork, start: NDArray[np.float64], changed: NDArray[np.float64], target: int
) -> Counterfactual:
    """Return the least part of the change that is enough."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _rival(network, start + middle * (changed - start), target)[1] > 0:
            high = middle
        else:
            low = middle
    enough = (start + high * (changed - start)).astype(np.float32)
    if _rival(network, enough.astype(np.float64), target)[1] <= 0:
        enough = changed.astype(np.float32)
    return Counterfactual(start.astype(np.float32), enough, target, True)
