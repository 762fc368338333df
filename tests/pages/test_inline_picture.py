"""A picture inside its own address."""

import base64
import io

import numpy as np
from PIL import Image

from pages.components.inline_picture import inline_picture


def test_inline_picture_holds_every_pixel():
    pixels = np.random.default_rng(0).integers(0, 256, (31, 28, 3), dtype=np.uint8)
    kind, content = inline_picture(Image.fromarray(pixels)).split(",")
    assert kind == "data:image/png;base64"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(content)))), pixels)
