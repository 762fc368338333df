"""Labelled images from whatever file or folder a person has.

What means the same is read the same; what is doubtful is refused with its cause named; nothing is read wrongly in
silence. The kind of a file is told by its content.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mnist_core.data.dataset import ImageSet, check_alike
from mnist_core.data.readers.csv_table import read_csv
from mnist_core.data.readers.folder import Entry, folder_entries, partner, read_entries, read_idx_pair
from mnist_core.data.readers.npz_archive import is_npz, read_npz
from mnist_core.data.readers.orientation import orientation_warnings, turned
from mnist_core.data.readers.parquet_file import read_parquet
from mnist_core.data.readers.reading import MAX_BYTES, LoadedData, Reading
from mnist_core.data.readers.signatures import PEEK, recognise
from mnist_core.data.readers.unpacking import MOST_LAYERS, archive_members, check_whole, unpacked
from mnist_core.errors import DataError

Source = Path | str | bytes | BinaryIO


def load_data(
    source: Source,
    *,
    label: str | None = None,
    test: Source | None = None,
    turn: str | Sequence[str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> LoadedData:
    """Load labelled images from a file or folder of any usual kind.

    Parameters
    ----------
    source : path-like, bytes or binary file
        CSV and its kin, with any separator and encoding; a pair of IDX files, either of them or their folder; a NumPy
        archive; Parquet; a folder or zip archive of pictures by class. Plain, or packed with gzip, bzip2, xz or zip.
    label : str, optional
        Which column of a table holds the label: "first", "last" or its name. By default the header tells, or else
        what the columns hold.
    test : like source, optional
        The images to test by.
    turn : {"transpose", "invert"} or a sequence of them, optional
        How to turn images that are stored column by column, or drawn dark on light.
    max_bytes : int, default 300 MB
        Longer content, unpacked, is refused.

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
    reading = read_source(source, label=label, max_bytes=max_bytes)
    beside = read_source(test, label=label, max_bytes=max_bytes) if test is not None else reading.test
    images, warnings = _turned_set(reading, turn)
    test_images, test_warnings = _turned_set(beside, turn) if beside is not None else (None, ())
    if beside is reading.test:
        warnings += tuple(warning for warning in test_warnings if warning not in warnings)
    else:
        warnings += tuple(f"{_name(test)}: {warning}" for warning in test_warnings)
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


def read_source(
    source: Source | None,
    *,
    label: str | None = None,
    labelled: bool = True,
    fallback: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """Read a file or folder as it is; see `load_data`.

    Parameters
    ----------
    source : path-like, bytes or binary file
    label : str, optional
    labelled : bool, default True
        Whether there must be labels; without, images alone are read too.
    fallback : {"first", "last"}, optional
        The label's column in a table where nothing tells.
    max_bytes : int

    Raises
    ------
    DataError
    """
    reader = _Reader(label, labelled, fallback, max_bytes)
    name = _name(source)
    if isinstance(source, bytes):
        return reader.read(io.BytesIO(source), name)
    if not isinstance(source, str | Path):
        return reader.read(source, name)  # type: ignore[arg-type]
    path = Path(source)
    try:
        if path.is_dir():
            return read_entries(folder_entries(path), name, max_bytes, reader.read_entry)
        with open(path, "rb") as file:
            return reader.read(file, name, path)
    except FileNotFoundError:
        raise DataError(f"{source} is missing; check the path") from None
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}") from None


class _Reader:
    """Reads any file under the same rules, and the files within it."""

    def __init__(self, label: str | None, labelled: bool, fallback: str | None, limit: int) -> None:
        self.label, self.labelled, self.fallback, self.limit = label, labelled, fallback, limit
        self.depth = 0

    def read_entry(self, entry: Entry) -> Reading:
        """Read a file of a folder or archive."""
        with entry.open() as file:
            return self.read(file, entry.path.name)

    def read(self, file: BinaryIO, name: str, path: Path | None = None) -> Reading:
        """Read an open file."""
        stream, packings = unpacked(file, name, self.limit)
        try:
            reading = self._read_plain(stream, name, path)
        except DataError:
            if packings:
                check_whole(stream)  # bad content may come of damage, which is then the cause to name
            raise
        packed = {"packed": ", ".join(packings)} if packings else {}
        return replace(reading, account=reading.account | packed)

    def _read_plain(self, stream: io.BufferedReader, name: str, path: Path | None) -> Reading:
        """Read unpacked content by what it is."""
        match recognise(stream.peek(PEEK)[:PEEK], name):
            case "zip":
                return self._read_zip(stream.read(), name)
            case "parquet":
                return read_parquet(stream.read(), name, label=self.label, labelled=self.labelled)
            case "npy":
                raise DataError(f"{name} holds a single array; save images and labels together with numpy.savez")
            case "idx":
                both = partner(path) if path is not None else None
                if both is None:
                    raise DataError(
                        f"{name} is one of two IDX files; keep the images and the labels in one folder, named like "
                        "train-images-idx3-ubyte and train-labels-idx1-ubyte"
                    )
                return read_idx_pair(*both, name, self.limit)
            case _:
                return read_csv(stream, name, label=self.label, labelled=self.labelled, fallback=self.fallback)

    def _read_zip(self, content: bytes, name: str) -> Reading:
        """Read what a zip archive holds."""
        self.depth += 1
        if self.depth > MOST_LAYERS:
            raise DataError(f"{name} is packed more than {MOST_LAYERS} times over; unpack it first")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive_members(archive, name)
                names = [member.filename for member in members]
                if "[Content_Types].xml" in names:
                    raise DataError(f"{name} is an Excel workbook or another Office document; save it as CSV")
                if is_npz(names):
                    return read_npz(archive, members, name, self.limit)
                entries = [
                    Entry(PurePosixPath(member.filename), lambda member=member: archive.open(member))  # type: ignore[misc]
                    for member in members
                ]
                return read_entries(entries, name, self.limit, self.read_entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            if isinstance(error, DataError):
                raise
            raise DataError(f"{name} is damaged: it does not unpack") from None


def _turned_set(reading: Reading, turn: str | Sequence[str] | None) -> tuple[ImageSet, tuple[str, ...]]:
    """Return images turned as was asked, and what still seems wrong with them."""
    assert reading.labels is not None
    images = ImageSet(turned(reading.images, turn), reading.labels, reading.classes)
    return images, reading.warnings + orientation_warnings(images)


def _name(source: Source | None) -> str:
    """Return what messages call a file."""
    if isinstance(source, str | Path):
        return Path(source).name or str(source)
    return Path(str(getattr(source, "name", "the file"))).name
