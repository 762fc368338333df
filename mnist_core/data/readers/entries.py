"""The files of a folder or of an archive, as one kind of thing: where each lies, what it is for, how to open it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from mnist_core.data.readers.picture_files import MOST_PICTURES
from mnist_core.data.readers.unpacking import unpacked
from mnist_core.errors import UNPACKING_ERRORS, DataError

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
        except UNPACKING_ERRORS as error:
            raise DataError(
                f"{self.path} cannot be read: {getattr(error, 'strerror', None) or 'it is damaged'}"
            ) from None


def file_entry(path: Path, within: Path) -> Entry:
    """Return a file of a folder."""
    return Entry(PurePosixPath(path.relative_to(within)), lambda: open(path, "rb"))


def folder_entries(folder: Path) -> list[Entry]:
    """Return the files below a folder, but for hidden ones."""
    found: list[Entry] = []
    for path in folder.rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            found.append(file_entry(path, folder))
        if len(found) > MOST_PICTURES:
            raise DataError(f"{folder.name} holds more than {MOST_PICTURES:,} files; choose a smaller folder")
    return found
