import numpy as np

from pages.components.evaluation.digit_gallery import RIGHT, WRONG, digit_tile, reading

PROBABILITIES = (0.0, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.7)


def color_of(text: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(text.removeprefix("#")))


def count(tile: np.ndarray, text: str) -> int:
    """Count the pixels of a colour."""
    return int(np.sum((tile == color_of(text)).all(axis=-1)))


def test_tile_shows_each_pixel_as_a_square_of_eight():
    pixels = np.zeros((28, 28), dtype=np.uint8)
    pixels[3, 5] = 255
    tile = np.asarray(digit_tile(pixels.tobytes(), PROBABILITIES, 4))
    assert (tile[24:32, 40:48] == 255).all()
    assert tile[:224].sum() == 8 * 8 * 3 * 255


def test_tile_marks_the_true_digit_and_a_wrong_answer_by_their_bars():
    tile = np.asarray(digit_tile(bytes(784), PROBABILITIES, 4))
    assert 0 < count(tile, RIGHT) < count(tile, WRONG)


def test_tile_of_a_right_answer_has_no_wrong_bar():
    assert count(np.asarray(digit_tile(bytes(784), PROBABILITIES, 9)), WRONG) == 0


def test_reading_says_what_was_read_and_how_sure():
    assert reading(np.array(PROBABILITIES), 4) == "4 read as 9, 70.0%"
