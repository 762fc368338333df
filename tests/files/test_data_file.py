"""A data set in one file: read back as it was, or refused in one sentence."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.reference import describe_data
from mnist_core.errors import DataError
from mnist_core.files import data_file
from mnist_core.files.data_file import read_about, read_data, write_data
from tests.store.test_data_sets import clothes


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The file of a small data set."""
    data = clothes()
    write_data(tmp_path / "a.npz", data, describe_data(data.train, name="clothes"), {"notes": ["as it was"]})
    return tmp_path / "a.npz"


def changed(path: Path, **parts: bytes | None) -> None:
    """Write other parts into the file, or with None leave them out."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (kept | {key.replace("__", "."): part for key, part in parts.items()}).items():
            if content is not None:
                archive.writestr(name, content)


def test_it_comes_back_as_it_was(written: Path) -> None:
    reference, about = read_about(written)
    assert (reference.name, about) == ("clothes", {"notes": ["as it was"]})
    assert (read_data(written).train.images == clothes().train.images).all()
    assert read_data(written).class_names == clothes().class_names


@pytest.mark.parametrize("about", [{"format": "another"}, {"format": data_file.FORMAT, "about": []}, [], "text"])
def test_another_description_is_refused(written: Path, about: object) -> None:
    changed(written, about__json=json.dumps(about).encode())
    for read in (read_about, read_data):
        with pytest.raises(DataError, match="a.npz is damaged or missing; remove that data set and add it again"):
            read(written)


@pytest.mark.parametrize("content", [None, b"", b"no array", np.arange(3).tobytes()])
def test_images_that_are_not_there_are_refused(written: Path, content: bytes | None) -> None:
    changed(written, train_images__npy=content)
    assert read_about(written)[0].name == "clothes"
    with pytest.raises(DataError, match="a.npz is damaged or missing"):
        read_data(written)


def test_a_full_disk_is_one_sentence(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(data_file, "write_durably", full)
    data = clothes()
    with pytest.raises(DataError, match="cannot be written to .*: No space left on device"):
        write_data(written, data, describe_data(data.train, name="clothes"), {})
