"""What ONNX's own runtime answers is what the engine answers."""

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.small_digits import load_small_digits
from mnist_core.export.onnx_model import onnx_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import load_pretrained
from tests.explanation.random_networks import networks


def answers(model: bytes, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return logits and probabilities as ONNX's runtime computes them."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    logits, probabilities = session.run(["logits", "probabilities"], {"images": images})
    return logits, probabilities


@given(networks, st.sampled_from((1.0, 0.6, 2.5)))
@settings(max_examples=40)
def test_any_network_answers_the_same_there(network: NeuralNetwork, temperature: float) -> None:
    network.temperature = temperature
    images = np.random.default_rng(1).random((7, network.layer_sizes[0])).astype(network.dtype)
    logits, probabilities = answers(onnx_bytes(network), images)
    # ONNX writes the leaky slope in float32, so float64 agrees to its precision only.
    tolerance = {"float32": 2e-5, "float64": 1e-7}[network.dtype.name]
    np.testing.assert_allclose(logits, network.predict_logits(images), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(probabilities, network.predict_proba(images), rtol=tolerance, atol=tolerance)


def test_the_shipped_network_reads_the_same_digits_there(test_images: np.ndarray) -> None:
    network = load_pretrained()
    images = (test_images / np.float32(255)).astype(np.float32)
    _, probabilities = answers(onnx_bytes(network), images)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), network.predict(test_images))


def test_a_network_of_small_digits_answers_the_same_there() -> None:
    images = load_small_digits().test.images
    network = NeuralNetwork((64, 5, 10), rng=np.random.default_rng(0))
    _, probabilities = answers(onnx_bytes(network), (images / np.float32(255)).astype(np.float32))
    np.testing.assert_allclose(probabilities, network.predict_proba(images), rtol=2e-5, atol=2e-6)


def test_what_is_said_beside_the_weights_is_kept() -> None:
    network = NeuralNetwork((784, 5, 10), rng=np.random.default_rng(0))
    session = onnxruntime.InferenceSession(onnx_bytes(network, metadata={"name": "first"}))
    assert session.get_modelmeta().custom_metadata_map == {"name": "first"}
    assert [(item.name, item.shape) for item in session.get_inputs()] == [("images", ["n", 784])]


@pytest.fixture(scope="module")
def test_images() -> np.ndarray:
    """Return 500 test images."""
    from mnist_core.data.mnist import load_mnist

    return load_mnist().test.images[:500]
