"""The IDX format, in which MNIST was published.

A file is two zero bytes, a byte for the type of its numbers (8 for unsigned bytes, 12 for integers of 32 bits, as
QMNIST has them for labels), a byte for the number of axes, the length of each axis as a big-endian 32-bit integer, and
then the numbers, last axis fastest. Files are often kept gzipped.
"""

import hashlib
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_core.errors import DataError

MAX_IDX_BYTES = 300 * 1024**2
"""Most that a packed file may hold; MNIST's training images take 47 MB."""

_PART_BYTES = 1024**2
_GZIP_MAGIC = b"\x1f\x8b"
_UNSIGNED_BYTE = 8
INT32 = 12


def read_idx(path: Path | str, sha256: str | None = None) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not.

    Parameters
    ----------
    path : path-like
    sha256 : str, optional
        What the SHA-256 of the unpacked bytes must be, in hexadecimal.

    Returns
    -------
    ndarray of uint8
        Read-only, in the file's own shape.

    Raises
    ------
    DataError
        If the file is missing, unreadable, damaged or of another format; the message begins with its path.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP_MAGIC):
            unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
            content = unpacker.decompress(content, MAX_IDX_BYTES + 1)
            if not unpacker.eof and len(content) <= MAX_IDX_BYTES:
                raise DataError(f"{path} is damaged: it does not unpack")
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
    except zlib.error:
        raise DataError(f"{path} is damaged: it does not unpack") from None
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise DataError(f"{path} is damaged: its SHA-256 differs from the published one")
    return parse_idx(content, str(path))


def check_packed(path: Path | str, sha256: str) -> None:
    """Raise a DataError unless a gzipped file unpacks to bytes of this SHA-256; what is unpacked is not kept."""
    path, digest, unpacker = Path(path), hashlib.sha256(), zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        with path.open("rb") as file:
            while not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(_PART_BYTES)):
                digest.update(unpacker.decompress(packed, _PART_BYTES))
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from None
    except zlib.error:
        raise DataError(f"{path} is damaged: it does not unpack") from None
    if not unpacker.eof:
        raise DataError(f"{path} is damaged: it does not unpack")
    if digest.hexdigest() != sha256:
        raise DataError(f"{path} is damaged: its SHA-256 differs from the published one")


def parse_idx_integers(content: bytes, path: str) -> NDArray[np.integer]:
    """Return the numbers of an unpacked IDX file of bytes or of 32-bit integers, or raise as `parse_idx` does."""
    if content[:3] != bytes((0, 0, INT32)):
        return parse_idx(content, path)
    as_bytes = parse_idx(bytes((0, 0, _UNSIGNED_BYTE)) + content[3:], path, bytes_each=4)
    return as_bytes.view(">i4").astype(np.int64)[..., 0]


def parse_idx(content: bytes, path: str, *, bytes_each: int = 1) -> NDArray[np.uint8]:
    """Return the numbers of an unpacked IDX file in their shape, or raise a DataError that begins with `path`.

    Numbers of more than one byte get an axis more, of their bytes.
    """
    if len(content) < 4 or content[:3] != bytes((0, 0, _UNSIGNED_BYTE)):
        raise DataError(f"{path} is not an IDX file of unsigned bytes")
    axes = content[3]
    start = 4 + 4 * axes
    if len(content) < start:
        raise DataError(f"{path} is damaged: it ends within its header")
    shape = tuple(int(length) for length in np.frombuffer(content, dtype=">u4", count=axes, offset=4))
    shape += (bytes_each,) if bytes_each > 1 else ()
    if len(content) - start != math.prod(shape):
        raise DataError(
            f"{path} is damaged: its header promises {math.prod(shape):,} bytes, it holds {len(content) - start:,}"
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)
