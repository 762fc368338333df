"""Pictures in one folder, with a table beside them that says what they show."""

import io
import zipfile
from pathlib import Path

import pytest

from mnist_core.data.readers import folder, label_table
from mnist_core.data.readers.load import load_data
from tests.data.readers.test_formats import LABELS, PICTURES, assert_same, error_of, png

NAMES = [f"{place:04}.png" for place in range(len(LABELS))]


def archive(table: str | bytes, within: str = "", called: str = "labels.csv") -> bytes:
    """Return a zip archive of the pictures and a table."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, picture in zip(NAMES, PICTURES, strict=True):
            packed.writestr(within + name, png(picture))
        packed.writestr(called, table)
    return file.getvalue()


def rows(form: str = "{name},{label}", header: str = "") -> str:
    lines = [form.format(name=name, stem=name[:-4], label=label) for name, label in zip(NAMES, LABELS, strict=True)]
    return "\n".join([*([header] if header else []), *lines]) + "\n"


@pytest.mark.parametrize(
    ("form", "header"),
    [
        ("{name},{label}", ""),
        ("{name},{label}", "filename,label"),
        ("{name};{label}.0", "file;class"),
        ("{name}\t{label}", ""),
        ("{name} {label}", ""),
        ("{name}|{label}", "name|what"),
        ('"{name}","{label}"', '"file","label"'),
        ("{stem},{label}", "id,label"),
        ("{label},./images/{name}", "label,path"),
        ("7,{name},{label}", ",file,label"),
        ("images\\{name},{label}", ""),
    ],
)
@pytest.mark.parametrize("within", ["", "images/", "mine/"])
def test_pictures_are_read_with_the_labels_of_the_table(form: str, header: str, within: str) -> None:
    assert_same(load_data(archive(rows(form, header), within)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_any_encoding_and_a_folder_will_do(tmp_path: Path, encoding: str) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(rows(header="file,label").encode(encoding)))) as packed:
        packed.extractall(tmp_path)
    read = load_data(tmp_path)
    assert_same(read)
    assert read.account["format"] == "pictures and a table"


def test_folders_of_training_and_test_pictures_stay_apart() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for part in ("train", "test"):
            for name, picture in zip(NAMES, PICTURES, strict=True):
                packed.writestr(f"{part}/{name}", png(picture))
        packed.writestr("labels.csv", rows("train/{name},{label}") + rows("test/{name},{label}"))
    read = load_data(file.getvalue())
    assert_same(read)
    assert read.test is not None and read.test.labels.tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "labels.csv is empty"),
        ("file,label\n", "names none of the pictures beside it"),
        (rows().replace(f"0003.png,{LABELS[3]}\n", ""), "labels.csv has no label for 0003.png"),
        (rows() + "lost.png,3\n", "has a label for lost.png, and there is no such picture"),
        (rows() + "0003.png,\n", "has no label"),
        (rows() + "0003.png\n", "has no label"),
        (rows() + f"0003.png,{(LABELS[3] + 1) % 10}\n", "gives 0003.png another label than a line before it"),
        (rows("{name},{label},4"), "must have a column of names and one called label, got 3 columns"),
        (rows("{name},{label}") + 'x,"' + "y" * 200_000, "cannot be cut into cells"),
    ],
)
def test_what_is_missing_or_doubtful_is_named(table: str, message: str) -> None:
    assert message in error_of(archive(table))


def test_pictures_of_one_name_need_their_folders() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for part in ("images", "pictures"):
            packed.writestr(f"{part}/a.png", png(PICTURES[0]))
        packed.writestr("labels.csv", "a.png,1\n")
    assert "several pictures are called a.png; write their folders too" in error_of(file.getvalue())


def test_a_table_and_a_folder_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_table, "MOST_BYTES", 10)
    assert "is larger than 0 MB" in error_of(archive(rows()))
    monkeypatch.setattr(folder, "MOST_PICTURES", 2)
    assert "2 are the most" in error_of(archive(rows()))
