"""Small pictures that travel with the page itself.

Streamlit serves a picture as a file that it forgets as soon as the page no longer shows it; a browser that asks a
moment later finds nothing. A digit is a few kilobytes, so it goes along inside its address, pixel for pixel.
"""

import base64
import io
from typing import Any

from PIL import Image


def inline_picture(picture: Image.Image, **options: Any) -> str:
    """Return an address that holds the whole picture, as PNG (RFC 2397), written with these options of Pillow's."""
    content = io.BytesIO()
    picture.save(content, "PNG", **options)
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"
