"""From a picture to the ink in it.

A canvas tells ink from paper exactly: its background is one colour, or transparent. A photograph does not: paper is
uneven, shadows fall on it, and every pixel is noisy. Both end here as one array that says how much ink lies on each
pixel, whatever the colours of pen and paper were.
"""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from scipy import ndimage

from mnist_core.errors import DrawingError

MAX_PICTURE_BYTES = 10 * 1024**2
MAX_PICTURE_PIXELS = 20_000_000
PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_LONGEST_SIDE = 400
"""Pictures with more pixels along a side are reduced to this many: MNIST needs 20."""

_LEAST_CONTRAST = 8 / 255
"""On a background of one colour, less than this is no ink."""

_LEAST_DARKNESS = 0.08
"""On photographed paper, ink takes away at least this share of the light …"""

_NOISE_FACTOR = 4
"""… and stands out by this many times the noise; that of blank paper reaches about twice its median."""


def read_picture(content: bytes) -> NDArray[np.uint8]:
    """Decode a picture file that somebody sent.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG, WebP, GIF (its first frame) or BMP file of at most 10 MB and 20 million pixels.

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
        with Image.open(io.BytesIO(content), formats=PICTURE_FORMATS) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise DrawingError(
                    f"the picture is {image.width:,} × {image.height:,} pixels; make it smaller than "
                    f"{MAX_PICTURE_PIXELS // 10**6} million pixels"
                )
            image.load()
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # 16 bits a pixel, which `convert` would clip
                upright = Image.fromarray((np.asarray(upright).astype(np.int64) >> 8).astype(np.uint8))
            return np.asarray(upright.convert("RGBA"))
    except DrawingError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DrawingError(
            f"the picture has too many pixels; make it smaller than {MAX_PICTURE_PIXELS // 10**6} million pixels"
        ) from None
    except UnidentifiedImageError:
        raise DrawingError("the file is not a picture; choose a PNG, JPEG, WebP, GIF or BMP file") from None
    except Exception:  # a decoder may raise almost anything on damaged bytes
        raise DrawingError("the picture file is damaged; save it again or choose another") from None


def find_ink(picture: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """Tell ink from paper.

    Parameters
    ----------
    picture : ndarray of uint8, shape (h, w), (h, w, 3) or (h, w, 4)
        Any ink on any background: a transparent one, one colour, or photographed paper or board.

    Returns
    -------
    ndarray of float64, shape (h', w'), or None
        Share of ink on each pixel, 0 to 1, its maximum 1, large pictures reduced; None where nothing is drawn.

    Raises
    ------
    DrawingError
        If the array is not such a picture.
    """
    if (
        picture.dtype != np.uint8
        or picture.ndim not in (2, 3)
        or (picture.ndim == 3 and picture.shape[2] not in (3, 4))
    ):
        raise DrawingError(
            f"picture must be uint8 of shape (h, w), (h, w, 3) or (h, w, 4), got {picture.dtype} of {picture.shape}"
        )
    if picture.size == 0:
        return None
    colours = np.atleast_3d(_reduced(picture)).astype(np.float64) / 255  # (h, w, channels)
    if colours.shape[2] == 4:
        opacity = colours[..., 3]
        if np.median(_border(opacity)) < 0.5:
            return _normalised(opacity)
        colours = colours[..., :3] * opacity[..., None] + (1 - opacity[..., None])
    paper = np.median(_border(colours), axis=0)
    distance = np.abs(colours - paper).max(axis=2)
    plain = distance < 1 / 512
    if plain.mean() > 0.25 and _border(plain).mean() > 0.5:
        return _normalised(distance)
    return _photographed_ink(colours)


def _reduced(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture, by area averaging no larger than need be."""
    factor = -(-max(picture.shape[:2]) // _LONGEST_SIDE)
    return picture if factor == 1 else np.asarray(Image.fromarray(picture).reduce(factor))


def _border(array: NDArray[Any]) -> NDArray[Any]:
    """Return the outermost pixels, shape (n,) or (n, channels)."""
    return np.concatenate([array[0], array[-1], array[1:-1, 0], array[1:-1, -1]])


def _normalised(ink: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the ink with its maximum 1, so that a faint pen counts like a bold one; None if there is none."""
    peak = ink.max()
    return ink / peak if peak >= _LEAST_CONTRAST else None


def _photographed_ink(colours: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Tell ink from uneven, noisy paper."""
    side = max(colours.shape[:2])
    smooth = ndimage.gaussian_filter(colours, (side / _LONGEST_SIDE, side / _LONGEST_SIDE, 0))
    light = _light(smooth)
    darkest, lightest = np.max(light - smooth), np.max(smooth - light)
    if lightest > (1.5 if np.median(light) > 0.5 else 1 / 1.5) * darkest:
        smooth = 1 - smooth  # chalk on a board: make it dark on light as well
        light = _light(smooth)
    even = smooth / light
    # Closing fills whatever is dark and narrower than a third of the picture: what remains is paper, shadows and all.
    window = max(3, side // 3)
    paper = ndimage.grey_closing(even, size=(window, window, 1), mode="nearest")
    darkness = (1 - even / paper).max(axis=2)
    marks = np.where(darkness > max(_LEAST_DARKNESS, _NOISE_FACTOR * np.median(darkness)), darkness, 0)
    if not marks.any():
        return None
    # MNIST was scanned in black and white before it was reduced; a short ramp keeps edges from being jagged.
    return _main_blots(np.clip((darkness / _main_blots(marks).max() - 0.4) / 0.2, 0, 1))


def _light(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how bright the paper would be without the ink, shape (h, w, channels): a smooth surface.

    The quadratic in both coordinates with the least sum of absolute differences, which, unlike that of squares, passes
    through the paper and ignores the smaller part that is ink. Found by least squares weighted with the inverse of the
    last round's differences.
    """
    height, width = colours.shape[:2]
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=2)  # (h, w, 6)
    coarse = slice(None, None, max(1, min(height, width) // 40))
    samples, values = terms[coarse, coarse].reshape(-1, 6), colours[coarse, coarse].reshape(-1, colours.shape[2])
    weights = np.ones(len(samples))
    for _ in range(20):
        root = np.sqrt(weights)[:, None]
        coefficients, *_ = np.linalg.lstsq(root * samples, root * values, rcond=None)  # (6, channels)
        weights = 1 / np.maximum(np.abs(samples @ coefficients - values).sum(axis=1), 1e-3)
    surface: NDArray[np.float64] = np.maximum(terms @ coefficients, 0.05)
    return surface


def _main_blots(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    """Remove specks, and what reaches in from outside the picture unless it is the digit itself."""
    blots, count = ndimage.label(ink > 0, structure=np.ones((3, 3)))
    areas = np.bincount(blots.ravel(), weights=ink.ravel(), minlength=count + 1)
    areas[0] = 0
    inside = areas.copy()
    inside[np.unique(_border(blots))] = 0
    if inside.max() > areas.max() / 10:
        areas = inside
    return np.where((areas >= areas.max() / 50)[blots], ink, 0)
