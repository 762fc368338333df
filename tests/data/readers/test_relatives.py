"""MNIST's relatives as their authors publish them: small files of the same form, names and numbers."""

import gzip
import io
import lzma
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_core.data import relatives
from mnist_core.data.image import DIGITS
from mnist_core.data.readers.load import load_data, read_source
from mnist_core.data.relatives import RELATIVES, find_by_name, find_by_shape, find_by_sum
from mnist_core.errors import DataError
from tests.data.readers.tables import digits, text
from tests.data.readers.test_formats import idx, npz

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
SPLITS = {"byclass": 62, "bymerge": 47, "balanced": 47, "letters": 26, "digits": 10, "mnist": 10}


def scribbles(n: int) -> np.ndarray:
    """Images that look like nothing."""
    return np.random.default_rng(0).integers(0, 200, (n, 28, 28), np.uint8)


def write_pair(folder: Path, part: str, images: np.ndarray, labels: np.ndarray, *, packed: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for what, array in (("images", images), ("labels", labels.astype(np.uint8))):
        name, content = f"{part}-{what}-idx{array.ndim}-ubyte", idx(array)
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(content, 1) if packed else content)


def write_emnist(folder: Path, split: str, *, images: np.ndarray | None = None) -> np.ndarray:
    """Write one split, its images column by column, and return its labels."""
    first, count = int(split == "letters"), SPLITS[split]
    labels = np.resize(np.arange(first, first + count), 2 * count)
    images = scribbles(2 * count) if images is None else images
    for part in ("train", "test"):
        write_pair(folder, f"emnist-{split}-{part}", images.swapaxes(1, 2), labels)
    return labels


def test_fashion_mnist_is_known_by_its_folder(tmp_path: Path) -> None:
    for packed in (True, False):  # as is usual, both lie there
        for part, count in (("train", 60), ("t10k", 20)):
            write_pair(tmp_path / "fashion", part, scribbles(count), np.arange(count) % 10, packed=packed)
    read = load_data(tmp_path / "fashion")
    assert read.class_names == CLOTHES and read.account["data"] == "Fashion-MNIST"
    assert read.labels.tolist() == [*range(10)] * 6
    assert read.test is not None and read.test.class_names == CLOTHES
    assert load_data(tmp_path / "fashion" / "train-images-idx3-ubyte.gz").class_names == CLOTHES


def test_digits_in_a_folder_of_another_name_stay_digits(tmp_path: Path) -> None:
    write_pair(tmp_path / "fashion", "train", digits(60).images.reshape(-1, 28, 28), digits(60).labels)
    read = load_data(tmp_path / "fashion")
    assert read.class_names == DIGITS and "data" not in read.account


def test_files_are_known_by_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pair(tmp_path / "downloads", "train", scribbles(20), np.arange(20) % 10)
    assert load_data(tmp_path / "downloads").class_names == DIGITS
    for known in relatives.RELATIVES[0].sums[2:]:  # of what the real files of labels unpack to
        monkeypatch.setattr("mnist_core.data.readers.array_pair.checksums", lambda *_, known=known: ("", known))
        assert load_data(tmp_path / "downloads").class_names == CLOTHES
    assert find_by_sum(["e144d726b3acfaa3e44228e80efcd344"]) == find_by_name(["kmnist"])
    assert find_by_sum(["", "0"]) is None


@pytest.mark.parametrize(
    ("ink", "counts", "title"),
    [
        (73, [6000] * 10, "Fashion-MNIST"),
        (49, [1000] * 10, "Kuzushiji-MNIST"),
        (33, [6000] * 10, None),
        (73, [5923, *[6000] * 9], None),
        (73, [6000] * 9, None),
    ],
)
def test_files_are_known_by_their_form(ink: int, counts: list[int], title: str | None) -> None:
    images = np.broadcast_to(np.uint8(ink), (sum(counts), 784))
    found = find_by_shape(images, np.array(counts))
    assert (found.title if found else None) == title


@pytest.mark.parametrize("split", SPLITS)
def test_emnist_stands_upright_with_its_classes(tmp_path: Path, split: str) -> None:
    labels = write_emnist(tmp_path, split)
    read = load_data(tmp_path)
    assert read.account["data"].startswith("EMNIST ")
    assert len(read.class_names) == SPLITS[split]
    assert (read.images == scribbles(len(labels)).reshape(-1, 784)).all()
    assert any("rows and columns were swapped" in note for note in read.notes) and not read.warnings
    assert read.test is not None and (read.test.images == read.images).all()
    assert read.class_names[read.labels[0]] == ("A" if split == "letters" else "0")
    asked = load_data(tmp_path, turn="transpose")
    assert (asked.images == read.images).all()


def test_emnist_that_somebody_turned_stays_as_it_is(tmp_path: Path) -> None:
    upright = digits(200)
    write_pair(tmp_path, "emnist-mnist-train", upright.images.reshape(-1, 28, 28), upright.labels)
    assert (load_data(tmp_path).images == upright.images).all()


def test_one_split_of_several_is_named(tmp_path: Path) -> None:
    for split in ("letters", "digits"):
        write_emnist(tmp_path / "gzip", split)
    packed = tmp_path / "gzip.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (tmp_path / "gzip").iterdir():
            archive.write(path, path.relative_to(tmp_path))
    for whole, listed in ((packed, "gzip/emnist-digits, gzip/emnist-letters"), (tmp_path / "gzip", "emnist-digits, ")):
        with pytest.raises(DataError, match=f"holds {listed}.*; name one of them, such as {whole.name}/emnist-digits"):
            load_data(whole)
        assert load_data(whole / "emnist-letters").class_names == tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(DataError, match=r"absent is missing; check the path"):
        load_data(tmp_path / "gzip" / "absent")


def test_qmnist_has_its_class_in_the_first_of_eight_columns(tmp_path: Path) -> None:
    table = np.zeros((12, 8), ">i4")
    table[:, 0], table[:, 2] = np.arange(12) % 10, 123_456
    labels = bytes((0, 0, 12, 2)) + struct.pack(">2I", 12, 8) + table.tobytes()
    for part, pack, end in (("qmnist-train", gzip.compress, "gz"), ("xnist", lzma.compress, "xz")):
        (tmp_path / f"{part}-images-idx3-ubyte.{end}").write_bytes(pack(idx(scribbles(12))))
        (tmp_path / f"{part}-labels-idx2-int.{end}").write_bytes(pack(labels))
        read = load_data(tmp_path / f"{part}-images-idx3-ubyte.{end}")
        assert read.labels.tolist() == [*range(10), 0, 1] and read.account["data"] == "QMNIST"
    assert len(load_data(tmp_path / "qmnist")) == 12
    (tmp_path / "xnist-labels-idx2-int.xz").write_bytes(lzma.compress(labels[:-1]))
    with pytest.raises(DataError, match="its header promises 384 bytes, it holds 383"):
        load_data(tmp_path / "xnist-images-idx3-ubyte.xz")


@pytest.mark.parametrize(("name", "count"), [("kmnist", 10), ("k49", 49)])
def test_kuzushiji_in_single_archives(tmp_path: Path, name: str, count: int) -> None:
    for part in ("train", "test"):
        (tmp_path / f"{name}-{part}-imgs.npz").write_bytes(npz(arr_0=scribbles(2 * count)))
        (tmp_path / f"{name}-{part}-labels.npz").write_bytes(npz(arr_0=np.arange(2 * count) % count))
    for source in (tmp_path, tmp_path / f"{name}-train-imgs.npz", tmp_path / f"{name}-test-labels.npz"):
        read = load_data(source)
        assert len(read.class_names) == count and read.class_names[-1] != str(count - 1)
        assert read.labels.tolist() == [*range(count)] * 2
    assert load_data(tmp_path).test is not None


def test_tables_of_kaggle_are_known_by_their_names(tmp_path: Path) -> None:
    labels = np.arange(40) % 10
    pixels = scribbles(40).reshape(40, -1)
    table = text([[str(label), *map(str, image)] for label, image in zip(labels, pixels.tolist(), strict=True)])
    (tmp_path / "fashion-mnist_train.csv").write_bytes(table)
    assert load_data(tmp_path / "fashion-mnist_train.csv").class_names == CLOTHES
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("fashion-mnist_train.csv", table)
        packed.writestr("fashion-mnist_test.csv", table)
    read = load_data(archive.getvalue())
    assert read.class_names == CLOTHES and read.test is not None and read.test.class_names == CLOTHES


def test_words_of_a_relative_are_its_classes_and_others_are_not(tmp_path: Path) -> None:
    pixels = scribbles(30).reshape(30, -1).tolist()
    for words, known in ((("Bag", "Coat", "Shirt"), True), (("cat", "dog", "cow"), False)):
        table = text([[words[place % 3], *map(str, image)] for place, image in enumerate(pixels)])
        (tmp_path / "fashion-mnist_train.csv").write_bytes(table)
        read = load_data(tmp_path / "fashion-mnist_train.csv")
        assert ("data" in read.account) == known
        assert {read.class_names[label] for label in read.labels} == set(words)


def test_numbers_that_a_relative_does_not_have_are_classes_of_their_own(tmp_path: Path) -> None:
    pixels = scribbles(60).reshape(60, -1).tolist()
    table = text([[str(place % 12), *map(str, image)] for place, image in enumerate(pixels)])
    (tmp_path / "fashion-mnist_train.csv").write_bytes(table)
    read = load_data(tmp_path / "fashion-mnist_train.csv", label="first")
    assert read.class_names == tuple(map(str, range(12))) and "data" not in read.account


def test_images_of_a_relative_without_labels_are_read_as_they_lie(tmp_path: Path) -> None:
    table = text([list(map(str, image)) for image in scribbles(30).reshape(30, -1).tolist()])
    (tmp_path / "emnist-digits-test.csv").write_bytes(table)
    read = read_source(tmp_path / "emnist-digits-test.csv", labelled=False)
    assert read.labels is None and len(read.images) == 30


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("fashion-mnist", "github.com/zalandoresearch/fashion-mnist"),
        ("EMNIST letters", "www.nist.gov/itl/products-and-services/emnist-dataset"),
        ("kmnist", "codh.rois.ac.jp/kmnist"),
        ("qmnist-train.gz", "github.com/facebookresearch/qmnist"),
    ],
)
def test_who_asks_by_name_is_told_where_the_files_are(name: str, where: str) -> None:
    with pytest.raises(DataError, match=f"is missing; download the files of .*{where}"):
        load_data(name)


def test_classes_are_as_many_as_their_authors_say() -> None:
    counts = {relative.title: len(set(relative.class_names)) for relative in RELATIVES}
    assert counts == {
        "Fashion-MNIST": 10,
        "Kuzushiji-MNIST": 10,
        "Kuzushiji-49": 49,
        "QMNIST": 10,
        "EMNIST ByClass": 62,
        "EMNIST ByMerge": 47,
        "EMNIST Balanced": 47,
        "EMNIST Letters": 26,
        "EMNIST Digits": 10,
        "EMNIST MNIST": 10,
    }
