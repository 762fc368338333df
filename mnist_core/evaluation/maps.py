"""The images as points on a plane, layer by layer: how a network pulls the digits apart.

Each layer turns an image into a list of numbers, a point in a space of many dimensions. Principal components show
that space from where it is widest and keep its distances; t-SNE keeps neighbours together and tears the rest apart.
Each layer's map is turned to lie as well as it can on the one before, so that one sees the digits move, not the map.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from mnist_core.errors import ConfigurationError
from mnist_core.nn.network import NeuralNetwork

NEIGHBOURS = 10
"""Images whose places decide where a new one lies on a map that knows no rule."""


@dataclass(frozen=True, eq=False)
class PrincipalMap:
    """A plane through a layer's space.

    Attributes
    ----------
    mean : ndarray of shape (units,)
    axes : ndarray of shape (units, 2)
        Orthonormal.
    scale : float
        What the coordinates are divided by, so that the map is about 1 wide.
    """

    mean: NDArray[np.floating[Any]]
    axes: NDArray[np.floating[Any]]
    scale: float

    def place(self, points: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Return where points (n, units) lie, shape (n, 2)."""
        places: NDArray[np.float32] = ((points - self.mean) @ self.axes / self.scale).astype(np.float32)
        return places


def layer_names(network: NeuralNetwork) -> list[str]:
    """Return what each layer is called: the pixels, the hidden layers, the logits."""
    hidden = len(network.layer_sizes) - 2
    return ["Pixels", *(f"Hidden {number + 1}" for number in range(hidden)), "Logits"]


def layer_outputs(network: NeuralNetwork, images: NDArray[Any]) -> list[NDArray[np.floating[Any]]]:
    """Return what each layer makes of images, arrays of shape (n, units), as `layer_names` calls them."""
    pixels = network.as_input(images)
    return [pixels, *network.hidden_activations(images), network.predict_logits(images)]


def principal_maps(outputs: Sequence[NDArray[np.floating[Any]]]) -> list[PrincipalMap]:
    """Return the plane of each layer's first two principal components, each turned towards the one before."""
    from sklearn.decomposition import PCA

    maps: list[PrincipalMap] = []
    before: NDArray[np.float32] | None = None
    for points in outputs:
        if len(points) < 2:
            raise ConfigurationError(f"a map needs at least 2 images, got {len(points)}")
        mean = points.mean(axis=0)
        axes = np.zeros((points.shape[1], 2), points.dtype)
        if np.any(points != points[0]):  # scikit-learn divides by the variance
            found = PCA(min(2, *points.shape), svd_solver="covariance_eigh").fit(points).components_
            axes[:, : len(found)] = found.T
        flat = PrincipalMap(mean, axes, max(float(np.abs((points - mean) @ axes).max()), 1e-12))
        if before is not None:
            turn, _ = orthogonal_procrustes(flat.place(points), before)
            flat = PrincipalMap(mean, axes @ turn, flat.scale)
        before = flat.place(points)
        maps.append(flat)
    return maps


def neighbour_maps(
    outputs: Sequence[NDArray[np.floating[Any]]], *, perplexity: float = 30.0
) -> Iterator[NDArray[np.float32]]:
    """Yield each layer's t-SNE map, shape (n, 2), begun from the one before so that points keep their places.

    References
    ----------
    L. van der Maaten, G. Hinton, "Visualizing data using t-SNE", JMLR 9 (2008), 2579–2605.
    """
    from sklearn.manifold import TSNE

    start: Any = principal_maps(outputs[:1])[0].place(outputs[0])
    for points in outputs:
        spread = np.asarray(start, np.float32) / max(float(np.std(start[:, 0])), 1e-12) * np.float32(1e-4)
        few = min(perplexity, max(1.0, (len(points) - 1) / 3))
        found = TSNE(perplexity=few, init=spread, random_state=0).fit_transform(points)
        found = (found - found.mean(axis=0)) / max(float(np.abs(found - found.mean(axis=0)).max()), 1e-12)
        turn, _ = orthogonal_procrustes(found, start)
        start = found @ turn
        yield start.astype(np.float32)


def place_by_neighbours(
    point: NDArray[np.floating[Any]], points: NDArray[np.floating[Any]], coordinates: NDArray[np.floating[Any]]
) -> NDArray[np.float32]:
    """Return where a new point lies: the mean of its nearest neighbours' places, the nearer the heavier.

    Parameters
    ----------
    point : ndarray of shape (units,)
    points : ndarray of shape (n, units)
        Those that are on the map.
    coordinates : ndarray of shape (n, 2)
        Where they lie.
    """
    distances = np.linalg.norm(points - point, axis=1)
    nearest = np.argsort(distances, kind="stable")[:NEIGHBOURS]
    weights = 1 / np.maximum(distances[nearest], 1e-6) ** 2
    place: NDArray[np.float32] = (weights @ coordinates[nearest] / weights.sum()).astype(np.float32)
    return place
