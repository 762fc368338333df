import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mnist_core.drawing.ink import MAX_PICTURE_BYTES, PICTURE_FORMATS, find_ink, read_picture
from mnist_core.errors import DrawingError

STROKE = np.zeros((60, 60), bool)
STROKE[10:50, 25:35] = True


def encoded(array: np.ndarray, file_format: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, file_format, **options)
    return buffer.getvalue()


def on_paper(stroke: np.ndarray, *, paper: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    return np.where(stroke[..., None], np.array(ink, np.uint8), np.array(paper, np.uint8))


def photograph(stroke: np.ndarray, *, ink_darkness: float, light: np.ndarray, noise: float = 0.02) -> np.ndarray:
    """What a camera makes of a stroke on paper under this light."""
    rng = np.random.default_rng(0)
    brightness = light * (1 - ink_darkness * stroke) + rng.normal(0, noise, stroke.shape)
    return (brightness.clip(0, 1) * 255).astype(np.uint8)


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


@pytest.mark.parametrize("content", [b"", b"Dear friend,\n", b"\x00" * 100, b"%PDF-1.7", b"<svg></svg>", b"PK\x03\x04"])
def test_read_picture_refuses_other_files(content):
    with pytest.raises(DrawingError, match="not a picture; choose a PNG, JPEG, WebP, GIF or BMP file"):
        read_picture(content)


def test_read_picture_refuses_formats_that_pillow_knows_but_we_do_not():
    with pytest.raises(DrawingError, match="not a picture"):
        read_picture(encoded(np.zeros((5, 5), np.uint8), "TIFF"))


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
    ("paper", "ink"),
    [
        ((0, 0, 0), (255, 255, 255)),
        ((255, 255, 255), (0, 0, 0)),
        ((255, 255, 255), (255, 255, 0)),
        ((200, 30, 30), (30, 30, 200)),
        ((14, 17, 23), (20, 40, 30)),
    ],
    ids=["white on black", "black on white", "yellow on white", "blue on red", "faint on dark"],
)
def test_find_ink_of_any_colour_on_any_other(paper, ink):
    found = find_ink(on_paper(STROKE, paper=paper, ink=ink))
    assert found is not None
    assert (found == STROKE).all()


@pytest.mark.parametrize("colour", [0, 255, 100])
def test_find_ink_on_a_transparent_background_is_what_covers_it(colour):
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[STROKE] = colour, colour, colour, 255
    found = find_ink(rgba)
    assert found is not None
    assert (found == STROKE).all()


def test_find_ink_keeps_grey_edges():
    grey = np.where(STROKE, 200, 0).astype(np.uint8)
    grey[9, 25:35] = 50
    found = find_ink(grey)
    assert found is not None
    assert found[9, 30] == pytest.approx(50 / 200)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.uint8),
        np.full((28, 28, 3), 255, np.uint8),
        np.zeros((28, 28, 4), np.uint8),
        np.full((28, 28, 4), 255, np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((1, 1, 4), np.uint8),
    ],
)
def test_find_ink_where_nothing_is_drawn(picture):
    assert find_ink(picture) is None


DOWN, ACROSS = np.indices((200, 300)) / 200
PHOTOGRAPHED_STROKE = (DOWN > 0.25) & (DOWN < 0.75) & (np.abs(ACROSS - 0.6 - 0.3 * (DOWN - 0.5)) < 0.04)
LIGHTS = {
    "even": np.full((200, 300), 0.8),
    "from one side": 0.4 + 0.35 * ACROSS,
    "with a shadow's edge": np.where(ACROSS + DOWN > 1.1, 0.85, 0.6),
    "with dark corners": 0.9 - 0.5 * ((DOWN - 0.5) ** 2 + (ACROSS - 0.75) ** 2),
}


@pytest.mark.parametrize(
    ("name", "ink_darkness"),
    # A pencil as faint as the shadow that falls across it is beyond this method.
    [(name, 0.85) for name in LIGHTS] + [(name, 0.3) for name in LIGHTS if name != "with a shadow's edge"],
)
def test_find_ink_in_a_photograph(name, ink_darkness):
    found = find_ink(photograph(PHOTOGRAPHED_STROKE, ink_darkness=ink_darkness, light=LIGHTS[name]))
    assert found is not None
    ink = found > 0.5
    assert (ink & PHOTOGRAPHED_STROKE).sum() / (ink | PHOTOGRAPHED_STROKE).sum() > 0.85


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
def test_find_ink_in_a_photograph_of_a_board(light):
    found = find_ink(255 - photograph(PHOTOGRAPHED_STROKE, ink_darkness=0.6, light=light))
    assert found is not None
    ink = found > 0.5
    assert (ink & PHOTOGRAPHED_STROKE).sum() / (ink | PHOTOGRAPHED_STROKE).sum() > 0.85


@pytest.mark.parametrize("name", ["even", "from one side", "with dark corners"])
def test_find_ink_in_a_photograph_of_blank_paper(name):
    blank = np.zeros_like(PHOTOGRAPHED_STROKE)
    assert find_ink(photograph(blank, ink_darkness=0.8, light=LIGHTS[name])) is None


def test_find_ink_leaves_out_what_reaches_in_from_outside():
    light = np.where(ACROSS < 0.08, 0.1, 0.8)  # the table beside the paper
    found = find_ink(photograph(PHOTOGRAPHED_STROKE, ink_darkness=0.8, light=light))
    assert found is not None
    assert not found[:, :20].any()


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.float32),
        np.zeros(784, np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((28, 28), bool),
    ],
)
def test_find_ink_refuses_other_arrays(picture):
    with pytest.raises(DrawingError, match="picture must be uint8 of shape"):
        find_ink(picture)
