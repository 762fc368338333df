import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.number import read_number
from mnist_core.drawing.segment import Piece, cut, find_digits
from mnist_core.nn.network import NeuralNetwork


def sheet(*bars: tuple[int, int, int, int], shape: tuple[int, int] = (100, 200)) -> np.ndarray:
    """White bars (left, top, right, bottom) on black."""
    picture = np.zeros(shape, np.uint8)
    for left, top, right, bottom in bars:
        picture[top:bottom, left:right] = 255
    return picture


def test_parts_beside_one_another_are_digits_from_left_to_right():
    picture = sheet((120, 20, 130, 80), (40, 25, 50, 75))
    assert [piece.box for piece in find_digits(picture)] == [(40, 25, 50, 75), (120, 20, 130, 80)]


def test_a_bar_apart_belongs_to_the_digit_below_it():
    [five] = find_digits(sheet((40, 30, 50, 80), (42, 20, 70, 26)))
    assert five.box == (40, 20, 70, 80)


def test_a_small_part_belongs_to_its_nearest_neighbour():
    left, right = find_digits(sheet((40, 20, 50, 80), (52, 40, 62, 50), (120, 20, 130, 80)))
    assert left.box == (40, 20, 62, 80)
    assert right.box == (120, 20, 130, 80)


def test_two_lines_are_read_one_after_the_other():
    picture = sheet((20, 10, 26, 40), (60, 10, 66, 40), (21, 60, 27, 90), (61, 60, 67, 90))
    assert [piece.box[:2] for piece in find_digits(picture)] == [(20, 10), (60, 10), (21, 60), (61, 60)]


def test_specks_are_no_digits():
    assert len(find_digits(sheet((40, 20, 50, 80), (150, 50, 152, 52)))) == 1


def test_one_digit_keeps_all_its_ink():
    picture = sheet((40, 20, 50, 80), (60, 50, 62, 52))
    ink = find_ink(picture)
    [piece] = find_digits(picture)
    np.testing.assert_array_equal(piece.share, ink)


def test_boxes_are_in_pixels_of_the_large_picture():
    left, right = find_digits(sheet((200, 100, 250, 500), (900, 100, 950, 500), shape=(600, 1200)))
    assert left.box == pytest.approx((200, 100, 250, 500), abs=3)
    assert right.box == pytest.approx((900, 100, 950, 500), abs=3)


@pytest.mark.parametrize("picture", [np.zeros((50, 50), np.uint8), np.full((50, 50, 3), 255, np.uint8)])
def test_an_empty_sheet_holds_no_digits(picture):
    assert find_digits(picture) == []


def test_a_cut_leads_between_two_digits_that_touch():
    [piece] = find_digits(sheet((40, 20, 50, 80), (70, 20, 80, 80), (50, 45, 70, 50)))
    halves = cut(piece)
    assert halves is not None
    left, right = halves
    assert left.box[0] == 40 and right.box[2] == 80
    np.testing.assert_array_equal(left.share + right.share, piece.share)


def test_no_cut_leads_through_a_ring():
    ring = np.zeros((80, 100))
    ring[10:70, 10:90] = 1
    ring[20:60, 20:80] = 0
    assert cut(Piece(ring, (10, 10, 90, 70))) is None


def test_read_number_reads_digits_side_by_side(robust: NeuralNetwork):
    test = load_mnist().test
    whole, numbers = 0, 40
    sure = np.flatnonzero(robust.predict_proba(test.images[:2000]).max(axis=1) > 0.9)
    sure = sure[robust.predict_proba(test.images[sure]).argmax(axis=1) == test.labels[sure]]
    rng = np.random.default_rng(3)
    for _ in range(numbers):
        places = rng.choice(sure, int(rng.integers(3, 6)))
        picture = np.concatenate([test.images[place].reshape(28, 28) for place in places], axis=1)
        readings = read_number(robust, np.kron(picture, np.ones((4, 4), np.uint8)))
        whole += [reading.digit for reading in readings] == test.labels[places].tolist()
    assert whole >= 0.95 * numbers
