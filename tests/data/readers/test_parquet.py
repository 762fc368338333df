"""Parquet as hubs and people write it: which column is the label, what its numbers mean, and what is refused."""

import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from mnist_core.data.readers import parquet_file
from mnist_core.data.readers.load import load_data
from mnist_core.errors import DataError
from tests.data.readers.tables import digits
from tests.data.readers.test_formats import LABELS, PICTURES, assert_same, error_of, png, table

IMAGES = digits().images.tolist()
WORDS = "zero one two three four five six seven eight nine".split()


def hub(names: Any, labels: Any = LABELS) -> bytes:
    """A file of a hub, which names the classes beside the table."""
    columns = pa.table({"image": [{"bytes": png(picture)} for picture in PICTURES], "label": labels})
    about = {"info": {"features": {"label": {"names": names}}}}
    file = io.BytesIO()
    parquet.write_table(columns.replace_schema_metadata({"huggingface": json.dumps(about)}), file)
    return file.getvalue()


def shown(read: Any) -> list[str]:
    return [read.class_names[label] for label in read.labels]


def test_the_classes_that_a_hub_declares_are_taken() -> None:
    assert shown(load_data(hub(WORDS))) == [WORDS[label] for label in LABELS]


@pytest.mark.parametrize("names", [WORDS[:5], ["same"] * 10, "zero", [*range(10)]])
def test_declared_classes_that_do_not_fit_the_labels_are_left_out(names: Any) -> None:
    assert_same(load_data(hub(names)))


def test_the_label_is_the_named_column_the_first_or_the_last_or_the_only_whole_number() -> None:
    content = table(kind=LABELS, dots=IMAGES)
    for label in ("kind", "first", None):
        assert_same(load_data(content, label=label))
    assert_same(load_data(table(dots=IMAGES, kind=LABELS), label="last"))
    with pytest.raises(DataError, match="has no column named 'Kind'; it begins with kind, dots"):
        load_data(content, label="Kind")
    with pytest.raises(DataError, match="does not name the column of its label; pass label=NAME"):
        load_data(table(kind=LABELS.astype(np.float64), dots=IMAGES))


def test_classes_may_be_words_also_as_a_dictionary() -> None:
    words = pa.array([WORDS[label] for label in LABELS])
    for column in (words, words.dictionary_encode(), words.cast(pa.large_string())):
        assert shown(load_data(table(label=column, dots=IMAGES))) == words.to_pylist()


def test_a_table_without_rows_or_with_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "holds 0 rows; there must be 1 to 1,000,000" in error_of(table(label=LABELS[:0], dots=pa.array([], "float")))
    monkeypatch.setattr(parquet_file, "MOST_ROWS", 7)
    assert "holds 8 rows; there must be 1 to 7" in error_of(table(label=LABELS, dots=IMAGES))


def test_a_missing_image_is_named() -> None:
    pictures = [{"bytes": png(picture)} for picture in PICTURES]
    pictures[3] = {"bytes": None}
    assert "an image is missing among rows 1 to 8" in error_of(table(image=pictures, label=LABELS))


def test_labels_that_are_neither_numbers_nor_names_are_refused() -> None:
    days = pa.array(LABELS.astype(np.int64), pa.timestamp("s"))
    assert "holds labels of type datetime64[ms]; they must be whole numbers or names" in error_of(
        table(label=days, dots=IMAGES)
    )


@pytest.mark.parametrize("title", ["split", "Usage", "usage"])
def test_a_column_that_parts_the_rows_gives_training_and_test_images(title: str) -> None:
    count = len(LABELS)
    parts = pa.array(["Training"] * count + ["PublicTest"] * count)
    for words in (parts, parts.dictionary_encode()):
        both = {"label": [*LABELS, *LABELS], "dots": IMAGES + IMAGES}
        read = load_data(table(**{title: words}, **both))
        assert_same(read)
        assert read.test is not None and read.test.labels.tolist() == LABELS.tolist()
    assert load_data(table(split=["train"] * count, label=LABELS, dots=IMAGES)).test is None


def test_a_column_of_that_name_with_other_words_is_refused() -> None:
    content = table(split=["left"] * len(LABELS), label=LABELS, dots=IMAGES)
    with pytest.raises(DataError, match="the column split must say train or test in every row"):
        load_data(content)
