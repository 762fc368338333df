import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mnist_core.drawing.picture import MAX_PICTURE_BYTES, PICTURE_FORMATS, read_picture
from mnist_core.errors import DrawingError

STROKE = np.zeros((60, 60), bool)
STROKE[10:50, 25:35] = True


def encoded(array: np.ndarray, file_format: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, file_format, **options)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a picture of this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("file_format", PICTURE_FORMATS)
def test_read_picture_of_each_format(file_format):
    picture = read_picture(encoded(np.where(STROKE, 255, 0).astype(np.uint8), file_format))
    assert picture.shape == (60, 60, 4)
    assert picture.dtype == np.uint8
    assert ((picture[..., 0] > 127) == STROKE).mean() > 0.99
    assert (picture[..., 3] == 255).all()


def test_read_picture_keeps_transparency():
    rgba = np.zeros((9, 9, 4), np.uint8)
    rgba[4, 4] = 255, 0, 0, 128
    assert read_picture(encoded(rgba))[4, 4].tolist() == [255, 0, 0, 128]


def test_read_picture_scales_16_bits_to_8():
    assert read_picture(encoded(np.full((5, 5), 0x80FF, np.uint16)))[0, 0].tolist() == [0x80, 0x80, 0x80, 255]


def test_read_picture_stands_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    lying = np.zeros((20, 40), np.uint8)
    lying[:, :10] = 255
    upright = read_picture(encoded(lying, exif=exif))
    assert upright.shape == (40, 20, 4)
    assert upright[:10, :, 0].all()
    assert not upright[10:, :, 0].any()


@pytest.mark.parametrize("content", [b"", b"Dear friend,\n", b"\x00" * 100, b"PK\x03\x04"])
def test_read_picture_refuses_other_files(content):
    with pytest.raises(DrawingError, match="not a picture; choose a PNG, JPEG, WebP, GIF, BMP or TIFF file"):
        read_picture(content)


def test_read_picture_refuses_large_files_unread():
    with pytest.raises(DrawingError, match=r"is 10\.0 MB; choose one of at most 10 MB"):
        read_picture(b"\x89PNG" + bytes(MAX_PICTURE_BYTES))


@pytest.mark.parametrize(("width", "height"), [(5000, 5000), (10_000, 10_000), (2**31 - 1, 2**31 - 1)])
def test_read_picture_refuses_more_pixels_than_memory_should_hold(width, height):
    with pytest.raises(DrawingError, match="make it smaller than 20 million pixels"):
        read_picture(png_that_claims(width, height))


@settings(max_examples=200)
@given(data=st.data(), file_format=st.sampled_from(PICTURE_FORMATS))
def test_read_picture_answers_damage_with_one_error(data, file_format):
    content = bytearray(encoded(np.where(STROKE, 200, 30).astype(np.uint8), file_format))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] ^= data.draw(st.integers(1, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        picture = read_picture(bytes(content))
    except DrawingError as error:
        assert str(error).count("\n") == 0
    else:
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "a HEIC photo, which cannot be read here; save it as JPEG"),
        (b"\0\0\0\x18ftypisom" + bytes(50), "a film, not a picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing.*save it as PNG"),
        (b"%PDF-1.7", "a PDF document.*save the page as PNG"),
    ],
)
def test_read_picture_names_what_a_file_is(content, words):
    with pytest.raises(DrawingError, match=words):
        read_picture(content)


@pytest.mark.parametrize(
    ("values", "grey"),
    [
        (np.full((5, 5), 200, np.uint16), 200),
        (np.full((5, 5), 0x0FFF, np.uint16), 255),
        (np.full((5, 5), 70_000, np.int32), 136),
        (np.full((5, 5), 0.5, np.float32), 127),
        (np.full((5, 5), 200, np.float32), 200),
        (np.full((5, 5), np.nan, np.float32), 0),
    ],
)
def test_read_picture_keeps_the_contrast_of_fewer_bits(values, grey):
    assert read_picture(encoded(values, "TIFF"))[0, 0].tolist() == [grey, grey, grey, 255]


def test_read_picture_decodes_cmyk():
    buffer = io.BytesIO()
    Image.fromarray(np.where(STROKE, 0, 255).astype(np.uint8)).convert("RGB").convert("CMYK").save(buffer, "JPEG")
    picture = read_picture(buffer.getvalue())
    assert ((picture[..., 0] < 127) == STROKE).mean() > 0.99


def test_read_picture_reads_a_large_jpeg_reduced():
    buffer = io.BytesIO()
    Image.new("L", (8000, 6000), 200).save(buffer, "JPEG")
    height, width, _ = read_picture(buffer.getvalue()).shape
    assert 1200 <= width <= 2400
    assert height / width == pytest.approx(0.75, abs=0.01)


def test_read_picture_takes_the_first_of_many_frames():
    buffer = io.BytesIO()
    first, rest = Image.new("L", (8, 8), 255), [Image.new("L", (8, 8), frame % 250) for frame in range(300)]
    first.save(buffer, "GIF", save_all=True, append_images=rest)
    assert (read_picture(buffer.getvalue())[..., 0] == 255).all()
