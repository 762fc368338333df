"""A file of one's own digits comes back as it was, and one from elsewhere is doubted in every part."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from mnist_core.data.dataset import ImageSet
from mnist_core.drawing.own_digits import MAX_DIGITS, MAX_PICTURE_BYTES, TABLE, pack_digits, unpack_digits
from mnist_core.errors import DrawingError


def some_digits(count: int) -> ImageSet:
    """Return noise with labels."""
    rng = np.random.default_rng(count)
    return ImageSet(rng.integers(0, 256, (count, 784)).astype(np.uint8), rng.integers(0, 10, count).astype(np.uint8))


def packed(table: str, **pictures: bytes) -> bytes:
    """Return a zip file of a table and pictures, `a` as `a.png`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TABLE, table)
        for name, data in pictures.items():
            archive.writestr(f"{name}.png", data)
    return content.getvalue()


def png(picture: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("count", [0, 1, 30])
def test_digits_come_back_as_they_were(count: int) -> None:
    digits = some_digits(count)
    again = unpack_digits(pack_digits(digits))
    np.testing.assert_array_equal(again.images, digits.images)
    np.testing.assert_array_equal(again.labels, digits.labels)


def test_larger_picture_is_placed_as_a_drawing_is() -> None:
    sheet = np.zeros((100, 120), np.uint8)
    sheet[20:80, 30:40] = 255
    image = unpack_digits(packed("file,label\na.png,1\n", a=png(sheet))).images[0].reshape(28, 28)
    assert np.ptp(np.flatnonzero(image.any(axis=1))) + 1 in (20, 21)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("name,digit\na.png,1\n", "must begin with the line file,label"),
        ("", "must begin with the line file,label"),
        ("file,label\na.png,10\n", "'a.png' must be a digit from 0 to 9, got '10'"),
        ("file,label\na.png,\n", "must be a digit from 0 to 9"),
        ("file,label\na.png\n", "must have a file and a label"),
        ("file,label\nb.png,3\n", "must hold 'b.png', and does not"),
        ("file,label\n../../etc/passwd,3\n", "must hold '../../etc/passwd', and does not"),
        ("file,label\n" + "a.png,1\n" * (MAX_DIGITS + 1), "at most 500 digits, got 501"),
        ("file,label\n" + "a.png,1 \n" * 20_000, "must be at most 100,000 bytes"),
    ],
)
def test_wrong_table_is_refused_in_a_sentence(table: str, sentence: str) -> None:
    with pytest.raises(DrawingError, match=sentence):
        unpack_digits(packed(table, a=png(np.zeros((28, 28), np.uint8))))


def test_picture_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(DrawingError, match="'a.png' in the file of digits must be at most"):
        unpack_digits(packed("file,label\na.png,1\n", a=bytes(MAX_PICTURE_BYTES + 1)))


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [(b"no picture", "'a.png' in the file of digits: the file is not a picture"), (None, "shows no digit")],
)
def test_picture_without_a_digit_is_named(picture: bytes | None, sentence: str) -> None:
    with pytest.raises(DrawingError, match=sentence):
        unpack_digits(packed("file,label\na.png,1\n", a=picture or png(np.zeros((50, 50), np.uint8))))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", pack_digits(some_digits(3))[:-40]])
def test_file_that_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(DrawingError, match="no zip file that can be read"):
        unpack_digits(content)


def test_damaged_member_is_refused() -> None:
    content = bytearray(packed("file,label\na.png,1\n", a=png(some_digits(1).images.reshape(28, 28))))
    content[len(content) // 2] ^= 255
    with pytest.raises(DrawingError):
        unpack_digits(bytes(content))
