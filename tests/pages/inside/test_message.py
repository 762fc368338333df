import json
import struct

import numpy as np

from mnist_core.explanation.trace import trace_image
from mnist_core.nn.network import NeuralNetwork
from pages.components.inside.network_map.message import MapView, encode


def decoded(message: bytes):
    """Return the header and the numbers of each layer, as network_map.js reads them."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    numbers, start, arrays = np.frombuffer(message[4 + length :], "<f4"), 0, []
    for layer in header["layers"]:
        found = {}
        for name in layer["arrays"]:
            found[name] = numbers[start : start + layer["size"]]
            start += layer["size"]
        arrays.append(found)
    assert start == len(numbers)
    return header, arrays


def test_the_browser_gets_the_engines_numbers():
    network = NeuralNetwork((784, 6, 5, 10), batch_norm=True, rng=np.random.default_rng(0))
    trace = trace_image(network, np.random.default_rng(1).random(784, np.float32), 3)
    header, arrays = decoded(encode(MapView(trace, "weights", (1, 2), backward=True, removed=[(1, 4)])))
    assert header["chosen"] == [1, 2]
    assert header["removed"] == ["1-4"]
    assert header["direction"] == "backward"
    np.testing.assert_array_equal(arrays[0]["a"], trace.pixels)
    np.testing.assert_array_equal(arrays[1]["z"], trace.layers[0].z)
    np.testing.assert_array_equal(arrays[1]["normalised"], trace.layers[0].normalised)
    np.testing.assert_array_equal(arrays[2]["grad"], trace.layers[1].grad_z)
    np.testing.assert_array_equal(arrays[3]["a"], trace.probabilities)


def test_a_network_without_hidden_layers_is_two_layers():
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    trace = trace_image(network, np.zeros(784, np.uint8), 3)
    header, _ = decoded(encode(MapView(trace, "weights", (1, 2), backward=False)))
    assert [layer["title"] for layer in header["layers"]] == ["Pixels", "Output"]
