"""A file or folder of whatever kind, read as it is."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from mnist_core.data.readers.array_pair import partner, read_pair
from mnist_core.data.readers.csv_cells import is_comment
from mnist_core.data.readers.csv_table import read_csv
from mnist_core.data.readers.entries import Entry, file_entry, folder_entries
from mnist_core.data.readers.folder import read_entries
from mnist_core.data.readers.idx_pair import pair_name
from mnist_core.data.readers.npz_archive import is_npz, read_npz
from mnist_core.data.readers.orientation import turned
from mnist_core.data.readers.parquet_file import read_parquet
from mnist_core.data.readers.pixel_cells import has_pixel_cell, read_pixel_cells
from mnist_core.data.readers.progress import ReadingProgress, Tell
from mnist_core.data.readers.reading import MAX_BYTES, Reading
from mnist_core.data.readers.recognition import as_relative
from mnist_core.data.readers.signatures import PEEK, recognise
from mnist_core.data.readers.svm_light import is_svm_light, read_svm_light
from mnist_core.data.readers.text import LONGEST_LINE, blocks, find_encoding
from mnist_core.data.readers.unpacking import MOST_LAYERS, archive_members, check_whole, unpacked
from mnist_core.data.relatives import where_to_get
from mnist_core.errors import UNPACKING_ERRORS, DataError

Source = Path | str | bytes | BinaryIO

_LINES = 20
"""Lines within which remarks end and images begin."""

_NAMED_BY = 3
"""How many parts of a path, from its end, may name the data."""


def read_source(
    source: Source | None,
    *,
    label: str | None = None,
    labelled: bool = True,
    fallback: str | None = None,
    turn: str | Sequence[str] | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Tell | None = None,
) -> Reading:
    """Read a file or folder; see `load_data`.

    Parameters
    ----------
    source : path-like, bytes or binary file
    label : str, optional
    labelled : bool, default True
        Whether there must be labels; without, images alone are read too.
    fallback : {"first", "last"}, optional
        The label's column in a table where nothing tells.
    turn : str or sequence of str, optional
    max_bytes : int
    progress : function, optional
        Called now and then with the share, 0 to 1, of a file or folder that was read.

    Raises
    ------
    DataError, ConfigurationError
    """
    changes = [turn] if isinstance(turn, str) else [*(turn or [])]
    names = Path(source).absolute().parts[: -_NAMED_BY - 1 : -1] if isinstance(source, str | Path) else ()
    reader = _Reader(label, labelled, fallback, max_bytes, ReadingProgress(progress))
    reading = as_relative(_read(source, reader), names, turn=changes)
    test = replace(reading.test, images=turned(reading.test.images, changes)) if reading.test is not None else None
    return replace(reading, images=turned(reading.images, changes), test=test)


def _read(source: Source | None, reader: "_Reader") -> Reading:
    """Read a file or folder as it is."""
    name = source_name(source)
    if isinstance(source, bytes):
        return reader.read(io.BytesIO(source), name)
    if not isinstance(source, str | Path):
        return reader.read(source, name)  # type: ignore[arg-type]
    path = Path(source)
    try:
        if path.is_dir():
            entries = folder_entries(path)
            reader.progress.expect(sum((path / entry.path).stat().st_size for entry in entries))
            return read_entries([reader.watched(entry) for entry in entries], name, reader.limit, reader.read_entry)
        with open(path, "rb") as file:
            reader.progress.expect(path.stat().st_size)
            return reader.read(reader.progress.watch(file), name, path)
    except (FileNotFoundError, NotADirectoryError):
        if (one_of_several := _read_named(path, reader)) is not None:
            return one_of_several
        mend = where_to_get(path.name) or "check the path"
        raise DataError(f"{source} is missing; {mend}") from None
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _read_named(path: Path, reader: "_Reader") -> Reading | None:
    """Read the data set called `path.name` among those in a folder or zip archive; None if that is none."""
    within = path.parent
    if within.is_file():
        reader.wanted = path.name
        with open(within, "rb") as file:
            return reader.read(file, within.name, within)
    if not within.is_dir():
        return None
    beside = [file_entry(item, within) for item in within.glob(f"{path.name}[-._]*") if pair_name(item.name)]
    return read_entries(beside, within.name, reader.limit, reader.read_entry, path.name) if beside else None


class _Reader:
    """Reads any file under the same rules, and the files within it."""

    def __init__(
        self, label: str | None, labelled: bool, fallback: str | None, limit: int, progress: ReadingProgress
    ) -> None:
        self.label, self.labelled, self.fallback, self.limit = label, labelled, fallback, limit
        self.progress = progress
        self.depth = 0
        self.wanted = ""
        """The name of one of several data sets in an archive."""

    def watched(self, entry: Entry) -> Entry:
        """Return a file whose reading counts as progress."""
        return Entry(entry.path, lambda: self.progress.watch(entry.open()))

    def read_entry(self, entry: Entry, *, labelled: bool = True) -> Reading:
        """Read a file of a folder or archive, with `labelled=False` also one without labels."""
        asked = self.labelled
        self.labelled = asked and labelled
        try:
            with entry.open() as file:
                return self.read(file, entry.path.name)
        finally:
            self.labelled = asked

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
        return replace(reading, account=reading.account | packed, names=reading.names or (name,))

    def _read_plain(self, stream: io.BufferedReader, name: str, path: Path | None) -> Reading:
        """Read unpacked content by what it is."""
        match recognise(stream.peek(PEEK)[:PEEK], name):
            case "zip":
                both = partner(path) if path is not None and path.suffix.lower() == ".npz" else None
                return read_pair(*both, name, self.limit) if both else self._read_zip(stream.read(), name)
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
                return read_pair(*both, name, self.limit)
            case _:
                return self._read_text(stream, name)

    def _read_text(self, stream: io.BufferedReader, name: str) -> Reading:
        """Read text by how its first lines are written."""
        encoding, mark = find_encoding(stream.peek(256))
        lines = stream.peek(LONGEST_LINE)[mark:].splitlines(keepends=True)[:_LINES] if encoding == "utf-8" else []
        lines = [line for line in lines if line.strip() and not is_comment(line)][:2]
        if lines and is_svm_light(lines[0]):
            stream.read(mark)
            return read_svm_light(blocks(stream, encoding, name), name)
        if any(has_pixel_cell(line) for line in lines):
            stream.read(mark)
            return read_pixel_cells(blocks(stream, encoding, name), name, label=self.label, labelled=self.labelled)
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
                self.progress.expect(sum(member.file_size for member in members))
                if is_npz(names):
                    return read_npz(
                        [(member.filename, _opener(archive, member)) for member in members], name, self.limit
                    )
                entries = [
                    self.watched(Entry(PurePosixPath(member.filename), _opener(archive, member))) for member in members
                ]
                return read_entries(entries, name, self.limit, self.read_entry, self.wanted)
        except UNPACKING_ERRORS as error:
            if isinstance(error, DataError):
                raise
            raise DataError(f"{name} is damaged: it does not unpack") from None


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], Any]:
    """Return a function that opens a file of an archive."""
    return lambda: archive.open(member)


def source_name(source: Source | None) -> str:
    """Return what messages call a file."""
    if isinstance(source, str | Path):
        return Path(source).name or str(source)
    return Path(str(getattr(source, "name", "the file"))).name
