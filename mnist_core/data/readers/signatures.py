"""What a file is, told by its first bytes and never by its name.

Names lie: a web page that says "not found" is saved as `mnist_train.csv`, a workbook is called `.csv` because a form
asked for one. What is known not to hold a table of images is refused by what it is.
"""

from mnist_core.data.readers.text import find_encoding
from mnist_core.errors import DataError

PEEK = 4096

_FORMATS = ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PAR1", "parquet"), (b"\x93NUMPY", "npy"))
_PICTURE = "a picture; to read the digit in it use `predict`, to learn from pictures give their folder"
_UNPACK = "which is not read here; unpack it first"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", f"a PNG file, {_PICTURE}"),
    (b"\xff\xd8\xff", f"a JPEG file, {_PICTURE}"),
    (b"GIF8", f"a GIF file, {_PICTURE}"),
    (b"II*\0", f"a TIFF file, {_PICTURE}"),
    (b"MM\0*", f"a TIFF file, {_PICTURE}"),
    (b"SQLite format 3\0", "an SQLite database; export its table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as CSV"),
    (b"%PDF", "a PDF document, not a table of images"),
    (b"7z\xbc\xaf", f"a 7-Zip archive, {_UNPACK}"),
    (b"Rar!", f"a RAR archive, {_UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"packed with Zstandard, {_UNPACK}"),
    (b"\x04\x22\x4d\x18", f"packed with LZ4, {_UNPACK}"),
    (b"\x89HDF", "an HDF5 file; save its arrays with numpy.savez"),
    (b"MATLAB 5.0", "a MATLAB file; save its arrays as CSV"),
    (b"ARROW1", "an Arrow file; save it as Parquet or CSV"),
    (b"ORC", "an ORC file; save it as Parquet or CSV"),
    (b"Obj\x01", "an Avro file; save it as Parquet or CSV"),
    (b"\x7fELF", "a program, not a table of images"),
    (b"version https://git-lfs", "only a pointer of Git LFS; fetch the file itself with `git lfs pull`"),
)
_TEXTS: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "a web page; download the file that it links to"),
    (b"<html", "a web page; download the file that it links to"),
    (b"<?xml", "an XML document, not CSV"),
    (b"<", "a web page or XML document, not CSV"),
    (b"{\\rtf", "a text document, not CSV"),
    (b"{", "JSON; save the table as CSV"),
    (b"[", "JSON; save the table as CSV"),
    (b"@relation", "an ARFF file; export it as CSV"),
)
_PICKLE_PROTOCOLS = (2, 3, 4, 5)


def is_table(head: bytes) -> bool:
    """Whether a file that begins with `head` is packed, of arrays, or text, rather than a picture."""
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")):
        return True
    try:
        if recognise(head, "") != "text":
            return True
    except DataError:
        return False
    plain = head if find_encoding(head)[0] == "utf-8" else b""
    return not any(byte < 9 or 13 < byte < 32 for byte in plain)


def recognise(head: bytes, name: str) -> str:
    """Return "zip", "parquet", "npy", "idx" or "text" for a file that begins with `head`, or raise a DataError."""
    for magic, kind in _FORMATS:
        if head.startswith(magic):
            return kind
    if head[:2] == b"\0\0" and len(head) >= 4 and head[2] in (8, 9, 11, 12, 13, 14) and 1 <= head[3] <= 4:
        return "idx"
    foreign = next((what for magic, what in _FOREIGN if head.startswith(magic)), None)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if foreign is None:
        foreign = next((what for magic, what in _TEXTS if text.startswith(magic)), None)
    if foreign is None and head[257:262] == b"ustar":
        foreign = f"a tar archive, {_UNPACK}"
    if foreign is None and head[:1] == b"\x80" and head[1:2] and head[1] in _PICKLE_PROTOCOLS:
        foreign = "a Python pickle, which could run any program and is never opened; save its arrays with numpy.savez"
    if foreign is None and head[4:8] == b"ftyp":
        foreign = f"a HEIC, AVIF or MP4 file, {_PICTURE}"
    if foreign is None and head[8:10] == b'{"' and b"\0" in head[:8]:
        foreign = "a file of safetensors, such as a saved network, and not of images"
    if foreign is not None:
        raise DataError(f"{name} is {foreign}")
    return "text"
