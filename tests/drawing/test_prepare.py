import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mnist_core.data.image import BOX, CENTRE_OF_MASS
from mnist_core.data.mnist import load_mnist
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.errors import DrawingError


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    """Images that MNIST's makers prepared, uint8 (100, 28, 28)."""
    return load_mnist().test.images[:100].reshape(-1, 28, 28)


def prepared(picture: np.ndarray) -> np.ndarray:
    image = prepare_drawing(picture)
    assert image is not None
    assert image.shape == (784,)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() == 1
    return image.reshape(28, 28)


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Down and across, as an index."""
    places = np.arange(len(image))
    return (image.sum(1) @ places) / image.sum(), (image.sum(0) @ places) / image.sum()


def canvas_with_seven(*, size: int = 280, left: float = 0.3, top: float = 0.3, height: float = 0.4) -> np.ndarray:
    """A 7 of two thick strokes, white on black; all lengths as shares of the canvas."""
    down, across = (np.indices((size, size)) + 0.5) / size
    v, u = (down - top) / height, (across - left) / height
    bar = (np.abs(v - 0.08) < 0.08) & (u > 0) & (u < 0.7)
    leg = (np.abs(u - 0.62 + 0.35 * v) < 0.08) & (v > 0) & (v < 1)
    return np.where(bar | leg, 255, 0).astype(np.uint8)


def test_centre_is_where_mnists_digits_lie(digits):
    centres = np.array([centre_of_mass(digit.astype(float)) for digit in digits])
    assert centres.mean(axis=0) == pytest.approx([CENTRE_OF_MASS, CENTRE_OF_MASS], abs=0.1)


def test_prepare_drawing_hardly_changes_mnists_own_images(digits):
    # MNIST moved its digits by whole pixels, we by fractions: up to half a pixel remains.
    similarity = [np.corrcoef(prepared(digit).ravel(), digit.ravel())[0, 1] for digit in digits]
    assert min(similarity) > 0.85
    assert np.mean(similarity) > 0.95


def test_prepare_drawing_returns_what_was_enlarged(digits):
    similarity = []
    for digit in digits:
        enlarged = np.asarray(Image.fromarray(digit).resize((280, 280), Image.Resampling.BICUBIC))
        similarity.append(np.corrcoef(prepared(enlarged).ravel(), digit.ravel())[0, 1])
    assert min(similarity) > 0.85
    assert np.mean(similarity) > 0.93


def test_prepare_drawing_of_whole_pixels_is_exact():
    # A bar of 40 × 12 pixels, 2 of them to a pixel of the result: 20 × 6, its middle at 14.5 is that of 4.5 … 24.5.
    picture = np.zeros((100, 100), np.uint8)
    picture[30:70, 44:56] = 255
    rows, columns = np.zeros(28), np.zeros(28)
    rows[5:24], rows[4], rows[24] = 1, 0.5, 0.5
    columns[12:17], columns[11], columns[17] = 1, 0.5, 0.5
    np.testing.assert_allclose(prepared(picture), np.outer(rows, columns), atol=1e-6)


@given(
    left=st.floats(0, 0.7),
    top=st.floats(0, 0.5),
    height=st.floats(0.2, 0.5),
    size=st.sampled_from([140, 280, 701]),
)
def test_prepare_drawing_does_not_depend_on_place_or_size(left, top, height, size):
    reference = prepared(canvas_with_seven(size=700, left=0.1, top=0.1, height=0.8))
    image = prepared(canvas_with_seven(size=size, left=min(left, 1 - 0.7 * height), top=top, height=height))
    assert np.abs(image - reference).mean() < 0.03


@given(left=st.floats(0, 0.6), top=st.floats(0, 0.5), height=st.floats(0.2, 0.5))
def test_prepare_drawing_centres_mass_and_fills_the_box(left, top, height):
    image = prepared(canvas_with_seven(left=left, top=top, height=height))
    assert centre_of_mass(image) == pytest.approx((CENTRE_OF_MASS, CENTRE_OF_MASS), abs=0.02)
    assert BOX - 1 <= image.max(axis=1).sum() <= BOX + 1


def test_prepare_drawing_keeps_proportions():
    picture = np.zeros((200, 400), np.uint8)
    picture[90:110, 50:350] = 255  # 15 times as wide as high
    image = prepared(picture)
    assert image.max(axis=0).sum() == pytest.approx(20, abs=1e-4)
    assert image.sum() == pytest.approx(20 * image.sum(axis=0).max(), rel=1e-4)
    assert (image.sum(axis=1) > 0.01).sum() <= 3


def test_prepare_drawing_reads_every_kind_of_canvas_alike():
    ink = canvas_with_seven()
    opaque = np.dstack([ink, ink, ink, np.full_like(ink, 255)])
    transparent_white = np.dstack([np.full_like(ink, 255)] * 3 + [ink])
    transparent_black = np.dstack([np.zeros_like(ink)] * 3 + [ink])
    expected = prepared(ink)
    for picture in (opaque, transparent_white, transparent_black, 255 - ink, np.dstack([255 - ink] * 3), ink // 8):
        np.testing.assert_allclose(prepared(picture), expected, atol=1e-6)


def test_prepare_drawing_follows_ink_to_the_edges():
    picture = np.zeros((280, 280), np.uint8)
    picture[:, 130:150] = 255
    np.testing.assert_allclose(prepared(picture).max(axis=1).sum(), 20, atol=1e-4)


@pytest.mark.parametrize("shape", [(280, 280), (280, 280, 3), (280, 280, 4), (0, 0), (1, 1)])
def test_prepare_drawing_of_an_empty_canvas_is_none(shape):
    assert prepare_drawing(np.zeros(shape, np.uint8)) is None


def disc(size: int, diameter: float) -> np.ndarray:
    """What a pen leaves that touches the sheet once, white on black."""
    down, across = np.indices((size, size)) + 0.5
    return np.where(np.hypot(down - 0.4 * size, across - 0.6 * size) <= diameter / 2, 255, 0).astype(np.uint8)


@pytest.mark.parametrize(("size", "diameter"), [(400, 5), (280, 40)])
def test_prepare_drawing_places_a_dot_without_judging_it(size, diameter):
    prepared(disc(size, diameter))


def test_prepare_drawing_takes_a_large_disc_for_a_drawing():
    prepared(disc(280, 60))


def test_prepare_drawing_takes_a_small_bar_for_a_one():
    picture = np.zeros((400, 400), np.uint8)
    picture[200:220, 200:204] = 255
    prepared(picture)


def test_prepare_drawing_enlarges_a_small_digit(digits):
    for digit in digits:
        picture = np.zeros((400, 400), np.uint8)
        picture[100:128, 200:228] = digit  # at most 20 pixels of ink
        np.testing.assert_allclose(prepared(picture), prepared(digit), atol=1e-5)


@pytest.mark.parametrize("shape", [(8, 8), (28, 28), (17, 900), (900, 17), (3000, 4000)])
def test_prepare_drawing_of_tiny_and_huge_pictures(shape):
    picture = np.zeros(shape, np.uint8)
    picture[shape[0] // 4 : -(shape[0] // 4), shape[1] // 4 : -(shape[1] // 4)] = 255
    assert centre_of_mass(prepared(picture)) == pytest.approx((CENTRE_OF_MASS, CENTRE_OF_MASS), abs=0.02)


def test_prepare_drawing_refuses_other_arrays():
    with pytest.raises(DrawingError, match="picture must be uint8"):
        prepare_drawing(np.zeros((28, 28)))
