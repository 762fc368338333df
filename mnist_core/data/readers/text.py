"""The text of a file as blocks of whole lines, whatever its encoding and line ends.

A block is UTF-8 with `\\n` at the end of every line, a few megabytes of them: enough for readers to be fast on.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from mnist_core.errors import DataError

BLOCK = 1 << 22
LONGEST_LINE = 1 << 18
"""Bytes; 64 × 64 pixels with 19 digits each take 100 kB."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def find_encoding(head: bytes) -> tuple[str, int]:
    """Return the encoding of a text and the length of the mark before it."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    pairs = head[: len(head[:200]) // 2 * 2]
    if len(pairs) >= 4 and not any(pairs[1::2]) and all(pairs[::2]):
        return "utf-16-le", 0
    if len(pairs) >= 4 and not any(pairs[::2]) and all(pairs[1::2]):
        return "utf-16-be", 0
    return "utf-8", 0


def blocks(stream: BinaryIO, encoding: str, name: str) -> Iterator[bytes]:
    """Yield the text after its mark in blocks of whole lines, the last line ended where it was not.

    Raises
    ------
    DataError
        If a line is longer than any line of numbers, which is told at once, or the text is not in its encoding.
    """
    rest, number, searched = b"", 1, 0
    for piece in _utf8_pieces(stream, encoding, name):
        rest += piece
        if (end := rest.rfind(b"\n", searched) + 1) > 0:
            yield rest[:end]
            number += count_lines(rest[:end])
            rest = rest[end:]
        searched = len(rest)
        if searched > LONGEST_LINE:
            raise DataError(f"{name}, line {number} is longer than {LONGEST_LINE // 1024} kB, too long for an image")
    if rest:
        yield rest + b"\n"


def count_lines(block: bytes) -> int:
    """Return how many lines end in a block."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


def _utf8_pieces(stream: BinaryIO, encoding: str, name: str) -> Iterator[bytes]:
    """Yield the text as UTF-8 with its line ends made alike."""
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()
    after_return = False
    while True:
        piece = stream.read(BLOCK)
        last = not piece
        if decoder is not None:
            try:
                piece = decoder.decode(piece, last).encode()
            except UnicodeError:
                raise DataError(f"{name} is damaged: it is not text in {encoding.upper()} throughout") from None
        if after_return and piece.startswith(b"\n"):
            piece = piece[1:]
        if piece:
            after_return = piece.endswith(b"\r")
        if b"\r" in piece:
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield piece
        if last:
            return
