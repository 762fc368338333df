"""IDX, NumPy archives, Parquet and pictures: the same images from each, and one sentence where they are not."""

import gzip
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from PIL import Image

from mnist_core.data.readers.load import load_data
from mnist_core.errors import ConfigurationError, DataError
from tests.data.readers.tables import HEADER, digits, rows, text

CASES = Path(__file__).parents[1] / "cases"
PICTURES = digits().images.reshape(-1, 28, 28)
LABELS = digits().labels


def idx(array: np.ndarray) -> bytes:
    return bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def table(**columns: Any) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def png(pixels: np.ndarray, mode: str | None = None) -> bytes:
    file = io.BytesIO()
    picture = Image.fromarray(pixels)
    (picture.convert(mode) if mode else picture).save(file, "PNG")
    return file.getvalue()


def assert_same(read: Any) -> None:
    assert read.labels.tolist() == LABELS.tolist()
    assert (read.images == digits().images).all()
    assert not read.warnings


def error_of(source: Any) -> str:
    with pytest.raises(DataError) as caught:
        load_data(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("dot", ["-", "."])
@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_are_read_from_either_of_them_and_from_their_folder(tmp_path: Path, dot: str, packed: bool) -> None:
    for what, array in (("images", PICTURES), ("labels", LABELS)):
        for part in ("train", "t10k"):
            path = tmp_path / f"{part}-{what}{dot}idx{array.ndim}-ubyte{'.gz' if packed else ''}"
            path.write_bytes(gzip.compress(idx(array)) if packed else idx(array))
            if part == "train":
                given = path
    assert_same(load_data(given))
    assert_same(load_data(str(given).replace("labels", "images").replace("idx1", "idx3")))
    folder = load_data(tmp_path)
    assert_same(folder)
    assert folder.test is not None and (folder.test.images == folder.images).all()


def test_idx_file_alone_asks_for_its_partner(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(PICTURES))
    assert "is one of two IDX files" in error_of(tmp_path / "train-images-idx3-ubyte")
    assert "is one of two IDX files" in error_of(idx(PICTURES))
    assert "one IDX file of images and one of labels" in error_of(tmp_path)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (idx(PICTURES)[:-1], "its header promises 6,272 bytes, it holds 6,271"),
        (idx(PICTURES) + b"7", "its header promises 6,272 bytes, it holds 6,273"),
        (bytes((0, 0, 8, 3)) + struct.pack(">3I", 60_000, 2**31, 784), "more than 600 MB"),
        (bytes((0, 0, 8, 3, 0)), "it ends within its header"),
        (bytes((0, 0, 13, 3)) + bytes(40), "not an IDX file of unsigned bytes"),
        (idx(PICTURES[:, :20]), "20 × 28 pixels; they must be square, 8 × 8 to 64 × 64"),
        (idx(PICTURES[:5]), "holds 5 images but labels of shape (8,)"),
        (idx(PICTURES[:0]), "holds no images"),
        (bytes((0, 0, 8, 9)) + bytes(40), "its header promises 9 axes"),
        (
            bytes((0, 0, 12, 3)) + struct.pack(">3I", 8, 28, 28) + PICTURES.astype(">i4").tobytes(),
            "holds images of type int64; they must be unsigned bytes",
        ),
        (gzip.compress(bytes((0, 0, 8, 3)) + struct.pack(">3I", 1, 2**16, 2**16) + bytes(1 << 20)), "more than 600 MB"),
    ],
)
def test_wrong_idx_files_are_refused(tmp_path: Path, images: bytes, message: str) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(images)
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx(LABELS))
    assert message in error_of(tmp_path)


@pytest.mark.parametrize(
    "arrays",
    [
        {"x_train": PICTURES, "y_train": LABELS},
        {"images": digits().images, "labels": LABELS.astype(np.int64)},
        {"arr_0": PICTURES[..., None].astype(np.float64), "arr_1": LABELS[:, None]},
        {"X": PICTURES / np.float32(255), "y": np.eye(10)[LABELS]},
        {"X": np.asfortranarray(PICTURES[:, None]), "y": LABELS.astype(str)},
    ],
)
def test_npz_archives_are_read(arrays: dict[str, np.ndarray]) -> None:
    assert_same(load_data(npz(**arrays)))


def test_npz_archive_of_keras_brings_images_to_test_by() -> None:
    read = load_data(npz(x_train=PICTURES, y_train=LABELS, x_test=PICTURES[:3], y_test=LABELS[:3]))
    assert_same(read)
    assert read.test is not None and read.test.labels.tolist() == [7, 2, 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npz(x=np.array([{}], object), y=LABELS), "holds Python objects, which are never opened"),
        (npz(x=PICTURES), "an array of images and one of labels"),
        (npz(x=PICTURES - 300.0, y=LABELS), "pixels must be from 0 to 255, or from 0 to 1"),
        (npz(x=np.full(PICTURES.shape, np.nan), y=LABELS), "pixels must be from 0 to 255, or from 0 to 1"),
        (npz(x=PICTURES * 0.7, y=LABELS), "pixels must be whole numbers"),
        (npz(x=PICTURES, y=LABELS + 3), "each label must be a whole number from 0 to 9, got 10 for image 1"),
        (npz(x=PICTURES[:, :7, :7], y=LABELS), "images of 7 × 7 pixels"),
        (npz(x=PICTURES.astype(complex), y=LABELS), "must hold numbers"),
        (npz(x=np.stack([PICTURES] * 3, axis=-1), y=LABELS), "holds images in colour"),
        (npz(x=PICTURES / 127.5 - 1, y=LABELS), "pixels must be from 0 to 255, or from 0 to 1, got -1 to 1"),
        (npz(x=PICTURES, y=LABELS)[:-400], "does not unpack"),
        (npz(x=PICTURES.astype(str), y=LABELS), "holds pixels of type <U3; they must be numbers"),
        (npz(labels=LABELS[:0], x=PICTURES[:0]), "holds no images"),
        (npz(x=np.zeros((8, 2, 2, 28, 28), np.uint8), y=LABELS), "holds images of shape (8, 2, 2, 28, 28)"),
        (npz(x=np.uint8(3), y=np.uint8(4)), "got a single number"),
        (npz(x=PICTURES, y=np.ones((8, 10))), "labels in 10 columns must be 0 but for a single 1 in each row"),
        (npz(x=PICTURES, y=LABELS + 0.5), "each label must be a whole number from 0 to 9"),
        (npz(x=PICTURES, y=LABELS * 10_000.0), "each label must be a whole number from 0 to 9, or of another class"),
        (npz(x=PICTURES, y=np.full(8, "cat")), "shows nothing but 'cat'; there must be 2 to 62 classes"),
        (npz(x=PICTURES, y=["a" * 50, *"bcdefgh"]), "must have 1 to 40 printable characters"),
    ],
)
def test_wrong_npz_archives_are_refused(content: bytes, message: str) -> None:
    assert message in error_of(content)


def test_images_of_true_and_false_are_ink_and_paper() -> None:
    read = load_data(npz(x=PICTURES > 127, y=LABELS))
    assert (read.images == np.where(digits().images > 127, 255, 0)).all()


def test_more_classes_than_there_may_be_are_refused() -> None:
    many = np.random.default_rng(0).integers(0, 256, (70, 28, 28), np.uint8)
    assert "holds 70 different labels; there must be 2 to 62 classes" in error_of(npz(x=many, y=np.arange(70)))


def test_npz_archive_of_images_to_test_by_alone_is_read() -> None:
    assert_same(load_data(npz(x_test=PICTURES, y_test=LABELS)))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (npz(arr_0=LABELS, other=LABELS), "holds 2 arrays; it must hold one"),
        (npz(arr_0=LABELS)[:-60], "kmnist-train-labels.npz is damaged: it does not unpack"),
        (npz(arr_0=LABELS / 2), "holds numbers of type float64; they must be whole"),
        (npz(arr_0=PICTURES), "must hold images in three axes and its partner labels in one"),
    ],
)
def test_wrong_pairs_of_npz_archives_are_refused(tmp_path: Path, labels: bytes, message: str) -> None:
    (tmp_path / "kmnist-train-imgs.npz").write_bytes(npz(arr_0=PICTURES))
    (tmp_path / "kmnist-train-labels.npz").write_bytes(labels)
    assert message in error_of(tmp_path)


def test_npz_header_that_promises_too_much_takes_no_memory() -> None:
    file = io.BytesIO()
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (2**40, 28, 28)})
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", header.getvalue())
        archive.writestr("y.npy", header.getvalue())
    assert "longer than 600 MB" in error_of(file.getvalue())


def test_parquet_is_read_in_its_usual_forms() -> None:
    columns = {name: [int(row[i]) for row in rows()] for i, name in enumerate(HEADER)}
    assert_same(load_data(table(**columns)))
    pictures = [{"bytes": png(picture), "path": None} for picture in PICTURES]
    assert_same(load_data(table(image=pictures, label=LABELS)))
    assert_same(load_data(table(label=LABELS, pixels=digits().images.tolist())))
    assert_same(load_data(table(label=LABELS, pixels=PICTURES.tolist())))


def test_wrong_parquet_is_refused() -> None:
    whole = table(label=LABELS, pixels=PICTURES.tolist())
    assert "cannot be read as Parquet" in error_of(whole[:-20])
    assert "cannot be read as Parquet" in error_of(whole[:400] + b"\0" * 50 + whole[450:])
    assert "has 2 columns beside the label" in error_of(table(label=LABELS, a=LABELS, b=LABELS))
    assert "not 784 an image" in error_of(table(label=LABELS, a=PICTURES[:, :3].tolist()))
    assert "has empty cells" in error_of(table(label=[None, *LABELS[1:].tolist()], a=digits().images.tolist()))


def write_pictures(folder: Path) -> None:
    for place, (picture, label) in enumerate(zip(PICTURES, LABELS, strict=True)):
        path = folder / str(label) / f"{place:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(picture, ("L", "RGB", "RGBA", None)[place % 4]))


def test_pictures_by_class_are_read_from_folders_and_archives(tmp_path: Path) -> None:
    write_pictures(tmp_path / "digits")
    order = sorted(range(8), key=lambda place: (str(LABELS[place]), place))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (tmp_path / "digits").rglob("*.png"):
            packed.write(path, path.relative_to(tmp_path))
        packed.writestr("__MACOSX/digits/7/._000.png", b"x")
    for source in (tmp_path / "digits", archive.getvalue()):
        read = load_data(source)
        assert read.labels.tolist() == LABELS[order].tolist()
        assert (read.images == digits().images[order]).all()


def test_folders_of_pictures_to_learn_from_and_to_test_by(tmp_path: Path) -> None:
    write_pictures(tmp_path / "training")
    write_pictures(tmp_path / "testing")
    read = load_data(tmp_path)
    assert len(read) == 8 and read.test is not None and len(read.test) == 8


def test_tables_to_learn_from_and_to_test_by_in_one_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("mnist_train.csv", text(rows(8)))
        packed.writestr("mnist_test.csv", text(rows(5)))
    read = load_data(archive.getvalue())
    assert len(read) == 8 and read.test is not None and len(read.test) == 5


def test_what_stands_beside_the_tables_is_passed_over() -> None:
    unlabelled = text([HEADER[1:], *(row[1:] for row in rows())])
    for others in ({"README.md": b"x"}, {"mnist_val.csv": text(rows(3))}, {"test.csv": unlabelled, "LICENSE": b"x"}):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("train.csv", text([HEADER, *rows()]))
            packed.writestr("sample_submission.csv", "ImageId,Label")
            for name, content in others.items():
                packed.writestr(name, content)
        read = load_data(archive.getvalue())
        assert_same(read)
        assert read.test is None
        assert read.notes == (("test.csv has no labels and was left out",) if "test.csv" in others else ())


def test_arrays_in_a_folder_are_read(tmp_path: Path) -> None:
    for name, array in {"x_train": PICTURES, "y_train": LABELS, "x_test": PICTURES, "y_test": LABELS}.items():
        np.save(tmp_path / f"{name}.npy", array)
    read = load_data(tmp_path)
    assert_same(read)
    assert read.test is not None


def test_classes_are_named_by_a_list_beside_the_images(tmp_path: Path) -> None:
    words = "zero one two three four five six seven eight nine".split()
    write_pictures(tmp_path)
    shown = sorted(words[label] for label in LABELS)
    for listed in ("\n".join(words), "\n".join(f"{i}: {word}" for i, word in enumerate(words))):
        (tmp_path / "class_names.txt").write_text(listed)
        read = load_data(tmp_path)
        assert read.class_names == tuple(words) and sorted(words[label] for label in read.labels) == shown
    assert load_data(npz(x=PICTURES, y=LABELS, ids=np.arange(8), class_names=np.array(words))).class_names[7] == "seven"
    (tmp_path / "class_names.txt").write_text("zero\none")
    assert "the list of classes has 2 names, and a label is 9" in error_of(tmp_path)
    (tmp_path / "class_names.txt").write_text("zero\n" * 10)
    assert "class names must differ" in error_of(tmp_path)


def test_wrong_folders_are_refused(tmp_path: Path) -> None:
    assert "is an empty folder" in error_of(tmp_path)
    write_pictures(tmp_path)
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    assert "3/bad.png is not a picture, or is damaged" in error_of(tmp_path)
    (tmp_path / "3" / "bad.png").write_bytes(png(np.zeros((40, 30), np.uint8)))
    assert "3/bad.png holds images of 40 × 30 pixels; they must be square" in error_of(tmp_path)
    (tmp_path / "3" / "bad.png").write_bytes(png(np.zeros((30, 30), np.uint8)))
    assert "3/bad.png holds images of 30 × 30 pixels; they must be 28 × 28, as those before" in error_of(tmp_path)


def test_archives_that_hold_nothing_to_read_are_refused() -> None:
    def packed(method: int = zipfile.ZIP_STORED, **files: bytes) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", method) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return content.getvalue()

    assert "is an archive without files" in error_of(packed())
    assert "is an archive without files" in error_of(packed(**{"__MACOSX/._a.csv": b"x"}))
    assert "is packed in a way that is not read here" in error_of(packed(zipfile.ZIP_LZMA, **{"a.csv": text(rows())}))
    deep = packed(**{"a.csv": text(rows())})
    for _ in range(4):
        deep = packed(**{"a.zip": deep})
    assert "is packed more than 3 times over; unpack it first" in error_of(deep)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    write_pictures(tmp_path / "digits")
    monkeypatch.setattr("mnist_core.data.readers.entries.open", forbidden, raising=False)
    assert error_of(tmp_path / "digits").endswith(".png cannot be read: Permission denied")
    monkeypatch.setattr("mnist_core.data.readers.source.open", forbidden, raising=False)
    assert error_of(tmp_path / "a.csv").endswith("a.csv cannot be read: Permission denied")


def test_data_of_a_name_that_a_folder_lacks_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("train.csv", text(rows()))
    assert "a.zip holds no files of letters; check the path" in error_of(tmp_path / "a.zip" / "letters")
    assert "is missing; check the path" in error_of(tmp_path / "nowhere" / "letters")


def test_locked_archive_is_named() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.csv", text(rows()))
    locked = bytearray(archive.getvalue())
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "is locked with a password" in error_of(bytes(locked))


@pytest.mark.parametrize(
    ("turn", "hints"),
    [("transpose", ["transpose"]), ("invert", ["invert"]), (("invert", "transpose"), ["invert", "transpose"])],
)
def test_images_that_lie_or_are_inverted_are_read_with_a_warning(turn: Any, hints: list[str]) -> None:
    content = npz(x=load_data(npz(x=PICTURES, y=LABELS), turn=turn).images, y=LABELS)
    read = load_data(content)
    assert [hint for hint in ("invert", "transpose") if f'turn="{hint}"' in " ".join(read.warnings)] == hints
    assert_same(load_data(content, turn=turn))


def test_another_turn_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="turn must be one of transpose, invert, got 'left'"):
        load_data(npz(x=PICTURES, y=LABELS), turn="left")


def test_what_is_given_to_test_by_stands_beside() -> None:
    read = load_data(text(rows()), test=text(rows(3)))
    assert read.train is read and read.test is not None and len(read.test) == 3
    assert repr(read) == "LoadedData(8 images, 3 to test by)"


CASE_ANSWERS = {
    "02_kaggle_test_no_label.csv": "line 1 has 784 columns",
    "04_pandas_lost_header.csv": "line 1 is an image that pandas took for a header",
    "54_one_bit_damaged.csv.gz": "is damaged: it does not unpack",
}


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_files_as_people_have_them(path: Path) -> None:
    if path.name in CASE_ANSWERS:
        assert CASE_ANSWERS[path.name] in error_of(path)
    else:
        read = load_data(path)
        assert read.labels.tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
        lying = "transposed" in path.name
        assert bool(read.warnings) == lying
        assert (load_data(path, turn="transpose" if lying else None).images == digits().images).all()
