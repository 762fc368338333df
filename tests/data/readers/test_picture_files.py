"""Pictures of one class a folder: every depth of grey, and what is refused by name."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_core.data.readers import entries, picture_files
from mnist_core.data.readers.load import load_data
from mnist_core.data.readers.picture_files import decode
from mnist_core.errors import DataError
from tests.data.readers.test_formats import PICTURES, error_of, png, write_pictures


def saved(values: np.ndarray, form: str = "TIFF") -> bytes:
    file = io.BytesIO()
    Image.fromarray(values).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (PICTURES[0].astype(np.uint16) * 257, "PNG"),
        (PICTURES[0].astype(np.uint16), "PNG"),
        (PICTURES[0].astype(np.int32) * 257, "TIFF"),
        (PICTURES[0] / np.float32(255), "TIFF"),
        (PICTURES[0].astype(np.float32), "TIFF"),
    ],
)
def test_a_picture_of_more_than_eight_bits_is_the_same_picture(values: np.ndarray, form: str) -> None:
    assert (decode(saved(values, form), "x").reshape(28, 28) == PICTURES[0]).all()


@pytest.mark.parametrize("factor", [-1, 300])
def test_pixels_that_are_no_greys_are_refused(factor: int) -> None:
    with pytest.raises(DataError, match="has pixels outside 0 to 65,535; save it as 8-bit grey"):
        decode(saved(PICTURES[0].astype(np.float32) * factor), "x")


def test_a_transparent_picture_is_refused() -> None:
    seen = np.dstack([PICTURES[0]] * 4)
    with pytest.raises(DataError, match="is partly transparent; save it without transparency"):
        decode(png(seen), "x")


def test_what_lies_wrong_in_a_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pictures(tmp_path)
    monkeypatch.setattr(picture_files, "MOST_BYTES", 50)
    assert "is larger than 0 MB; make it 28 × 28 pixels" in error_of(tmp_path)
    monkeypatch.setattr(picture_files, "MOST_PICTURES", 7)
    assert "holds 8 pictures; 7 are the most" in error_of(tmp_path)
    monkeypatch.setattr(entries, "MOST_PICTURES", 7)
    assert "holds more than 7 files; choose a smaller folder" in error_of(tmp_path)


def test_one_class_alone_is_refused_unless_it_is_a_digit(tmp_path: Path) -> None:
    for name in ("cat", "7"):
        folder = tmp_path / name / name
        folder.mkdir(parents=True)
        (folder / "a.png").write_bytes(png(PICTURES[0]))
    assert "holds pictures in one folder only; sort them into a folder for each class" in error_of(tmp_path / "cat")
    assert load_data(tmp_path / "7").labels.tolist() == [7]
