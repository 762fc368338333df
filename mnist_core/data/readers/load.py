"""Labelled images from whatever file or folder a person has.

What means the same is read the same; what is doubtful is refused with its cause named; nothing is read wrongly in
silence. The kind of a file is told by its content.
"""

from collections.abc import Sequence

from mnist_core.data.dataset import ImageSet, check_alike
from mnist_core.data.readers.orientation import orientation_warnings
from mnist_core.data.readers.progress import Tell
from mnist_core.data.readers.reading import MAX_BYTES, LoadedData, Reading
from mnist_core.data.readers.source import Source, read_source, source_name


def load_data(
    source: Source,
    *,
    label: str | None = None,
    test: Source | None = None,
    turn: str | Sequence[str] | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Tell | None = None,
) -> LoadedData:
    """Load labelled images from a file or folder of any usual kind.

    Parameters
    ----------
    source : path-like, bytes or binary file
        CSV and its kin, with any separator and encoding; a pair of IDX files, either of them or their folder; a NumPy
        archive; Parquet; a folder or zip archive of pictures by class, or beside
        a table of their names and labels. Plain, or packed with gzip, bzip2, xz or zip.
        Of a folder or zip archive that holds several data sets, one is named as `folder/name`.
    label : str, optional
        Which column of a table holds the label: "first", "last" or its name. By default the header tells, or else
        what the columns hold.
    test : like source, optional
        The images to test by.
    turn : {"transpose", "invert"} or a sequence of them, optional
        How to turn images that are stored column by column, or drawn dark on light.
    max_bytes : int, default 600 MB
        Longer content, unpacked, is refused.
    progress : function, optional
        Called now and then with the share of `source` that was read, 0 to 1.

    Returns
    -------
    LoadedData
        The images, with what the file brings to test by, and how it was understood.

    Raises
    ------
    DataError
        If it is not a file of labelled images, square ones of 8 × 8 to 64 × 64 pixels and of 2 to 62 classes, or can be
        understood in two ways. The message is one sentence that names the file, and the line where there is one.
    ConfigurationError
        If `turn` names another change.
    """
    reading = read_source(source, label=label, turn=turn, max_bytes=max_bytes, progress=progress)
    beside = reading.test
    if test is not None:
        beside = read_source(test, label=label, turn=turn, max_bytes=max_bytes)
    images, warnings = _image_set(reading)
    test_images, test_warnings = _image_set(beside) if beside is not None else (None, ())
    if beside is reading.test:
        warnings += tuple(warning for warning in test_warnings if warning not in warnings)
    else:
        warnings += tuple(f"{source_name(test)}: {warning}" for warning in test_warnings)
    if test_images is not None:
        check_alike(images, test_images)
        test_images = test_images.with_classes(images.class_names)
    return LoadedData(
        images.images,
        images.labels,
        images.class_names,
        test=test_images,
        account=reading.account,
        notes=reading.notes,
        warnings=warnings,
    )


def _image_set(reading: Reading) -> tuple[ImageSet, tuple[str, ...]]:
    """Return the images of a reading, and what seems wrong with them."""
    assert reading.labels is not None
    images = ImageSet(reading.images, reading.labels, reading.classes)
    return images, reading.warnings + orientation_warnings(images)
