"""Small pictures that travel with the page itself.

Streamlit serves a picture as a file that it forgets as soon as the page no longer shows it; a browser that asks a
moment later finds nothing. A digit is a few kilobytes, so it goes along inside its address, pixel for pixel.
"""

import base64
import io
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
    """Return the address of the 28 × 28 pixels, enlarged so that each stays a square, sharp on a fine screen.

    Parameters
    ----------
    seen : ndarray of shape (784,), 0 to 1
    side : int
        Of the picture, pixels: a whole multiple of 28.
    """
    grey = (np.clip(seen, 0, 1) * 255).round().astype(np.uint8).reshape(28, 28)
    return inline_picture(Image.fromarray(grey).resize((side, side), Image.Resampling.NEAREST))


def coloured(values: NDArray[np.floating], side: int = 12 * 28) -> str:
    """Return the address of a picture of 784 numbers, blue above 0 and orange below, white at 0."""
    share = np.clip(values / max(float(np.abs(values).max()), 1e-12), -1, 1).reshape(28, 28, 1)
    colour = np.where(share > 0, np.array(FOR), np.array(AGAINST))
    picture = (255 + np.sqrt(np.abs(share)) * (colour - 255)).round().astype(np.uint8)
    return inline_picture(Image.fromarray(picture).resize((side, side), Image.Resampling.NEAREST))
