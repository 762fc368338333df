"""CSV as people have it: what means the same is read, and what does not is refused with its cause."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from mnist_core.data.readers import text as text_of_files
from mnist_core.data.readers.load import load_data, read_source
from mnist_core.errors import DataError
from tests.data.readers.tables import HEADER, NAMES, digits, rows, text


def last(table: list[list[str]]) -> list[list[str]]:
    return [[*row[1:], row[0]] for row in table]


def indexed(table: list[list[str]], first: int = 0, form: str = "{}") -> list[list[str]]:
    return [[form.format(i), *row] for i, row in enumerate(table, first)]


def quoted(table: list[list[str]]) -> list[list[str]]:
    return [[f'"{cell}"' for cell in row] for row in table]


def zipped(content: bytes, *names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


PLAIN = text(rows())
NAMED = text([HEADER, *rows()])
SAME: dict[str, Callable[[], bytes]] = {
    "no header": lambda: PLAIN,
    "header": lambda: NAMED,
    "openml, class last": lambda: text([[*NAMES, "class"], *last(rows())]),
    "openml, class last, labels in single quotes": lambda: text([[*NAMES, "class"], *last(rows(label_form="'{}'"))]),
    "label in the middle": lambda: text(
        [[*NAMES[:400], "Label", *NAMES[400:]], *([*r[1:401], r[0], *r[401:]] for r in rows())]
    ),
    "label last, no header": lambda: text(last(rows())),
    "a label of another name": lambda: text([["Ziffer", *NAMES], *rows()]),
    "names of rows and columns": lambda: text(
        [["label", *(f"{i}x{j}" for i in range(1, 29) for j in range(1, 29))], *rows()]
    ),
    "label and counted pixels": lambda: text([["label", *map(str, range(784))], *rows()]),
    "counted columns": lambda: text([[*map(str, range(785))], *rows()]),
    "counted columns and index": lambda: text([["", *map(str, range(785))], *indexed(rows())]),
    "V1 to V785": lambda: text([[f"V{i}" for i in range(1, 786)], *rows()]),
    "pixels sorted by name": lambda: text(
        [["label", *sorted(NAMES)], *([r[0], *(r[1 + int(name[5:])] for name in sorted(NAMES))] for r in rows())]
    ),
    "pandas index": lambda: text([["", *HEADER], *indexed(rows())]),
    "pandas index saved twice": lambda: text([["Unnamed: 0", "", *HEADER], *indexed(indexed(rows()))]),
    "index without header": lambda: text(indexed(rows(), 1)),
    "id column": lambda: text([["id", *HEADER], *indexed(rows(), 5000)]),
    "write.csv": lambda: text(quoted([["", *HEADER]]) + [[f'"{r[0]}"', *r[1:]] for r in indexed(rows(), 1)]),
    "write.table": lambda: text(quoted([HEADER]) + [[f'"{r[0]}"', *r[1:]] for r in indexed(rows(), 1)], " "),
    "all quoted": lambda: text(quoted([HEADER, *rows()])),
    "semicolons": lambda: text(rows(), ";"),
    "semicolons and decimal commas": lambda: text(rows(form="{:.1f}"), ";").replace(b".", b","),
    "sep= of Excel": lambda: b"sep=;\r\n" + text([HEADER, *rows()], ";", "\r\n"),
    "tabs": lambda: text([HEADER, *rows()], "\t"),
    "bars": lambda: text(rows(), "|"),
    "blanks": lambda: text(rows(), " "),
    "several blanks": lambda: text(rows(form="{:>4}"), " "),
    "commas and blanks": lambda: text(rows(), ", "),
    "floats": lambda: text(rows(form="{:.1f}", label_form="{:.1f}")),
    "floats under a header": lambda: text([HEADER, *rows(form="{:.2f}")]),
    "scientific": lambda: text(rows(form="{:.18e}", label_form="{:.18e}")),
    "savetxt with blanks": lambda: text(rows(form="{:.18e}", label_form="{:.18e}"), " "),
    "savetxt with a header": lambda: b"# " + NAMED,
    "0 to 1": lambda: text(rows(form="{!r}", scale=255)),
    "0 to 1, six digits": lambda: text(rows(form="{:.6f}", label_form="{:.6f}", scale=255)),
    "0 to 1, decimal commas": lambda: text([HEADER, *rows(form="{!r}", scale=255)], ";").replace(b".", b","),
    "0 to 1, label last": lambda: text(last(rows(form="{!r}", scale=255))),
    "an empty last column": lambda: text(rows(), ",", ",\n"),
    "an empty last column under a header without": lambda: text([HEADER]) + text(rows(), ",", ",\n"),
    "an empty last column under a header with": lambda: text([HEADER, *rows()], ",", ",\n"),
    "carriage returns": lambda: text([HEADER, *rows()], ",", "\r"),
    "returns and newlines": lambda: text(rows(), ",", "\r\n"),
    "mixed line ends": lambda: text(rows(), ",", "\r\n").replace(b"\r\n", b"\n", 3),
    "no end of the last line": lambda: PLAIN.rstrip(),
    "blank lines": lambda: b"\n\n" + PLAIN.replace(b"\n", b"\n\n"),
    "blank lines with blanks": lambda: PLAIN.replace(b"\n", b"\n  \n"),
    "comments": lambda: b"# one\n% two\n" + PLAIN.replace(b"\n", b"\n# between\n", 2),
    "headers between": lambda: NAMED + NAMED.split(b"\n")[0] + b"\n",
    "byte order mark": lambda: b"\xef\xbb\xbf" + NAMED,
    "UTF-16 LE": lambda: b"\xff\xfe" + NAMED.decode().encode("utf-16-le"),
    "UTF-16 BE": lambda: b"\xfe\xff" + NAMED.decode().encode("utf-16-be"),
    "UTF-16 without a mark": lambda: PLAIN.decode().encode("utf-16-le"),
    "UTF-32": lambda: NAMED.decode().encode("utf-32"),
    "Latin-1 header": lambda: NAMED.replace(b"pixel", b"p\xefxel"),
    "every line in quotes as a whole": lambda: b"".join(b'"' + line + b'"\r\n' for line in PLAIN.splitlines()),
    "blanks and tabs behind each number": lambda: text([[cell + " \t" for cell in row] for row in rows()]),
    "blanks around separators": lambda: text(rows(), " ; "),
    "decimal commas and a label in the middle": lambda: text(
        [[*NAMES[:9], "Ziffer", *NAMES[9:]], *([*r[1:10], r[0], *r[10:]] for r in rows(form="{:.2f}"))], ";"
    ).replace(b".", b","),
    "labels in scientific notation": lambda: text(rows(label_form="{:e}")),
    "zeros before": lambda: text(rows(form="{:03d}")),
    "plus signs": lambda: text(rows(form="{:+d}")),
    "gzip": lambda: gzip.compress(NAMED),
    "gzip in two parts": lambda: gzip.compress(NAMED[:5000]) + gzip.compress(NAMED[5000:]),
    "gzip of gzip": lambda: gzip.compress(gzip.compress(NAMED)),
    "bzip2": lambda: bz2.compress(NAMED),
    "xz": lambda: lzma.compress(NAMED),
    "zip": lambda: zipped(NAMED, "mnist_train.csv"),
    "zip of Apple": lambda: zipped(NAMED, "mnist/a.csv", "__MACOSX/mnist/._a.csv", "mnist/.DS_Store"),
    "zip by bzip2": lambda: zipped(NAMED, "a.csv", method=zipfile.ZIP_BZIP2),
    "xz in two parts": lambda: lzma.compress(NAMED[:5000]) + bytes(4) + lzma.compress(NAMED[5000:]),
    "UTF-16 BE without a mark": lambda: PLAIN.decode().encode("utf-16-be"),
    "zip of gzip": lambda: zipped(gzip.compress(NAMED), "a.csv.gz"),
}


@pytest.mark.parametrize("kind", SAME)
def test_what_means_the_same_is_read(kind: str) -> None:
    content = SAME[kind]()
    read = load_data(content)
    count = len(read)
    expected = digits(8)
    assert read.labels.tolist() == expected.labels.tolist()
    assert (read.images == expected.images[:count]).all()
    assert not read.warnings


def changed(row: int, column: int, cell: str) -> bytes:
    table = rows()
    table[row][column] = cell
    return text([HEADER, *table])


LINE = NAMED.split(b"\n")
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "label 10": (lambda: changed(2, 0, "10"), "line 4: the label must be a whole number from 0 to 9, got '10'"),
    "half a label": (lambda: changed(2, 0, "1.5"), "line 4: the label must be a whole number from 0 to 9, got '1.5'"),
    "no label": (lambda: changed(2, 0, ""), "line 4: the label must be a whole number from 0 to 9, but its cell is"),
    "a pixel too large at the end where the label might be": (
        lambda: text(last([[rows()[0][0], "300", *rows()[0][2:]], *rows()[1:]])),
        "column 1: every pixel must be a whole number to 255",
    ),
    "digits at both ends": (
        lambda: text([[*row[:-1], row[0]] for row in rows()]),
        'pass label="first" or label="last"',
    ),
    "NaN": (lambda: changed(7, 5, "NaN"), "line 9: pixel 5 must be a whole number from 0 to 255, got 'NaN'"),
    "infinite": (lambda: changed(7, 5, "inf"), "line 9: pixel 5 must be a whole number from 0 to 255, got 'inf'"),
    "1e999": (lambda: changed(7, 5, "1e999"), "line 9: pixel 5 must be a whole number from 0 to 255, got '1e999'"),
    "negative": (lambda: changed(0, 5, "-1"), "line 2: pixel 5 must be a whole number from 0 to 255, got '-1'"),
    "256": (lambda: changed(0, 5, "256"), "line 2: pixel 5 must be a whole number from 0 to 255, got '256'"),
    "1000": (lambda: changed(0, 5, "1000"), "line 2: pixel 5 must be a whole number from 0 to 255, got '1000'"),
    "half a pixel": (lambda: changed(0, 5, "7.5"), "line 2: pixel 5 must be a whole number from 0 to 255, got '7.5'"),
    "huge cell": (lambda: changed(0, 5, "1" * 200_000), "line 2: pixel 5 must be a whole number from 0 to 255, got"),
    "huge cell in quotes": (
        lambda: changed(0, 5, '"' + "1" * 200_000 + '"'),
        "line 2: pixel 5 must be a whole number from 0 to 255, got",
    ),
    "hexadecimal": (lambda: changed(0, 5, "0x1f"), "line 2: pixel 5 must be a whole number"),
    "a zero byte": (lambda: changed(0, 5, "\0"), "line 2: pixel 5 must be a whole number"),
    "thousands": (
        lambda: changed(0, 5, '"1,000"'),
        "line 2: pixel 5 must be a whole number from 0 to 255, got '1,000'",
    ),
    "a mark in the empty last column": (
        lambda: text(rows(), ",", ",\n") * 10 + PLAIN.split(b"\n")[0] + b",x\n",
        "line 81: column 786 must be empty, as in the lines before",
    ),
    "a number in the empty last column": (
        lambda: text(rows(form="{:.1f}"), ",", ",\n") * 10 + PLAIN.split(b"\n")[0] + b",7\n",
        "line 81: column 786 must be empty, as in the lines before",
    ),
    "a quote within a quote": (lambda: changed(3, 5, '"7"8"'), "line 2 or one of the next 8 cannot be read as numbers"),
    "a quote without its pair": (lambda: changed(3, 5, '"7'), "line 5"),
    "one too few": (lambda: NAMED + b"7,0,0\n", "line 10 has 3 columns; it must have 785"),
    "one too many": (lambda: NAMED.replace(b"\n", b",9\n", 5), "line 1 has 786 columns"),
    "one too many below the header": (lambda: text([HEADER]) + text(rows(), ",", ",9\n"), "line 2 has 786 columns"),
    "ragged with an index": (
        lambda: text([["", *HEADER], *indexed(rows())]) + b"1,2\n",
        "line 10 has 2 columns; it must have 786, as",
    ),
    "truncated": (lambda: NAMED[:-700], "line 9 has"),
    "another scale further down": (
        lambda: text(rows(form="{!r}", scale=255)) + text(rows()),
        "pixel 203 must be a number from 0 to 1, as those before it, got '84'",
    ),
    "without labels": (lambda: text([NAMES, *(row[1:] for row in rows())]), "line 1 has 784 columns; it must have 785"),
    "one-hot": (lambda: text([["1", *["0"] * 793]]), "labels as ten columns of 0 and 1 are not read"),
    "two labels": (
        lambda: text([["label", "class", *NAMES], *([r[0], *r] for r in rows())]),
        "two columns that may be",
    ),
    "either end": (lambda: text([["0"] * 785] * 3), 'pass label="first" or label="last"'),
    "blank": (lambda: b" \n\n \n", "holds no images"),
    "only a header": (lambda: text([HEADER]), "holds no images"),
    "an endless line": (lambda: b"1," * 5_000_000, "line 1"),
    "web page": (lambda: b"\n<!DOCTYPE html><html><body>404</body></html>", "is a web page"),
    "JSON": (lambda: b'{"images": []}', "is JSON"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "is a PNG file"),
    "database": (lambda: b"SQLite format 3\0" + bytes(90), "is an SQLite database"),
    "safetensors": (lambda: (64).to_bytes(8, "little") + b'{"a":{}}' + bytes(64), "safetensors"),
    "pickle": (lambda: b"\x80\x04\x95" + bytes(50), "a Python pickle, which could run any program"),
    "workbook": (lambda: zipped(b"x", "[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook"),
    "Git LFS": (lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "only a pointer of Git LFS"),
    "tar": (lambda: b"a.csv".ljust(257, b"\0") + b"ustar" + bytes(250), "is a tar archive"),
    "film": (lambda: b"\0\0\0\x18ftypheic" + bytes(50), "is a HEIC, AVIF or MP4 file"),
    "several tables": (lambda: zipped(NAMED, "a.csv", "b.csv"), "holds a.csv, b.csv; choose one of its files"),
    "cut gzip": (lambda: gzip.compress(NAMED)[:-300], "is damaged: it does not unpack"),
    "cut bzip2": (lambda: bz2.compress(NAMED)[:-300], "is damaged: it does not unpack"),
    "cut xz": (lambda: lzma.compress(NAMED)[:-300], "is damaged: it does not unpack"),
    "cut zip": (lambda: zipped(NAMED, "a.csv")[:-300], "is damaged: it does not unpack"),
    "packed for ever": (lambda: gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"1")))), "more than 3 times"),
    "odd UTF-16": (
        lambda: b"\xff\xfe" + NAMED.decode().encode("utf-16-le")[:-1],
        "is damaged: it is not text in UTF-16",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_wrong_is_named(kind: str) -> None:
    make, message = REFUSED[kind]
    with pytest.raises(DataError) as caught:
        load_data(make())
    assert message in str(caught.value)
    assert str(caught.value).startswith("the file")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


def test_label_is_taken_from_the_named_column_or_end() -> None:
    either = text([["3", *["0"] * 783, "4"]] * 2)
    assert load_data(either, label="first").labels.tolist() == [3, 3]
    assert load_data(either, label="last").labels.tolist() == [4, 4]
    table = text([["other", "digit", *NAMES[1:]], *rows()])
    assert load_data(text([["a", *NAMES], *rows()]), label="a").labels.tolist() == digits().labels.tolist()
    with pytest.raises(DataError, match="is not the first one"):
        load_data(table, label="first")
    with pytest.raises(DataError, match="has no column named 'Digit2'; its header begins with label, pixel0, pixel1"):
        load_data(NAMED, label="Digit2")
    with pytest.raises(DataError, match="it has no header"):
        load_data(PLAIN, label="digit")


def test_names_may_be_in_the_letters_of_windows_and_stand_beside_numbers() -> None:
    labels = ["größe", "maß", "7", "8.0", "9.0e+00", "maß", "7", "größe"]
    table = text([[label, *row[1:]] for label, row in zip(labels, rows(), strict=True)])
    for content in (table, table.decode().encode("cp1252")):
        read = load_data(content)
        shown = [read.class_names[label] for label in read.labels]
        assert shown == ["größe", "maß", "7", "8", "9", "maß", "7", "größe"]


def test_account_says_what_was_understood() -> None:
    read = load_data(gzip.compress(text([["", *NAMES, "class"], *indexed(last(rows(form="{!r}", scale=255)))], ";")))
    assert read.account == {
        "format": "CSV",
        "separator": "semicolons",
        "header": "yes",
        "label": "column 786, named 'class'",
        "pixels": "0 to 1",
        "packed": "gzip",
    }
    assert read.notes == (
        "the first column numbers the rows and was left out",
        "pixels go from 0 to 1 and were multiplied by 255",
    )


def test_images_of_nothing_but_ink_and_paper_are_read_as_such() -> None:
    table = [[row[0], *("1" if int(cell) > 127 else "0" for cell in row[1:])] for row in rows()]
    read = load_data(text(table))
    assert (read.images == np.where(digits().images > 127, 255, 0)).all()
    assert read.account["pixels"] == "0 to 1"


def test_unlabelled_images_are_read_where_they_are_asked_for() -> None:
    bare = [row[1:] for row in rows()]
    for content in (text([NAMES, *bare]), text(bare), text([["ImageId", *NAMES], *indexed(bare, 1)])):
        read = read_source(content, labelled=False)
        assert read.labels is None and (read.images == digits().images).all()
    assert read_source(NAMED, labelled=False).labels is not None


def test_what_is_wrong_far_down_is_named_by_its_line() -> None:
    block = text(rows(8)) * 1500
    with pytest.raises(DataError, match="line 12001 has 2 columns"):
        load_data(block + b"1,2\n" + block)
    with pytest.raises(DataError, match=r"line 12002: pixel 1 must be a whole number from 0 to 255, got 'x'"):
        load_data(b"\n" + block + text([["7", "x", *["0"] * 783]]))


def test_bombs_are_refused_before_they_take_memory() -> None:
    layer = gzip.compress(bytes(64 * 1024**2))
    for content in (layer, gzip.compress(layer), zipped(bytes(64 * 1024**2), "a.csv"), lzma.compress(bytes(1 << 26))):
        with pytest.raises(DataError, match="line 1|longer than"):
            load_data(content, max_bytes=32 * 1024**2)


def small(labels: list[str], end: str = "\n") -> bytes:
    """A table of images of 8 x 8 pixels, the number of each in its first pixel."""
    return b"".join(f"{label},{place % 256}{',7' * 63}{end}".encode() for place, label in enumerate(labels))


def test_a_table_of_one_class_has_its_label_where_no_margin_is() -> None:
    sevens = [["7", *row[1:]] for row in rows()]
    for table in (sevens, last(sevens)):
        read = load_data(text(table))
        assert read.labels.tolist() == [7] * 8 and (read.images == digits().images).all()


class TestBlocks:
    """Tables longer than what is read at once."""

    @pytest.fixture(autouse=True)
    def short_blocks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_of_files, "BLOCK", 1000)

    def test_words_far_below_numbers_are_classes_beside_them(self) -> None:
        labels = [*map(str, range(5)), *"23412341" * 20, *["cat", "dog", "4"] * 40]
        read = load_data(small(labels))
        assert [read.class_names[label] for label in read.labels] == labels
        assert read.images[:, 0].tolist() == [place % 256 for place in range(len(labels))]

    def test_more_words_than_classes_may_be_are_refused(self) -> None:
        with pytest.raises(DataError, match="holds more than 62 different labels, 'word6.' among them"):
            load_data(small([f"word{place}" for place in range(100)]))

    @pytest.mark.parametrize("length", range(995, 1003))
    def test_a_line_end_cut_in_two_is_one(self, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_of_files, "BLOCK", length)
        labels = [str(place % 10) for place in range(60)]
        assert load_data(small(labels, "\r\n")).labels.tolist() == [place % 10 for place in range(60)]

    def test_blank_lines_of_a_whole_block_are_passed_over(self) -> None:
        table = small(["1", "2", "cat"] * 30)
        read = load_data(table + b"\n" * 3000 + b"# a remark\n" * 300 + table)
        assert len(read) == 180 and read.class_names == ("1", "2", "cat")
