import numpy as np
import pytest
from sklearn.decomposition import PCA

from mnist_core.errors import ConfigurationError
from mnist_core.evaluation.maps import (
    layer_names,
    layer_outputs,
    neighbour_maps,
    place_by_neighbours,
    principal_maps,
)
from tests.explanation.random_networks import make

RNG = np.random.default_rng(0)
IMAGES = (RNG.random((120, 3)) * [120, 80, 40] @ RNG.random((3, 784))).astype(np.uint8)
"""Images that differ much in one way, less in a second, and little in a third."""


def test_layers_are_named_and_put_out():
    network = make((7, 5))
    assert layer_names(network) == ["Pixels", "Hidden 1", "Hidden 2", "Logits"]
    assert [points.shape for points in layer_outputs(network, IMAGES)] == [(120, 784), (120, 7), (120, 5), (120, 10)]


def test_plane_is_that_of_the_principal_components_up_to_a_turn():
    outputs = layer_outputs(make((7, 5)), IMAGES)
    for plane, points in zip(principal_maps(outputs), outputs, strict=True):
        ours = plane.place(points) * plane.scale
        theirs = PCA(2).fit_transform(points)
        distances = [np.linalg.norm(each[:, None] - each[None], axis=2) for each in (ours, theirs)]
        np.testing.assert_allclose(*distances, atol=2e-3 * distances[0].max())


def test_each_plane_is_turned_towards_the_one_before():
    points = np.random.default_rng(1).normal(size=(50, 2)) * [3, 1]
    turned = points @ np.array([[0, 1], [-1, 0]])
    first, second = (
        plane.place(each) for plane, each in zip(principal_maps([points, turned]), (points, turned), strict=True)
    )
    np.testing.assert_allclose(first, second, atol=1e-5)


def test_neighbours_stay_together():
    rng = np.random.default_rng(2)
    kinds = np.repeat([0, 1, 2], 20)
    points = rng.normal(size=(60, 30)) + 12 * np.eye(30)[kinds]
    (found,) = neighbour_maps([points])
    assert found.shape == (60, 2)
    centres = np.array([found[kinds == kind].mean(axis=0) for kind in range(3)])
    assert (np.linalg.norm(found[:, None] - centres[None], axis=2).argmin(axis=1) == kinds).all()
    place = place_by_neighbours(points[5] + 0.01, points, found)
    assert np.linalg.norm(centres - place, axis=1).argmin() == 0


def test_equal_images_lie_at_one_place():
    outputs = [np.ones((5, 4))]
    assert not principal_maps(outputs)[0].place(outputs[0]).any()


def test_a_map_of_one_image_is_refused():
    with pytest.raises(ConfigurationError, match="at least 2 images"):
        principal_maps([np.ones((1, 4))])
