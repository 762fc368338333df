"""Tables of equally long cells are read as any other reader would, or left to it."""

import numpy as np
import pytest

from mnist_core.data.readers.csv_even import even_numbers
from mnist_core.data.readers.csv_layout import Layout
from mnist_core.data.readers.csv_numbers import numbers

LAYOUT = Layout(",", ".", 5, (4,), (0, 1, 2, 3))
VALUES = np.random.default_rng(0).random((300, 5)) * 10.0 ** np.random.default_rng(1).integers(-4, 1, (300, 5))


def written(form: str, separator: str = ",") -> bytes:
    return "".join(separator.join(form % value for value in row) + "\n" for row in VALUES).encode()


@pytest.mark.parametrize("form", ["%.1f", "%.6f", "%.18f", "%.18e", "%.4E", "%.1e"])
def test_even_cells_are_read_as_by_the_other_reader(form: str) -> None:
    content = written(form)
    assert np.allclose(even_numbers(content, LAYOUT), numbers(content, LAYOUT), rtol=1e-6, atol=1e-9)


def test_whole_numbers_come_out_whole() -> None:
    content = "".join(f"{n:.18e},{n + 1:.18e}\n" for n in range(254)).encode()
    rows = even_numbers(content, Layout(",", ".", 2, (), (0, 1)))
    assert (rows == np.arange(254)[:, None] + [0, 1]).all()
    assert even_numbers(b"2.039999999999999858e+02\n", Layout(",", ".", 1, (), (0,))) == 204


def test_decimal_commas_are_read() -> None:
    content = written("%.6f", ";").replace(b".", b",")
    rows = even_numbers(content, Layout(";", ",", 5, (4,), (0, 1, 2, 3)))
    assert np.allclose(rows, even_numbers(written("%.6f"), LAYOUT))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"0.5,0.5,0.5,0.5,0.5\n0.5,0.5,0.5,0.5\n",
        b"0.5,0.5,0.5,0.5,05.\n",
        b"0.5,0.5,0.5,0.5,1e1\n",
        b"0.5,0.5,0.5,0.5,-.5\n",
        b"0.5,0.5,0.5,0.5,nan\n",
        b"0.5,0.5,0.5;0.5,0.5\n",
        b"5,5,5,5,5\n",
        b"0.5,0.5,0.5,0.5,0.50\n",
        b"1.0e+01,1.0e+01,1.0e+01,1.0e+01,1.0e*01\n",
        b"1.0e+01,1.0e+01,1.0e+01,1.0e+01,1.0x+01\n",
    ],
)
def test_other_cells_are_left_alone(content: bytes) -> None:
    assert even_numbers(content, LAYOUT) is None


def test_numbers_beyond_all_bounds_are_infinite() -> None:
    assert np.isinf(even_numbers(b"9.9e+99\n", Layout(",", ".", 1, (), (0,)))).all()
