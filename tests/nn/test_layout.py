"""Named arrays fill a flat vector without gap or overlap, weights first."""

import numpy as np

from mnist_core.nn.architecture import build_layers
from mnist_core.nn.layout import Layout, parameter_layout, state_layout


def test_arrays_lie_one_after_the_other_the_first_ones_first():
    layout = Layout({"a.bias": (2,), "a.weight": (2, 2), "b.weight": (1, 3)}, first={"a.weight", "b.weight"})
    views = layout.views(np.arange(9))

    assert (layout.size, layout.first_size) == (9, 7)
    assert {name: view.tolist() for name, view in views.items()} == {
        "a.bias": [7, 8],
        "a.weight": [[0, 1], [2, 3]],
        "b.weight": [[4, 5, 6]],
    }


def test_views_by_layer_are_the_same_views():
    layout, vector = Layout({"a.weight": (2, 2), "a.bias": (2,), "b.weight": (1, 3)}), np.zeros(9)

    layout.by_layer(vector)["a"]["bias"][...] = 5

    assert layout.views(vector)["a.bias"].tolist() == [5, 5]
    assert layout.by_layer(vector)["relu1"] == {}


def test_parameters_and_state_of_layers():
    layers = build_layers((6, 5, 4, 3), activation="relu", batch_norm=True)

    parameters, state = parameter_layout(layers), state_layout(layers)

    assert parameters.first_size == 6 * 5 + 5 * 4 + 4 * 3
    assert parameters.size == parameters.first_size + (5 + 4 + 3) + 2 * (5 + 4)
    assert state.size == 2 * (5 + 4)
