"""Pictures that people send, each with what must be read in it."""

from pathlib import Path

import pytest

from mnist_core.drawing.number import read_number
from mnist_core.drawing.picture import read_picture
from mnist_core.errors import DrawingError
from mnist_core.nn.network import NeuralNetwork

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("path", sorted(CASES.glob("*_[0-9]*.*")), ids=lambda path: path.stem)
def test_the_number_in_the_files_name_is_read(path: Path, robust: NeuralNetwork) -> None:
    if path.stem == "IMG_2042":
        pytest.skip("no picture, see below")
    readings = read_number(robust, read_picture(path.read_bytes()))
    assert "".join(str(reading.digit) for reading in readings) == path.stem.split("_")[-1]


def test_a_tiff_is_read(robust: NeuralNetwork) -> None:
    [reading] = read_number(robust, read_picture((CASES / "seven.tiff").read_bytes()))
    assert reading.digit == 7


@pytest.mark.parametrize("name", ["blank_paper_shadow.jpg", "blank_grid_scan.png"])
def test_blank_paper_holds_no_digit(name: str, robust: NeuralNetwork) -> None:
    assert read_number(robust, read_picture((CASES / name).read_bytes())) == []


def test_a_dot_is_no_digit(robust: NeuralNetwork) -> None:
    with pytest.raises(DrawingError, match="only a dot"):
        read_number(robust, read_picture((CASES / "dot.png").read_bytes()))


def test_a_renamed_heic_photo_is_named_as_what_it_is() -> None:
    with pytest.raises(DrawingError, match="HEIC photo"):
        read_picture((CASES / "IMG_2042.jpg").read_bytes())
