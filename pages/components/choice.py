"""One of a few options, side by side."""

from collections.abc import Iterable
from typing import Any

import streamlit as st


def choose_one(
    label: str, options: Iterable[str], *, key: str, help: str, default: str | None = None, **more: Any
) -> str:
    """Offer options of which one is always chosen, the first unless `default` says so; a change of page keeps it."""
    offered = list(options)
    chosen: str = st.segmented_control(
        label,
        offered,
        default=offered[0] if default is None else default,
        required=True,
        format_func=as_text,
        key=key,
        persist_state="session",
        help=help,
        **more,
    )
    return chosen


def as_text(option: str) -> str:
    """Give an option the colour of text: chosen, it would have the primary colour, too faint on a tint of itself."""
    return f":gray[{option}]"
