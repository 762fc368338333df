"""Text that is no table of one pixel a cell: pixels in one cell, and places with values as LIBSVM writes them."""

import io

import numpy as np
import pytest

from mnist_core.data.readers import pixel_cells, svm_light
from mnist_core.data.readers.load import load_data
from mnist_core.errors import DataError
from tests.data.readers.tables import digits

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (30, 64)).astype(np.uint8)
LABELS = np.arange(30) % 3


def text(rows, header: str = "") -> bytes:
    return "\n".join([*([header] if header else []), *rows, ""]).encode()


def cell(image) -> str:
    return " ".join(map(str, image))


@pytest.mark.parametrize(
    "content",
    [
        text([f"{label},{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)], "emotion,pixels"),
        text([f'{label},"{cell(image)}"' for label, image in zip(LABELS, IMAGES, strict=True)], "label,pixels"),
        text([f"{cell(image)};{label}" for label, image in zip(LABELS, IMAGES, strict=True)]),
        text([f"{label}\t{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)], "label\timage"),
        text([f"{label}.0,{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)]),
    ],
)
def test_pixels_in_one_cell_are_read(content):
    data = load_data(content)
    np.testing.assert_array_equal(data.images, IMAGES)
    assert [data.class_names[label] for label in data.labels] == [str(label) for label in LABELS]


def test_a_column_says_which_images_are_to_test_by():
    usage = np.where(LABELS == 0, "PrivateTest", "Training")
    rows = [f"{'abc'[label]},{cell(image)},{use}" for label, image, use in zip(LABELS, IMAGES, usage, strict=True)]
    data = load_data(text([*rows, f"a,{cell(IMAGES[0])},Training"], "emotion,pixels,Usage"))
    np.testing.assert_array_equal(data.test.images, IMAGES[LABELS == 0])
    assert len(data) == 21 and data.class_names == ("a", "b", "c")


def test_pixels_of_0_to_1_in_one_cell_are_scaled():
    rows = [
        f"{label},{' '.join(f'{value / 255:.6f}' for value in image)}"
        for label, image in zip(LABELS, IMAGES, strict=True)
    ]
    data = load_data(text(rows, "label,pixels"))
    np.testing.assert_array_equal(data.images, IMAGES)
    assert data.account["pixels"] == "0 to 1"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["0," + cell(IMAGES[0]), "1," + cell(IMAGES[0][:63])], "line 2 has 63 pixels; it must have 64"),
        (["0," + cell(IMAGES[0]), "1,2," + cell(IMAGES[0])], "line 2 has 3 cells; it must have 2"),
        (
            ["0," + cell(IMAGES[0]), "1," + cell(IMAGES[0]).replace(" ", " x", 1)],
            "line 2: every pixel must be a number",
        ),
        (["0," + cell(IMAGES[0]), "1," + cell([300, *IMAGES[0][1:]])], "pixels must be from 0 to 255"),
        (["0," + cell(IMAGES[0]), "," + cell(IMAGES[0])], "the label of image 2 must be a number or a name"),
        (["0,1," + cell(IMAGES[0])], "does not say which column is the label"),
    ],
)
def test_what_is_wrong_with_a_cell_of_pixels_is_named(rows, words):
    with pytest.raises(DataError, match=words):
        load_data(text(rows))


def test_a_named_column_is_the_label_beside_a_cell_of_pixels():
    rows = [f"{label},{9 - label},{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)]
    data = load_data(text(rows, "one,two,pixels"), label="two")
    assert [data.class_names[label] for label in data.labels] == [str(9 - label) for label in LABELS]
    with pytest.raises(DataError, match="no column named 'three'"):
        load_data(text(rows, "one,two,pixels"), label="three")


def test_too_much_in_cells_is_refused(monkeypatch):
    monkeypatch.setattr(pixel_cells, "MAX_BYTES", 100)
    monkeypatch.setattr(pixel_cells, "_ROWS", 4)
    with pytest.raises(DataError, match="more than 0 MB"):
        load_data(text([f"{label},{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)]))


def svm(images, labels, *, first: int = 1, more: str = "") -> bytes:
    return text(
        f"{label}{more} " + " ".join(f"{place + first}:{value}" for place, value in enumerate(image) if value)
        for label, image in zip(labels, images, strict=True)
    )


@pytest.mark.parametrize("more", ["", " qid:3"])
@pytest.mark.parametrize("first", [0, 1])
def test_places_and_values_are_read(first, more):
    images = IMAGES.copy()
    images[0, [0, 63]] = 9
    data = load_data(svm(images, LABELS, first=first, more=more))
    np.testing.assert_array_equal(data.images, images)
    np.testing.assert_array_equal(data.labels, LABELS)


def test_the_last_pixels_may_be_empty_in_an_image_of_a_usual_size():
    images = RNG.integers(1, 256, (12, 784)).astype(np.uint8)
    images[:, 780:] = 0
    data = load_data(svm(images, np.arange(12) % 10))
    np.testing.assert_array_equal(data.images, images)
    assert any("780 pixels are named" in note for note in data.notes)


def test_remarks_and_shares_of_one_are_understood():
    rows = [f"{label} 1:0.5 64:1 # seen" for label in LABELS]
    data = load_data(text(["# made by hand", *rows]))
    assert (data.images[:, 0] == 128).all() and (data.images[:, 63] == 255).all()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["1 1:3 2:4 13:1"], "names 13 pixels, which is no square image"),
        (["1 1:3 64:4", "0 2:1 2:5"], "line 2: places must rise"),
        (["1 1:3 64:4", "0 2:1 3"], "line 2 must be a label, then place:value"),
        (["1 1:-1 64:4"], "pixels must be from 0 to 255"),
        (["1 1:3 5000:4"], "places must rise, from 1 to at most 4,096"),
    ],
)
def test_what_is_wrong_with_places_is_named(rows, words):
    with pytest.raises(DataError, match=words):
        load_data(text(rows))


def test_too_many_places_are_refused(monkeypatch):
    monkeypatch.setattr(svm_light, "MAX_BYTES", 800)
    with pytest.raises(DataError, match="too much"):
        load_data(svm(IMAGES, LABELS))


@pytest.mark.parametrize("length", [0, 50, 400])
def test_cut_off_text_is_one_sentence(length):
    for content in (
        svm(IMAGES, LABELS),
        text([f"{label},{cell(image)}" for label, image in zip(LABELS, IMAGES, strict=True)]),
    ):
        try:
            load_data(io.BytesIO(content[: len(content) - length]))
        except DataError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("form", ["{:.6f}", "{:.3f}", "{:.6e}", "{:g}"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_decimal_commas_in_quotes_are_read_between_any_separators(separator: str, form: str, end: str) -> None:
    lines = []
    for image, label in zip(digits().images, digits().labels, strict=True):
        cells = [form.format(value).replace(".", ",") for value in image / 255]
        lines.append(separator.join([str(label), *(f'"{cell}"' if "," in cell else cell for cell in cells)]))
    read = load_data((end.join(lines) + end).encode())
    assert (read.images == digits().images).all() and (read.labels == digits().labels).all()
