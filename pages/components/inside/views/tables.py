"""Sums as tables: real ones, whose lines a person can add up with a pencil.

Every number comes rounded from `mnist_core.explanation`, which sees to it that the lines make the total.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import floor, log10

import streamlit as st

from mnist_core.explanation.contributions import AddableSum

SMALLEST = 1e-5
"""Below it, a number is written with a power of ten."""


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
    """Show a table whose first `words` columns are words, set left, and the others numbers, set right."""
    rules = [":--"] * words + ["--:"] * (len(columns) - words)
    lines = [columns, rules, *rows]
    st.markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))


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
