"""The cells of a line of text, and what stands in them."""

import csv
import re
from collections.abc import Iterator

MISSING = {"", "na", "n/a", "nan", "null", "none", "inf", "-inf", "infinity", "-"}
"""Cells that stand for a number which is not there; they are never names."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST_NUMBER = 40

_QUOTED_DECIMAL = re.compile(rb'(?<![^,\n])"(\d+),(\d+(?:[eE][+-]?\d+)?)"(?=[,\r\n]|$)')
"""A number with a decimal comma, in quotes since commas part the cells too."""
_SURE_DECIMAL = re.compile(rb'(?<![^,\n])"(0,\d+|\d+,(\d{1,2}|\d{4,})|\d+,\d+[eE][+-]?\d+)"(?=[,\r\n]|$)')
"""One whose comma cannot mark thousands, as that of "1,000" may."""


def as_text(content: bytes) -> str:
    """Return bytes as text: UTF-8, or what Windows wrote in Western Europe."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def cut(line: bytes, separator: str) -> list[str]:
    """Cut a line at its separators (" " stands for any blanks), and take quotes and blanks off the cells."""
    text = as_text(line).strip("\r\n")
    if separator == " ":
        cells = text.split()
    elif '"' in text:
        try:
            cells = next(csv.reader([text], delimiter=separator, skipinitialspace=True), [])
        except csv.Error:
            cells = text.split(separator)
    else:
        cells = text.split(separator)
    return [cell.strip().strip("\"'").strip() for cell in cells]


def number(cell: str, decimal: str = ".") -> float | None:
    """Return the number that a cell holds in any notation, or None."""
    if decimal != ".":
        cell = cell.replace(decimal, ".")
    if len(cell) > _LONGEST_NUMBER or not _NUMBER.fullmatch(cell):
        return None
    return float(cell)


def with_points(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield blocks of lines, with a point for the comma within each quoted number if the first block has such ones."""
    decimal = None
    for block in blocks:
        if decimal is None:
            decimal = b'"' in block and _SURE_DECIMAL.search(block) is not None
        yield _QUOTED_DECIMAL.sub(rb"\1.\2", block) if decimal else block


def is_word(cell: str) -> bool:
    """Whether a cell names something, rather than being a number or the lack of one."""
    return cell.lower() not in MISSING and number(cell) is None and number(cell, ",") is None


def is_comment(line: bytes) -> bool:
    """Whether a line is a remark."""
    return line.lstrip().startswith((b"#", b"%", b"//"))


def shortened(text: str) -> str:
    """Return no more of a cell than fits a sentence."""
    return text if len(text) <= 20 else f"{text[:20]}…"
