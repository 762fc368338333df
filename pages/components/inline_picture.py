"""Small pictures that travel with the page itself.

Streamlit serves a picture as a file that it forgets as soon as the page no longer shows it; a browser that asks a
moment later finds nothing. A digit is a few kilobytes, so it goes along inside its address, pixel for pixel.
"""

import base64
import io
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOR, AGAINST = (43, 120, 212), (224, 122, 31)
"""Blue speaks for, orange against, as on Inside."""

ENLARGED = 20 * 28
"""Pixels of a digit's picture; a whole number for each of the network's, so that all are equal."""


def inline_picture(picture: Image.Image, **options: Any) -> str:
    """Return an address that holds the whole picture, as PNG (RFC 2397), written with these options of Pillow's."""
    content = io.BytesIO()
    picture.save(content, "PNG", **options)
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def pixelated(seen: NDArray[np.floating], side: int = ENLARGED) -> str:
    """Return the address of the pixels, enlarged so that each stays a square, sharp on a fine screen.

    Parameters
    ----------
    seen : ndarray of shape (pixels,), 0 to 1
        A square image, such as one of 28 × 28.
    side : int
        Of the picture, pixels; it is made a whole multiple of the image's.
    """
    pixels = isqrt(seen.size)
    grey = (np.clip(seen, 0, 1) * 255).round().astype(np.uint8).reshape(pixels, pixels)
    return inline_picture(_enlarged(Image.fromarray(grey), side))


def coloured(values: NDArray[np.floating], side: int = 12 * 28) -> str:
    """Return the address of a picture of one number for each pixel, blue above 0 and orange below, white at 0."""
    share = np.clip(values / max(float(np.abs(values).max()), 1e-12), -1, 1)
    share = share.reshape(isqrt(values.size), -1, 1)
    colour = np.where(share > 0, np.array(FOR), np.array(AGAINST))
    picture = (255 + np.sqrt(np.abs(share)) * (colour - 255)).round().astype(np.uint8)
    return inline_picture(_enlarged(Image.fromarray(picture), side))


def _enlarged(picture: Image.Image, side: int) -> Image.Image:
    """Return a square picture so large, or a little smaller, that all its pixels stay equal squares."""
    size = max(side // picture.width, 1) * picture.width
    return picture.resize((size, size), Image.Resampling.NEAREST)
