"""How far reading has come is told for every kind of file, and changes nothing of what is read."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data.readers.load import load_data
from tests.data.readers.test_formats import npz, write_pictures
from tests.data.readers.test_relatives import scribbles, write_pair


def write_kuzushiji(folder: Path) -> None:
    folder.mkdir()
    for part in ("train", "test"):
        (folder / f"kmnist-{part}-imgs.npz").write_bytes(npz(arr_0=scribbles(40)))
        (folder / f"kmnist-{part}-labels.npz").write_bytes(npz(arr_0=np.arange(40) % 10))


def write_clothes(folder: Path) -> None:
    write_pair(folder, "train", scribbles(40), np.arange(40) % 10)


def write_single(folder: Path) -> None:
    folder.mkdir()
    (folder / "all.npz").write_bytes(npz(x_train=scribbles(40), y_train=np.arange(40) % 10))


def zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()


@pytest.mark.parametrize("write", [write_kuzushiji, write_clothes, write_single, write_pictures])
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_progress_rises_to_the_end_whatever_is_read(tmp_path: Path, write, packed: bool) -> None:
    write(tmp_path / "files")
    source = zipped(tmp_path / "files") if packed else tmp_path / "files"
    told: list[float] = []
    read = load_data(source, progress=told.append)
    assert told == sorted(told) and 0.98 < told[-1] <= 1
    plain = load_data(source)
    assert (read.images == plain.images).all() and read.labels.tolist() == plain.labels.tolist()
    assert read.class_names == plain.class_names
