"""The test images that the browser draws from: raw bytes, zipped where it can read that, and kept for ever."""

import numpy as np
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mnist_core.data.mnist import load_mnist
from pages.server.digit_images import digit_images_path, digit_images_route

CLIENT = TestClient(Starlette(routes=[digit_images_route()]))


def test_zipped_or_not_they_are_the_test_images() -> None:
    for encoding in ("gzip", "identity"):
        answer = CLIENT.get(f"/{digit_images_path()}", headers={"Accept-Encoding": encoding})
        assert answer.headers.get("content-encoding", "identity") == encoding
        np.testing.assert_array_equal(np.frombuffer(answer.content, np.uint8), load_mnist().test.images.ravel())
        assert "immutable" in answer.headers["cache-control"]
