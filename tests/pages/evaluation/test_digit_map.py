import json
import struct

import numpy as np

from pages.components.evaluation.digit_map import MapView, encode
from pages.server.digit_images import digit_images_path


def test_a_view_is_packed_as_the_browser_unpacks_it():
    maps = [np.array([[0, 0.5], [-1, 1], [2, 0]]), np.zeros((3, 2))]
    labels, predicted = np.array([1, 2, 3], np.uint8), np.array([1, 2, 4], np.uint8)
    content = encode(MapView("k", ["Pixels", "Logits"], maps, labels, predicted, [np.ones(2), np.zeros(2)]))
    (length,) = struct.unpack_from("<I", content)
    header = json.loads(content[4 : 4 + length])
    assert (header["count"], header["layers"], header["own"]) == (3, ["Pixels", "Logits"], [[1, 1], [0, 0]])
    assert header["pictures"] == digit_images_path()
    coordinates = np.frombuffer(content, "<i2", 12, 4 + length).reshape(2, 3, 2)
    np.testing.assert_array_equal(coordinates[0], [[0, 16384], [-32767, 32767], [32767, 0]])
    assert content[-6:] == bytes([1, 2, 3, 1, 2, 4])
