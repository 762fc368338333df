"""Images from picture files sorted into folders by what they show: `7/00012.png`."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from math import isqrt
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.readers.classes import as_classes
from mnist_core.data.readers.reading import Reading, check_side
from mnist_core.errors import DataError

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm"}
MOST_PICTURES = 200_000
MOST_BYTES = 1 << 20
"""Of one picture's file; 28 × 28 pixels take a few hundred."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
_NUMBERED = re.compile(r"(?:class|digit|label|num)[ _-]?([0-9]{1,4})", re.IGNORECASE)
_PARTS = {"", "train", "training", "test", "testing", "tests", "images", "pictures", "data"}
"""Folders that are named after something else than a class."""


def class_of(path: PurePosixPath) -> str | None:
    """Return the class that the folder of a picture names, or None."""
    name = path.parent.name.strip()
    match = _NUMBERED.fullmatch(name)
    return match[1] if match else None if name.lower() in _PARTS else name


def is_picture(path: PurePosixPath) -> bool:
    """Whether a file is called like a picture."""
    return path.suffix.lower() in SUFFIXES


def read_pictures(
    files: Iterable[tuple[PurePosixPath, Callable[[int], bytes]]],
    name: str,
    table: Mapping[PurePosixPath, str] | None = None,
) -> Reading:
    """Read pictures of one size; each file's folder says what it shows, or a table does.

    Parameters
    ----------
    files : iterable of (path, function)
        The function takes a number of bytes and returns no more than these from the file.
    name : str
        What messages call them all.
    table : mapping of PurePosixPath to str, optional
        What each picture shows.

    Raises
    ------
    DataError
        If one is no picture, has another size than the first, or lies in no folder named after a class.
    """
    ordered = sorted(files, key=lambda file: file[0])
    if len(ordered) > MOST_PICTURES:
        raise DataError(f"{name} holds {len(ordered):,} pictures; {MOST_PICTURES:,} are the most")
    images = np.empty((len(ordered), 0), np.uint8)
    labels = []
    for place, (path, read) in enumerate(ordered):
        shown = class_of(path) if table is None else table[path]
        if shown is None:
            raise DataError(f"{name}: {path} lies in no folder named after its class, such as 7/{path.name}")
        content = read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise DataError(f"{name}: {path} is larger than {MOST_BYTES >> 20} MB; make it 28 × 28 pixels")
        pixels = decode(content, f"{name}: {path}")
        if not place:
            images = np.empty((len(ordered), len(pixels)), np.uint8)
        elif len(pixels) != images.shape[1]:
            own, side = isqrt(len(pixels)), isqrt(images.shape[1])
            raise DataError(
                f"{name}: {path} holds images of {own} × {own} pixels; they must be {side} × {side}, as those before it"
            )
        images[place] = pixels
        labels.append(shown)
    if table is None and len(set(labels)) < 2 and not all(label.isdigit() for label in labels):
        raise DataError(f"{name} holds pictures in one folder only; sort them into a folder for each class")
    account = {"format": "pictures in folders" if table is None else "pictures and a table", "pixels": "0 to 255"}
    return Reading(images, *as_classes(np.array(labels), name), account=account)


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Return the grey pixels of a square picture file, row by row.

    Raises
    ------
    DataError
        If it is no picture, or not square, or its side is not from 8 to 64 pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            check_side(picture.height, picture.width, name)
            if picture.mode in ("I;16", "I;16B", "I", "F"):
                return _deep(np.asarray(picture), name)
            if picture.has_transparency_data:
                coloured = picture.convert("RGBA")
                if np.asarray(coloured)[..., 3].min() < 255:
                    raise DataError(f"{name} is partly transparent; save it without transparency")
                picture = coloured.convert("RGB")  # type: ignore[assignment]
            return np.asarray(picture.convert("L")).reshape(-1)
    except DataError:
        raise
    except Exception:  # Pillow's readers let through whatever a damaged file brings about
        raise DataError(f"{name} is not a picture, or is damaged") from None


def _deep(values: NDArray[np.generic], name: str) -> NDArray[np.uint8]:
    """Return pixels of 16 bits and more as bytes."""
    high = values.max().item()
    if values.min().item() < 0 or high > 65535:
        raise DataError(f"{name} has pixels outside 0 to 65,535; save it as 8-bit grey")
    scale = 255 if high <= 1 else 1 if high <= 255 else 1 / 257
    return np.rint(values.astype(np.float64) * scale).astype(np.uint8).reshape(-1)
