"""A network in the format that other programs run: ONNX, the Open Neural Network Exchange.

Only inference is written: dropout is gone, and BatchNorm is the fixed line that it is outside training. The model
takes what `predict_proba` takes as floating-point numbers and gives what it gives, under the names `images`, `logits`
and `probabilities`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mnist_core.nn.activations import LeakyReLU, ReLU, Sigmoid, Tanh
from mnist_core.nn.layers import BatchNorm, Dense, Dropout, Layer
from mnist_core.nn.network import NeuralNetwork

OPERATOR_SET = 17
"""ONNX's version of the operators; runtimes since 2022 know it."""

FORMAT_VERSION = 8
"""ONNX's version of the file; the lowest that holds these operators, so that old runtimes open it."""

NODES: dict[type[Layer], tuple[str, dict[str, Any]]] = {
    ReLU: ("Relu", {}),
    LeakyReLU: ("LeakyRelu", {"alpha": LeakyReLU.slope}),
    Sigmoid: ("Sigmoid", {}),
    Tanh: ("Tanh", {}),
}
"""ONNX's word for each activation, and its attributes."""


def onnx_bytes(network: NeuralNetwork, *, metadata: Mapping[str, str] | None = None) -> bytes:
    """Return a network as the bytes of an ONNX file.

    Parameters
    ----------
    network : NeuralNetwork
    metadata : mapping of str to str, optional
        What to write beside the weights: a name, the configuration, the test accuracy.

    Returns
    -------
    bytes
        A model whose input `images` is of the network's type and shape (n, pixels), each pixel from 0 to 1, and whose
        outputs `logits` and `probabilities` are of shape (n, classes).
    """
    import onnx

    helper = onnx.helper
    number = onnx.TensorProto.DOUBLE if network.dtype.name == "float64" else onnx.TensorProto.FLOAT
    arrays = {**network.named_parameters(), **network.named_state()}
    arrays["temperature"] = np.array(network.temperature, network.dtype)
    layers = [layer for layer in network.layers if not isinstance(layer, Dropout)]
    names = ["images", *(layer.name for layer in layers[:-1]), "logits"]
    nodes = [_node(helper, layer, *ends) for layer, *ends in zip(layers, names, names[1:], strict=False)]
    nodes.append(helper.make_node("Div", ["logits", "temperature"], ["softened"], name="divide"))
    nodes.append(helper.make_node("Softmax", ["softened"], ["probabilities"], name="softmax", axis=1))
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("images", number, ["n", network.layer_sizes[0]])],
        [
            helper.make_tensor_value_info(name, number, ["n", network.layer_sizes[-1]])
            for name in ("logits", "probabilities")
        ],
        [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPERATOR_SET)],
        ir_version=FORMAT_VERSION,
        producer_name="mnist-from-scratch",
        doc_string="images: rows of pixels from 0 (ground) to 1 (ink). probabilities: one of each class.",
    )
    helper.set_model_props(model, dict(metadata or {}))
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _node(helper: Any, layer: Layer, source: str, target: str) -> Any:
    """Return what a layer does outside training, as one ONNX operation."""
    name = layer.name
    if isinstance(layer, Dense):
        return helper.make_node("Gemm", [source, f"{name}.weight", f"{name}.bias"], [target], name=name)
    if isinstance(layer, BatchNorm):
        learned = [f"{name}.{part}" for part in ("gain", "bias", "mean", "variance")]
        return helper.make_node("BatchNormalization", [source, *learned], [target], name=name, epsilon=layer.epsilon)
    operation, attributes = NODES[type(layer)]
    return helper.make_node(operation, [source], [target], name=name, **attributes)
