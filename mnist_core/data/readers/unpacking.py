"""Packed files as plain ones, never larger in memory than they may be.

A few kilobytes can unpack to gigabytes. So a packed file is read like any other, a piece at a time, and counted as it
comes out; whatever the unpacking library thinks is wrong with it becomes one sentence.
"""

import bz2
import gzip
import io
import lzma
import zipfile
from typing import Any, BinaryIO

from mnist_core.errors import UNPACKING_ERRORS, DataError

PIECE = 1 << 18
MOST_LAYERS = 3

_XZ_MEMORY = 128 * 1024**2


class BoundedReader(io.RawIOBase):
    """A stream that refuses to give more than `limit` bytes and speaks of every trouble in one sentence.

    Parameters
    ----------
    file : binary stream
    name : str
        What messages call it.
    limit : int
        Bytes.
    packed : bool
        Whether reading may fail because the file is damaged.
    """

    def __init__(self, file: Any, name: str, limit: int, *, packed: bool) -> None:
        self._file, self._name, self._limit, self._packed, self._total = file, name, limit, packed, 0

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes and return how many there were."""
        try:
            data = self._file.read(min(len(buffer), PIECE))
        except UNPACKING_ERRORS as error:
            if self._packed:
                raise DataError(f"{self._name} is damaged: it does not unpack") from None
            raise DataError(f"{self._name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
        self._total += len(data)
        if self._total > self._limit:
            raise DataError(f"{self._name} is longer than {self._limit / 1024**2:,.0f} MB; split it into smaller files")
        buffer[: len(data)] = data
        return len(data)


class _XzReader:
    """An xz stream; the library's own has no bound on the memory that a file may ask for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def read(self, size: int) -> bytes:
        """Return up to `size` unpacked bytes; none at the end."""
        while True:
            if self._decoder.eof:
                rest = (self._decoder.unused_data or self._file.read(PIECE)).lstrip(b"\0")
                if not rest:
                    return b""
                self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
            else:
                rest = self._file.read(PIECE) if self._decoder.needs_input else b""
                if self._decoder.needs_input and not rest:
                    raise EOFError
            if data := self._decoder.decompress(rest, size):
                return data


_UNPACKERS: dict[bytes, tuple[str, Any]] = {
    b"\x1f\x8b": ("gzip", lambda file: gzip.GzipFile(fileobj=file)),
    b"BZh": ("bzip2", bz2.BZ2File),
    b"\xfd7zXZ\0": ("xz", _XzReader),
}


def unpacked(file: BinaryIO, name: str, limit: int) -> "tuple[io.BufferedReader[Any], tuple[str, ...]]":
    """Return a file's plain content as a stream that can be peeked into, and the names of what it was packed with.

    Raises
    ------
    DataError
        If it is packed in more than three layers. Reading raises one if the content is damaged or too long.
    """
    packings: list[str] = []
    stream: io.BufferedReader[Any] = io.BufferedReader(BoundedReader(file, name, limit, packed=False), PIECE)
    while True:
        head = stream.peek(8)
        found = next((value for magic, value in _UNPACKERS.items() if head.startswith(magic)), None)
        if found is None:
            return stream, tuple(packings)
        if len(packings) == MOST_LAYERS:
            raise DataError(f"{name} is packed more than {MOST_LAYERS} times over; unpack it first")
        packings.append(found[0])
        stream = io.BufferedReader(BoundedReader(found[1](stream), name, limit, packed=True), PIECE)


def check_whole(stream: BinaryIO) -> None:
    """Read a packed file to its end, where its checksum stands; raise a DataError if it is damaged."""
    try:
        while stream.read(PIECE):
            pass
    except DataError as error:
        if "damaged" in str(error):
            raise


def archive_members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return the files of a zip archive, without what operating systems add, or raise a DataError."""
    found = []
    for member in archive.infolist():
        parts = member.filename.split("/")
        if member.is_dir() or "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] in _CLUTTER:
            continue
        if member.flag_bits & 1:
            raise DataError(f"{name} is locked with a password; unpack it first")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
            raise DataError(f"{name} is packed in a way that is not read here; unpack it first")
        found.append(member)
    if not found:
        raise DataError(f"{name} is an archive without files")
    return found


_CLUTTER = {"Thumbs.db", "desktop.ini"}
