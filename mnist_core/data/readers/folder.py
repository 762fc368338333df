"""Images from a folder, or from an archive, which is a folder in one file.

There may be a pair of IDX files or two pairs, pictures by class, or a table to learn from and one to test by. Which
of these it is, the files' names and places say; what each of them is, their content.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from mnist_core.data.readers.idx_pair import idx_name, pair, read_idx_stream
from mnist_core.data.readers.picture_files import MOST_PICTURES, class_of, is_picture, read_pictures
from mnist_core.data.readers.reading import Reading
from mnist_core.data.readers.unpacking import unpacked
from mnist_core.errors import DataError

_TEST = {"test", "testing", "t10k", "tests"}
_UNUSED = {"val", "valid", "validation"}


@dataclass(frozen=True)
class Entry:
    """One file of a folder or archive: where it lies in it, and how to open it."""

    path: PurePosixPath
    open: Callable[[], Any]

    @property
    def part(self) -> str:
        """What the file is for: "train", "test" or "validation"; by its name or a folder's."""
        words = {
            word for text in self.path.parts for word in text.lower().replace(".", "_").replace("-", "_").split("_")
        }
        return "test" if words & _TEST else "validation" if words & _UNUSED else "train"

    @contextmanager
    def unpacked(self, limit: int) -> Iterator[BinaryIO]:
        """Open the file's plain content."""
        with self.open() as file:
            yield unpacked(file, self.path.name, limit)[0]

    def head(self, size: int) -> bytes:
        """Return at most `size` bytes of the file."""
        try:
            with self.open() as file:
                content: bytes = file.read(size)
                return content
        except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError) as error:
            raise DataError(
                f"{self.path} cannot be read: {getattr(error, 'strerror', None) or 'it is damaged'}"
            ) from None


def folder_entries(folder: Path) -> list[Entry]:
    """Return the files below a folder, but for hidden ones."""
    found: list[Entry] = []
    for path in folder.rglob("*"):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            found.append(Entry(PurePosixPath(inner), lambda path=path: open(path, "rb")))  # type: ignore[misc]
        if len(found) > MOST_PICTURES:
            raise DataError(f"{folder.name} holds more than {MOST_PICTURES:,} files; choose a smaller folder")
    return found


def read_entries(entries: Sequence[Entry], name: str, limit: int, read_one: Callable[[Entry], Reading]) -> Reading:
    """Read the images of a folder or archive.

    Parameters
    ----------
    entries : sequence of Entry
    name : str
        What messages call the whole.
    limit : int
        Bytes of one file, unpacked.
    read_one : function
        Reads a file that holds a table.

    Raises
    ------
    DataError
        If its files are none of these.
    """
    used = [entry for entry in entries if entry.part != "validation"]
    if idx := [entry for entry in used if idx_name(entry.path.name)]:
        return _by_part(idx, lambda group: _idx(group, name, limit))
    if len(entries) == 1 and not is_picture(entries[0].path):
        return read_one(entries[0])
    if pictures := [entry for entry in used if is_picture(entry.path) and class_of(entry.path) is not None]:
        return _by_part(pictures, lambda group: read_pictures([(entry.path, entry.head) for entry in group], name))
    groups = [[entry for entry in used if entry.part == part] for part in ("train", "test")]
    if [len(group) for group in groups] == [1, 1] and all("train" in entry.path.name.lower() for entry in groups[0]):
        return _by_part(used, lambda group: read_one(group[0]))
    if not entries:
        raise DataError(f"{name} is an empty folder; choose one with a table, IDX files or pictures by class")
    listed = ", ".join(str(entry.path) for entry in entries[:3])
    more = f" and {len(entries) - 3:,} more" if len(entries) > 3 else ""
    raise DataError(
        f"{name} holds {listed}{more}; choose one of its files, or sort pictures into a folder for each class"
    )


def partner(path: Path) -> tuple[Entry, Entry] | None:
    """Return the IDX file of images and that of labels, one of which lies at `path`, or None."""
    spoken = idx_name(path.name)
    if spoken is None:
        return None
    for other in sorted(path.parent.iterdir()):
        found = idx_name(other.name)
        if found is not None and found[0] == spoken[0] and found[1] != spoken[1]:
            both = [Entry(PurePosixPath(item.name), lambda item=item: open(item, "rb")) for item in (path, other)]  # type: ignore[misc]
            return (both[0], both[1]) if spoken[1] == "images" else (both[1], both[0])
    return None


def read_idx_pair(images: Entry, labels: Entry, name: str, limit: int) -> Reading:
    """Read two IDX files that belong together."""
    with images.unpacked(limit) as stream:
        pixels = read_idx_stream(stream, images.path.name, limit)
    with labels.unpacked(limit) as stream:
        shown = read_idx_stream(stream, labels.path.name, limit)
    return pair(pixels, shown, name)


def _by_part(entries: Sequence[Entry], read: Callable[[list[Entry]], Reading]) -> Reading:
    """Read the files to learn from, and beside them those to test by."""
    train = [entry for entry in entries if entry.part == "train"]
    test = [entry for entry in entries if entry.part == "test"]
    if not train or not test:
        return read(train or test)
    return replace(read(train), test=read(test))


def _idx(entries: list[Entry], name: str, limit: int) -> Reading:
    """Read one pair of IDX files."""
    found: dict[str, list[Entry]] = {"images": [], "labels": []}
    for entry in entries:
        spoken = idx_name(entry.path.name)
        if spoken is not None:
            found[spoken[1]].append(entry)
    if len(found["images"]) != 1 or len(found["labels"]) != 1:
        listed = ", ".join(sorted(entry.path.name for entry in entries)[:4])
        raise DataError(f"{name} must hold one IDX file of images and one of labels for each part, got {listed}")
    return read_idx_pair(found["images"][0], found["labels"][0], name, limit)
