import json

import numpy as np
import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.files.reader_file import folded_layers, reader_bytes
from tests.explanation.random_networks import digit, make


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_folded_layers_give_the_same_logits(dtype):
    network = make(batch_norm=True, activation="tanh", dtype=dtype)
    x = digit() / 255
    for place, (weight, bias) in enumerate(folded_layers(network)):
        x = (np.tanh(x) if place else x) @ weight + bias
    np.testing.assert_allclose(x, network.predict_logits(digit())[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("storage", "size"), [("float32", 4 * 784 * 7), ("int8", 784 * 7)])
def test_bytes_are_a_header_and_aligned_arrays(storage, size):
    network = make()
    network.temperature = 0.5
    content = reader_bytes(network, storage=storage)
    length = int.from_bytes(content[:4], "little")
    assert length % 4 == len(content) % 4 == 0
    header = json.loads(content[4 : 4 + length])
    assert header["layer_sizes"] == [784, 7, 5, 10]
    assert (header["storage"], header["temperature"]) == (storage, 0.5)
    assert size < len(content) - 4 - length < size + 1000


def test_weights_of_one_byte_are_within_half_a_step():
    network = make()
    content = reader_bytes(network, storage="int8")
    start = 4 + int.from_bytes(content[:4], "little")
    whole = np.frombuffer(content, np.int8, 784 * 7, start).reshape(7, 784)
    scales = np.frombuffer(content, "<f4", 7, start + 784 * 7)
    weight = folded_layers(network)[0][0]
    assert (np.abs(whole * scales[:, None] - weight.T) <= 0.501 * scales[:, None]).all()


def test_a_unit_without_weights_stays_without():
    network = make()
    network.named_parameters()["dense1.weight"][:, 3] = 0
    assert b"nan" not in reader_bytes(network, storage="int8")


def test_an_unknown_storage_is_refused():
    with pytest.raises(ConfigurationError, match="storage must be one of"):
        reader_bytes(make(), storage="int4")
