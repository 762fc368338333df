"""Images from a Parquet file: one column a pixel, one column of lists, or, as hubs publish them, one of pictures."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from mnist_core.data.image import DIGITS, checked_class_names, side_of
from mnist_core.data.readers.csv_header import find_label, is_index, pixel_order
from mnist_core.data.readers.numeric_arrays import as_bytes, as_labels
from mnist_core.data.readers.picture_files import decode
from mnist_core.data.readers.pixel_cells import PARTS, is_split
from mnist_core.data.readers.reading import Reading, parted
from mnist_core.errors import DataError

MOST_ROWS = 1_000_000
_ROWS = 2000


def read_parquet(content: bytes, name: str, *, label: str | None = None, labelled: bool = True) -> Reading:
    """Read images from a Parquet file.

    Raises
    ------
    DataError
        If it is damaged, or holds no table of images.
    """
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        return _read(file, name, label, labelled)
    except DataError:
        raise
    except Exception:  # Arrow raises errors of a dozen kinds, some of them Python's own
        raise DataError(f"{name} is damaged: it cannot be read as Parquet") from None


def _read(file: Any, name: str, label: str | None, labelled: bool) -> Reading:
    """Read an open file in batches of rows."""
    rows = file.metadata.num_rows
    if not 0 < rows <= MOST_ROWS:
        raise DataError(f"{name} holds {rows:,} rows; there must be 1 to {MOST_ROWS:,}")
    schema = file.schema_arrow
    names = list(schema.names)
    columns = [place for place, title in enumerate(names) if not (is_index(title) or title == "__index_level_0__")]
    split = next((place for place in columns if _may_split(schema.field(place)) and names[place] != label), None)
    columns = [place for place in columns if place != split]
    if label in ("first", "last"):
        label = names[columns[0 if label == "first" else -1]]
    elif label is None and (found := find_label(names, columns, name)) is not None:
        label = names[found]
    elif label is None and len(columns) == 2:
        label = next((names[place] for place in columns if pa.types.is_integer(schema.types[place])), None)
    elif label is not None and label not in names:
        raise DataError(f"{name} has no column named {label!r}; it begins with {', '.join(names[:3])}")
    if label is None and labelled:
        raise DataError(f"{name} does not name the column of its label; pass label=NAME, or first or last")
    pixels = pixel_order(names, [place for place in columns if names[place] != label])
    if len(pixels) != 1 and side_of(len(pixels)) is None:
        raise DataError(
            f"{name} has {len(pixels):,} columns beside the label; it must have 784 pixels, those of another square "
            "image, or one column of images"
        )
    titles = [names[place] for place in pixels]
    beside = ([label] if label else []) + ([names[split]] if split is not None else [])
    images, labels, parts, done = [], [], [], 0
    for batch in file.iter_batches(batch_size=_ROWS, columns=titles + beside):
        images.append(_images([batch.column(title) for title in titles], name, done))
        done += len(images[-1])
        if label:
            labels.append(_plain(batch.column(label), name))
        if split is not None:
            parts += _plain(batch.column(names[split]), name).tolist()
    whole, unit = as_bytes(np.concatenate(images), name)
    shown, classes = as_labels(np.concatenate(labels), len(whole), name) if label else (None, DIGITS)
    if label and shown is not None and (names_of_classes := _declared_classes(schema, label)):
        shown, classes = _renamed(shown, classes, names_of_classes)
    account = {"format": "Parquet", "label": label or "none", "pixels": "0 to 1" if unit else "0 to 255"}
    reading = Reading(whole, shown, classes, account=account)
    if split is None:
        return reading
    if not is_split(names[split], parts):
        raise DataError(f"{name}: the column {names[split]} must say train or test in every row")
    return parted(reading, parts)


def _may_split(column: Any) -> bool:
    """Whether a column of words is called as if it said what each image is for."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(PARTS.fullmatch(column.name)) and (pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _declared_classes(schema: Any, label: str) -> list[str]:
    """Return what a file of a hub calls the classes, in the order of their numbers; none where it does not say."""
    try:
        features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
        names = features[label]["names"]
    except (KeyError, TypeError, ValueError):
        return []
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []


def _renamed(
    shown: NDArray[np.uint8], classes: tuple[str, ...], names: list[str]
) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return labels as places in declared names, if every label that occurs is the number of one."""
    numbers = [int(classes[place]) if classes[place].isdigit() else len(names) for place in range(len(classes))]
    table = np.array(numbers, np.intp)
    if not len(shown) or table[shown].max() >= len(names) or len(set(names)) < len(names):
        return shown, classes
    return table[shown].astype(np.uint8), checked_class_names(names)


def _images(columns: list[Any], name: str, done: int) -> NDArray[Any]:
    """Return a batch of images as rows of numbers."""
    if len(columns) > 1:
        return np.stack([_plain(column, name) for column in columns], axis=1)
    column = columns[0]
    if pa.types.is_struct(column.type):
        column = column.field("bytes")
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        contents = column.to_pylist()
        if any(content is None for content in contents):
            raise DataError(f"{name}: an image is missing among rows {done + 1:,} to {done + len(contents):,}")
        return np.stack([decode(content, f"{name}, row {done + i + 1}") for i, content in enumerate(contents)])
    count = len(column)
    while hasattr(column, "flatten") and pa.types.is_nested(column.type):
        column = column.flatten()
    pixels = len(column) // max(count, 1)
    if side_of(pixels) is None or len(column) != count * pixels:
        raise DataError(f"{name} holds lists of numbers that are not 784 an image, nor those of another square one")
    return _plain(column, name).reshape(count, pixels)


def _plain(column: Any, name: str) -> NDArray[Any]:
    """Return a column without gaps as an array."""
    if column.null_count:
        raise DataError(f"{name} has empty cells; fill or remove them")
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return np.array(column.to_pylist(), dtype=str)
    values: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values
