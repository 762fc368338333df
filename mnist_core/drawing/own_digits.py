"""One's own digits as a file: a zip of PNG pictures, and `labels.csv` that says which digit each one is.

A picture viewer, a spreadsheet and any other program can read it. It may also come from elsewhere, so everything in it
is doubted: how large it is packed and unpacked, how many pictures there are, what the table says.
"""

import csv
import io
import zipfile

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import CLASSES, PIXELS, SIDE
from mnist_core.drawing.picture import read_picture
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.errors import UNPACKING_ERRORS, DrawingError

MAX_DIGITS = 500
MAX_FILE_BYTES = 20_000_000
MAX_PICTURE_BYTES = 2_000_000
MAX_TABLE_BYTES = 100_000
TABLE = "labels.csv"
COLUMNS = ("file", "label")


def pack_digits(digits: ImageSet) -> bytes:
    """Return digits as a zip file: `0001.png`, 28 × 28 pixels of grey, and so on, and `labels.csv`."""
    content, table = io.BytesIO(), io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(COLUMNS)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (image, label) in enumerate(zip(digits.images, digits.labels, strict=True), start=1):
            picture = io.BytesIO()
            Image.fromarray(image.reshape(SIDE, SIDE)).save(picture, "PNG")
            archive.writestr(f"{number:04d}.png", picture.getvalue())
            rows.writerow([f"{number:04d}.png", int(label)])
        archive.writestr(TABLE, table.getvalue())
    return content.getvalue()


def unpack_digits(content: bytes) -> ImageSet:
    """Read digits from a zip file of unknown origin.

    Parameters
    ----------
    content : bytes
        At most 20 MB, with `labels.csv` of the columns file and label, and at most 500 pictures. Grey ones of 28 × 28
        pixels are taken as they are; any other is read as a drawing or a photograph of one digit.

    Returns
    -------
    ImageSet
        In the order of the table.

    Raises
    ------
    DrawingError
        If anything does not fit; the message is one sentence.
    """
    if len(content) > MAX_FILE_BYTES:
        raise DrawingError(
            f"the file of digits must be at most {MAX_FILE_BYTES // 10**6} MB, got {len(content):,} bytes"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows = _table(_read(archive, TABLE, MAX_TABLE_BYTES))
            images = [_image(_read(archive, name, MAX_PICTURE_BYTES), name) for name, _ in rows]
    except UNPACKING_ERRORS as error:
        if isinstance(error, DrawingError):
            raise
        raise DrawingError(
            "the file of digits is no zip file that can be read; choose one that this program exported"
        ) from error
    pixels = np.stack(images) if images else np.empty((0, PIXELS), np.uint8)
    return ImageSet(pixels, np.array([label for _, label in rows], np.uint8))


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a member of the archive, without unpacking more than the limit."""
    try:
        with archive.open(name) as member:
            data = member.read(limit + 1)
    except KeyError:
        raise DrawingError(f"the file of digits must hold {name[:60]!r}, and does not") from None
    if len(data) > limit:
        raise DrawingError(f"{name[:60]!r} in the file of digits must be at most {limit:,} bytes, got more")
    return data


def _table(data: bytes) -> list[tuple[str, int]]:
    """Return the names and labels in the table."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DrawingError(f"{TABLE} in the file of digits must be a table of comma-separated text") from error
    rows = [row for row in rows if row]
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != COLUMNS:
        raise DrawingError(f"{TABLE} in the file of digits must begin with the line {','.join(COLUMNS)}")
    if len(rows) - 1 > MAX_DIGITS:
        raise DrawingError(f"the file of digits must hold at most {MAX_DIGITS} digits, got {len(rows) - 1:,}")
    return [_named_label(row) for row in rows[1:]]


def _named_label(row: list[str]) -> tuple[str, int]:
    """Return a row's file name and digit."""
    if len(row) != len(COLUMNS):
        raise DrawingError(f"every line of {TABLE} must have a file and a label, got {','.join(row)[:60]!r}")
    name, label = row[0], row[1].strip()
    if label not in {str(digit) for digit in range(CLASSES)}:
        raise DrawingError(f"the label of {name[:60]!r} must be a digit from 0 to 9, got {label[:60]!r}")
    return name, int(label)


def _image(content: bytes, name: str) -> NDArray[np.uint8]:
    """Return a picture as the network sees it, shape (784,)."""
    try:
        picture = read_picture(content)
    except DrawingError as error:
        raise DrawingError(f"{name[:60]!r} in the file of digits: {error}") from error
    if (
        picture.shape == (SIDE, SIDE, 4)
        and (picture[..., 3] == 255).all()
        and not np.ptp(picture[..., :3], axis=2).any()
    ):
        return picture[..., 0].reshape(PIXELS).copy()
    seen = prepare_drawing(picture)
    if seen is None:
        raise DrawingError(f"{name[:60]!r} in the file of digits shows no digit")
    return np.rint(seen * 255).astype(np.uint8)
