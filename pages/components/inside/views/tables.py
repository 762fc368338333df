"""Sums as tables: real ones, whose lines a person can add up with a pencil.

Every number comes rounded from `mnist_core.explanation`, which sees to it that the lines make the total.
"""

import html
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import floor, log10

import streamlit as st

from mnist_core.explanation.contributions import AddableSum

SMALLEST = 1e-5
"""Below it, a number is written with a power of ten."""


_CELL = "padding: 0.25rem 0.7rem; border-bottom: 1px solid rgba(127, 140, 155, 0.3); white-space: nowrap"
_SIGNS = {r"\partial ": "∂", r"\cdot": "·", r"\max": "max", r"\ln": "ln", "-": "−", "{,}": ","}
_BOLD, _CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`")


def number(value: Decimal) -> str:
    """Write a number with all its decimals and a true minus sign."""
    return f"{value:f}".replace("-", "−")


def rounded_number(value: float, digits: int = 4) -> str:
    """Write a number that need not add up to anything with so many digits; a tiny one with a power of ten."""
    size = abs(value)
    if size and size < SMALLEST:
        shown, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"${shown} \\cdot 10^{{{int(exponent)}}}$"
    decimals = digits if size >= 1 or not size else digits - 1 - floor(log10(size))
    return f"{value:.{decimals}f}".replace("-", "−")


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> None:
    """Show a table whose first `words` columns are words, set left, and the others numbers, set right.

    Cells are written as in Markdown, with **bold**, `code` and $formulas$ of the few signs that tables need. They are
    set here: as Markdown, a table of fifty cells takes the browser longer than all else on the page.
    """
    sides = ["left"] * words + ["right"] * (len(columns) - words)
    head = "".join(
        f'<th scope="col" style="{_CELL}; text-align: {side}; font-weight: 400">{as_html(text)}</th>'
        for text, side in zip(columns, sides, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL}; text-align: {side}">{as_html(text)}</td>'
            for text, side in zip(row, sides, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    st.html(
        '<div tabindex="0" style="overflow-x: auto"><table style="border-collapse: collapse; '
        f'font-variant-numeric: tabular-nums"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def as_html(text: str) -> str:
    """Return a cell as HTML: **bold**, `code`, and $formulas$ of letters, sub- and superscripts, and ∂ · max ln."""
    parts = html.escape(text).split("$")
    parts[1::2] = [_formula(part) for part in parts[1::2]]
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", "".join(parts)))


def _formula(text: str) -> str:
    """Return a formula as HTML."""
    for command, sign in _SIGNS.items():
        text = text.replace(command, sign)
    text = re.sub(r"(?<![a-z&])([a-zA-Z])(?![a-z])", r"<i>\1</i>", text)
    text = re.sub(r"_\{([a-z]+)\}", r"_{<i>\1</i>}", text)
    for mark, tag in (("_", "sub"), ("\\^", "sup")):
        text = re.sub(mark + r"\{([^}]*)\}", rf"<{tag}>\1</{tag}>", text)
        text = re.sub(mark + r"(<i>.</i>|\w)", rf"<{tag}>\1</{tag}>", text)
    return text


def show_sum(
    found: AddableSum,
    columns: tuple[str, str, str, str],
    names: Sequence[str],
    *,
    others: str,
    total: str,
    bias: str = "bias $b$",
) -> None:
    """Show a sum: its largest terms one by one, the others together, the bias, and the total.

    Parameters
    ----------
    found : AddableSum
    columns : four headings
        Where a term comes from, its two factors, and their product.
    names : sequence of str
        What each index of a term is called.
    others : str
        What the terms are that are not shown, in the plural.
    """
    rows = [
        [names[term.index], rounded_number(term.value), rounded_number(term.factor), number(term.shown)]
        for term in found.terms
    ]
    if found.rest_count:
        rows.append([f"the other {found.rest_count:,} {others}, together", "", "", number(found.rest)])
    elif found.rest:
        rows.append(["lost in rounding", "", "", number(found.rest)])
    if found.bias is not None:
        rows.append([bias, "", "", number(found.bias)])
    rows.append([f"**{total}**", "", "", f"**{number(found.total)}**"])
    show_table(columns, rows)
