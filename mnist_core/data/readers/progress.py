"""How far reading has come, told as a share of the bytes that there are."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

Tell = Callable[[float], object]


class ReadingProgress:
    """Counts the bytes that were read of all that are expected.

    Parameters
    ----------
    tell : function, optional
        Called with a share from 0 to 1 whenever it has grown by a hundredth.
    """

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._expected, self._done, self._told = 0, 0, 0.0

    def expect(self, size: int) -> None:
        """Add bytes to what is to be read."""
        self._expected += size

    def watch(self, file: Any) -> Any:
        """Return an open file whose reading is counted."""
        return file if self._tell is None else _Watched(file, self.add)

    def add(self, size: int) -> None:
        """Count bytes that were read."""
        self._done += size
        share = min(self._done / max(self._expected, 1), 1.0)
        if self._tell is not None and share >= self._told + 0.01:
            self._told = share
            self._tell(share)


class _Watched:
    """A file that says how much was read of it."""

    def __init__(self, file: Any, count: Callable[[int], None]) -> None:
        self._file, self._count = file, count

    def read(self, size: int = -1) -> bytes:
        """Read and count."""
        content: bytes = self._file.read(size)
        self._count(len(content))
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to another place, as the readers of archives do."""
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return the place where the next read begins."""
        return int(self._file.tell())

    def seekable(self) -> bool:
        """Whether one can go to another place."""
        return bool(self._file.seekable())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
