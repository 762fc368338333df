import gzip
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_core.data.csv import load_csv
from mnist_core.data.dataset import ImageSet
from mnist_core.errors import DataError

HEADER = "label," + ",".join(f"{row}x{column}" for row in range(1, 29) for column in range(1, 29))


def line(**cells: str) -> str:
    """A line of label 5 and pixels 7, but for `label=...` and `pixel_3=...`."""
    return ",".join([cells.get("label", "5"), *(cells.get(f"pixel_{i}", "7") for i in range(1, 785))])


def as_csv(image_set: ImageSet, *, header: bool = True, end: str = "\n") -> bytes:
    rows = [
        ",".join(map(str, [label, *pixels])) for label, pixels in zip(image_set.labels, image_set.images, strict=True)
    ]
    return end.join([HEADER] * header + rows + [""]).encode()


def error_of(content: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        load_csv(content.encode() if isinstance(content, str) else content)
    return str(caught.value)


def random_images(n: int) -> ImageSet:
    rng = np.random.default_rng(n)
    return ImageSet(rng.integers(0, 256, (n, 784), np.uint8), rng.integers(0, 10, n, np.uint8))


@settings(max_examples=20)
@given(
    images=arrays(np.uint8, st.tuples(st.integers(1, 5), st.just(784))),
    header=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    prefix=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    zipped=st.booleans(),
)
def test_load_csv_returns_what_was_written(images, header, end, prefix, zipped):
    images[0, 400] = 200  # images of nothing but 0 and 1 are another kind
    written = ImageSet(images, np.arange(len(images), dtype=np.uint8))
    content = prefix + as_csv(written, header=header, end=end)
    read = load_csv(gzip.compress(content) if zipped else content)
    assert (read.images == written.images).all()
    assert (read.labels == written.labels).all()


def test_load_csv_reads_paths_and_open_files(tmp_path):
    written = random_images(3)
    (tmp_path / "digits.csv").write_bytes(as_csv(written))
    for source in (tmp_path / "digits.csv", str(tmp_path / "digits.csv"), io.BytesIO(as_csv(written))):
        assert (load_csv(source).images == written.images).all()


def test_load_csv_joins_blocks_of_lines_in_order():
    written = random_images(9001)
    assert (load_csv(as_csv(written)).images == written.images).all()


@pytest.mark.parametrize(
    "content",
    [line(), line() + "\n", line() + "\n\n\n", "\n" + line(), line().replace(",", ", "), line(pixel_9="007")],
    ids=["no newline at the end", "newline", "blank lines after", "blank line before", "spaces", "zeros before"],
)
def test_load_csv_forgives(content):
    read = load_csv(content.encode())
    assert read.labels.tolist() == [5]
    assert (read.images == 7).all()


def test_load_csv_reads_quoted_cells():
    assert (load_csv(",".join(['"7"'] * 785).encode()).images == 7).all()


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"label": "10"}, "the label must be a whole number from 0 to 9, got '10'"),
        ({"label": "-1"}, "the label must be a whole number from 0 to 9, got '-1'"),
        ({"label": "five"}, "the label must be a whole number from 0 to 9, got 'five'"),
        ({"label": "nan"}, "the label must be a whole number from 0 to 9, got 'nan'"),
        ({"label": ""}, "the label must be a whole number from 0 to 9, but its cell is empty"),
        ({"pixel_1": "256"}, "pixel 1 must be a whole number from 0 to 255, got '256'"),
        ({"pixel_784": "-3"}, "pixel 784 must be a whole number from 0 to 255, got '-3'"),
        ({"pixel_3": "1.5"}, "pixel 3 must be a whole number from 0 to 255, got '1.5'"),
        ({"pixel_3": "NaN"}, "pixel 3 must be a whole number from 0 to 255, got 'NaN'"),
        ({"pixel_3": "1e3"}, "pixel 3 must be a whole number from 0 to 255, got '1e3'"),
        ({"pixel_3": "٣"}, "pixel 3 must be a whole number from 0 to 255, got '٣'"),
        ({"pixel_3": "9" * 5000}, "pixel 3 must be a whole number from 0 to 255, got '99999999999999999999…'"),
        ({"pixel_400": ""}, "pixel 400 must be a whole number from 0 to 255, but its cell is empty"),
    ],
)
def test_load_csv_names_the_line_and_the_cell(cells, message):
    content = f"{HEADER}\n{line()}\n{line(**cells)}\n{line()}\n"
    assert error_of(content) == f"the file, line 3: {message}"


@pytest.mark.parametrize(("columns", "found"), [(784, "784"), (786, "786"), (1, "1"), (2000, "2,000")])
def test_load_csv_names_the_line_of_another_width(columns, found):
    wrong = ",".join(["7"] * columns)
    plural = "column" if columns == 1 else "columns"
    expected = f"line 2 has {found} {plural}; it must have 785 between commas: the label, then 784 pixels"
    assert error_of(f"{line()}\n{wrong}\n").startswith(f"the file, {expected}")


def test_load_csv_checks_the_headers_width():
    assert error_of(f"{HEADER},extra\n{line()}").startswith("the file, line 1 has 786 columns")


def test_load_csv_counts_blank_lines():
    assert error_of(f"{line()}\n\n\n{line(label='77')}").startswith("the file, line 4: the label")


def test_load_csv_names_a_line_far_down():
    content = "\n".join([line()] * 8123 + [line(pixel_8="x")] + [line()] * 10)
    assert error_of(content) == "the file, line 8124: pixel 8 must be a whole number from 0 to 255, got 'x'"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_load_csv_refuses_an_empty_file(content):
    assert error_of(content) == "the file is empty; it must hold a line of 785 columns for each image"


@pytest.mark.parametrize("content", ["\n\n\n", HEADER, HEADER + "\n"])
def test_load_csv_refuses_a_file_without_images(content):
    assert error_of(content) == "the file holds no images; it must hold a line of 785 columns for each"


@pytest.mark.parametrize(
    "content",
    [
        b"A letter to a friend,\nnot a table.\n",
        b"7" * 1_000_000,
        gzip.compress(b"0" * 10_000_000),
        b"\x00" * 10_000,
    ],
    ids=["text", "one long line", "gzip bomb", "zero bytes"],
)
def test_load_csv_refuses_what_is_no_table_of_numbers(content):
    assert error_of(content).startswith("the file, line 1")


def test_load_csv_refuses_a_damaged_gzip_file():
    assert error_of(gzip.compress(as_csv(random_images(20)))[:-50]) == "the file is damaged: it does not unpack"
    assert error_of(b"\x1f\x8bnonsense and more of it") == "the file is damaged: it does not unpack"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_load_csv_refuses_content_above_the_limit(pack):
    content = pack(b"\n".join([line().encode()] * 2000))
    with pytest.raises(DataError, match="the file is longer than 2 MB; split it"):
        load_csv(content, max_bytes=2 * 1024**2)


def test_load_csv_names_the_file(tmp_path):
    (tmp_path / "digits.csv").write_text("1,2,3\n")
    with pytest.raises(DataError, match=r"^digits\.csv, line 1 has 3 columns"):
        load_csv(tmp_path / "digits.csv")
    with pytest.raises(DataError, match="nowhere.csv is missing; check the path"):
        load_csv(tmp_path / "nowhere.csv")
