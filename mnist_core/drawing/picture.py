"""Decoding the picture files that people send.

A file may be anything: a photograph of fifty million pixels, a drawing with sixteen bits a pixel, a page of text with
the wrong name. Each is either decoded within bounded memory or named as what it is, in one sentence.
"""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_core.errors import DrawingError

MAX_PICTURE_BYTES = 10 * 1024**2
MAX_PICTURE_PIXELS = 20_000_000
PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

_ENOUGH = 1200
"""Pixels of a JPEG's sides; a larger one is decoded at a half, a quarter or an eighth of its size, in less memory."""

_MOST_PIXELS_OF_A_JPEG = 160_000_000

_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def read_picture(content: bytes) -> NDArray[np.uint8]:
    """Decode a picture file that somebody sent.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG, WebP, GIF, BMP or TIFF file of at most 10 MB and 20 million pixels. Of several frames or pages the
        first is read. A larger JPEG, up to 160 million pixels, is read reduced.

    Returns
    -------
    ndarray of uint8, shape (h, w, 4)
        Red, green, blue and opacity, upright as the camera was held.

    Raises
    ------
    DrawingError
        If it is not such a file, too large or damaged.
    """
    if len(content) > MAX_PICTURE_BYTES:
        raise DrawingError(
            f"the picture file is {len(content) / 1024**2:.1f} MB; choose one of at most {MAX_PICTURE_BYTES >> 20} MB"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata; the number of pixels is judged below
            with Image.open(io.BytesIO(content), formats=PICTURE_FORMATS) as image:
                return _decoded(image)
    except DrawingError:
        raise
    except Image.DecompressionBombError:
        raise DrawingError(
            f"the picture has too many pixels; make it smaller than {MAX_PICTURE_PIXELS // 10**6} million pixels"
        ) from None
    except UnidentifiedImageError:
        raise DrawingError(_what_it_is(content)) from None
    except Exception:  # a decoder may raise almost anything on damaged bytes
        raise DrawingError("the picture file is damaged; save it again or choose another") from None


def _decoded(image: Image.Image) -> NDArray[np.uint8]:
    """Return an opened picture's pixels, having looked at its size first."""
    width, height = image.size
    if image.format == "JPEG" and width * height <= _MOST_PIXELS_OF_A_JPEG:
        image.draft(None, (min(width, _ENOUGH), min(height, _ENOUGH)))
    if image.width * image.height > MAX_PICTURE_PIXELS:
        raise DrawingError(
            f"the picture is {width:,} × {height:,} pixels; make it smaller than "
            f"{MAX_PICTURE_PIXELS // 10**6} million pixels"
        )
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode[0] in "IF":  # more than 8 bits a pixel, which `convert` would clip
        upright = Image.fromarray(_eight_bits(np.asarray(upright)))
    if upright.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        upright = upright.convert("RGB")
    return np.asarray(upright.convert("RGBA"))


def _eight_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return grey values in 8 bits; those of fewer bits than their type holds keep their contrast."""
    grey = np.nan_to_num(values.astype(np.float64), nan=0, posinf=0, neginf=0).clip(0)
    top = grey.max()
    if values.dtype.kind == "f" and top <= 1:
        grey *= 255
    elif top >= 256:
        grey /= 2 ** (int(top).bit_length() - 8)
    return grey.astype(np.uint8)


def _what_it_is(content: bytes) -> str:
    """Name a file that is no picture that can be read here."""
    head = content[:1024].lstrip().lower()
    choose = "choose a PNG, JPEG, WebP, GIF, BMP or TIFF file"
    if content[4:8] == b"ftyp":
        if content[8:12] in _HEIC:
            return "this is a HEIC photo, which cannot be read here; save it as JPEG"
        if content[8:12] in (b"avif", b"avis"):
            return "this is an AVIF picture, which cannot be read here; save it as JPEG"
        return f"this is a film, not a picture; {choose}"
    if b"<svg" in head:
        return "this is an SVG drawing, which is not made of pixels; save it as PNG"
    if head.startswith(b"%pdf"):
        return "this is a PDF document, not a picture; save the page as PNG"
    return f"the file is not a picture; {choose}"
