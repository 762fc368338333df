"""Layers stand in their order, each under its name."""

from mnist_core.nn.architecture import build_layers


def names(sizes, **options):
    return [layer.name for layer in build_layers(sizes, **({"activation": "relu", "batch_norm": False} | options))]


def test_an_activation_and_dropout_follow_each_dense_layer_but_the_last():
    assert names((6, 5, 4, 3)) == ["dense1", "relu1", "dropout1", "dense2", "relu2", "dropout2", "dense3"]


def test_batch_norm_comes_before_the_activation():
    assert names((6, 5, 3), activation="tanh", batch_norm=True) == [
        "dense1", "batch_norm1", "tanh1", "dropout1", "dense2",
    ]  # fmt: skip


def test_without_hidden_layers_one_dense_layer_is_left():
    [layer] = build_layers((6, 3), activation="relu", batch_norm=True)

    assert (layer.name, layer.fan_in, layer.fan_out, layer.needs_input_gradient) == ("dense1", 6, 3, False)
