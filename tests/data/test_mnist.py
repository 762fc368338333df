import gzip
import shutil

import numpy as np
import pytest

from mnist_core.data import mnist as mnist_module
from mnist_core.data.mnist import MNIST_FOLDER, SHA256, load_mnist, open_mnist
from mnist_core.errors import DataError

NAMES = sorted(SHA256)


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture
def copied_folder(tmp_path):
    """A copy of the project's files that a test may damage."""
    return shutil.copytree(MNIST_FOLDER, tmp_path / "mnist")


def test_load_mnist_has_the_published_shapes(mnist):
    assert mnist.train.images.shape == (60_000, 784)
    assert mnist.test.images.shape == (10_000, 784)
    assert mnist.train.images.dtype == mnist.test.labels.dtype == np.uint8
    assert not mnist.train.images.flags.writeable


def test_load_mnist_has_the_published_counts_and_first_digits(mnist):
    assert np.bincount(mnist.train.labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(mnist.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_load_mnist_has_ink_light_on_dark(mnist):
    assert mnist.train.images.mean() / 255 == pytest.approx(0.1307, abs=1e-4)  # the mean that everyone quotes
    assert not mnist.train.images[:, 0].any()  # the corner is paper


def test_load_mnist_from_another_folder(copied_folder, mnist):
    assert (load_mnist(copied_folder).test.labels == mnist.test.labels).all()


@pytest.mark.parametrize("name", NAMES)
def test_load_mnist_names_a_missing_file(copied_folder, name):
    (copied_folder / f"{name}.gz").unlink()
    with pytest.raises(DataError, match=f"{name}.gz is missing; download it again"):
        load_mnist(copied_folder)


@pytest.mark.parametrize("name", NAMES)
def test_load_mnist_names_a_truncated_file(copied_folder, name):
    path = copied_folder / f"{name}.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match=f"{name}.gz is damaged: it does not unpack; download it again"):
        load_mnist(copied_folder)


def test_load_mnist_notices_swapped_files(copied_folder):
    (copied_folder / "train-labels-idx1-ubyte.gz").write_bytes(
        (copied_folder / "t10k-labels-idx1-ubyte.gz").read_bytes()
    )
    with pytest.raises(DataError, match="train-labels-idx1-ubyte.gz is damaged: its SHA-256 differs"):
        load_mnist(copied_folder)


def test_load_mnist_says_how_to_restore_the_projects_own_files(copied_folder, monkeypatch):
    monkeypatch.setattr(mnist_module, "MNIST_FOLDER", copied_folder)
    path = copied_folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(b"not this")
    with pytest.raises(DataError, match=f"restore it with `git checkout -- {path}` or download the project again"):
        load_mnist()


def test_readme_beside_the_files_names_authors_licence_and_sums():
    text = (MNIST_FOLDER / "README.md").read_text()
    for words in ("Yann LeCun", "Corinna Cortes", "Christopher J. C. Burges", "ShareAlike 3.0", *SHA256.values()):
        assert words in text


def test_open_mnist_reads_the_training_images_when_they_are_asked_for(mnist, monkeypatch):
    read = []
    load_part = mnist_module.load_part
    monkeypatch.setattr(mnist_module, "load_part", lambda folder, part: read.append(part) or load_part(folder, part))
    opened = open_mnist()
    assert (opened.test.images == mnist.test.images).all()
    assert (opened.image_side, opened.class_names) == (28, mnist.class_names)
    assert read == ["t10k"]
    assert (opened.train.images == mnist.train.images).all()
    assert opened.train is opened.train
    assert read == ["t10k", "train"]


@pytest.mark.parametrize("name", NAMES)
def test_open_mnist_names_what_is_missing_or_damaged_at_once(copied_folder, name):
    path = copied_folder / f"{name}.gz"
    content = path.read_bytes()
    damage = {
        "damaged: it does not unpack": content[:-100],
        "damaged: its SHA-256 differs": gzip.compress(gzip.decompress(content)[:-1]),
        "damaged: ": b"no gzip at all",
    }
    for words, damaged in damage.items():
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=f"{name}.gz is {words}.*; download it again"):
            open_mnist(copied_folder)
    path.unlink()
    with pytest.raises(DataError, match=f"{name}.gz is missing; download it again"):
        open_mnist(copied_folder)
    path.mkdir()
    with pytest.raises(DataError, match=f"{name}.gz cannot be read"):
        open_mnist(copied_folder)
