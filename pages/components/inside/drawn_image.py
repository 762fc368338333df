"""A drawn digit as a text that is short enough for an address: its grey values, deflated, in letters and digits."""

import base64
import binascii
import zlib

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.image import PIXELS
from mnist_core.errors import ConfigurationError
from pages.components.inside.address import IMAGE
from pages.components.state import RUN_PARAMETER

PREFIX = "drawn."
_MOST_LETTERS = 2000


def as_text(pixels: NDArray[np.floating]) -> str:
    """Return the text for pixels of 0 to 1; each is rounded to one of 256 grey values."""
    grey = (np.clip(pixels, 0, 1) * 255).round().astype(np.uint8)
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(grey.tobytes(), 9)).decode().rstrip("=")


def inside_address(pixels: NDArray[np.floating], run_id: int) -> dict[str, str]:
    """Return what the address of Inside says to follow these pixels through a run's network."""
    return {RUN_PARAMETER: str(run_id), IMAGE: as_text(pixels)}


def as_pixels(text: str, pixels: int = PIXELS) -> NDArray[np.uint8]:
    """Return the grey values, as many as `pixels`, of a text of unknown origin.

    Raises
    ------
    ConfigurationError
        If it is not one that `as_text` made of an image of this size.
    """
    letters = text.removeprefix(PREFIX)
    try:
        if not text.startswith(PREFIX) or len(letters) > max(2 * pixels, _MOST_LETTERS):
            raise ValueError
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        content = zlib.decompressobj().decompress(packed, pixels + 1)
        if len(content) != pixels:
            raise ValueError
    except (ValueError, binascii.Error, zlib.error) as error:
        raise ConfigurationError(
            "the drawing in this address is damaged, or of another size than this network reads; open it again from "
            "Draw, where it was made"
        ) from error
    return np.frombuffer(content, np.uint8)
