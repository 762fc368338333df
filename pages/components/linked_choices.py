"""Choices that a copied link carries and the address bar does not: how a chart is drawn, which part is shown.

While one looks around they live in the session alone; whoever opens the link begins with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mnist_core.plain_text import one_line
from pages.components.shown_text import as_markdown


@dataclass(frozen=True)
class LinkedChoice:
    """One choice.

    Attributes
    ----------
    parameter : str
        Its name in the link.
    key : str
        The session key of its widget.
    options : sequence
        What may be chosen; False and True for a switch.
    several : bool, default False
        Whether any number of them may be.
    """

    parameter: str
    key: str
    options: Sequence[Any] = (False, True)
    several: bool = False


def take_choices(choices: Sequence[LinkedChoice]) -> None:
    """Begin with what a link says, before the widgets are drawn; what nobody can choose is told and passed over."""
    for choice in choices:
        texts = st.query_params.get_all(choice.parameter)
        if not texts:
            continue
        by_text = {_text(option): option for option in choice.options}
        known = [by_text[text] for text in texts if text in by_text]
        if known or choice.several:
            st.session_state[choice.key] = known if choice.several else known[0]
        if unknown := [text for text in texts if text not in by_text and (text or not choice.several)]:
            shown = as_markdown(one_line(unknown[0], 40))
            st.warning(
                f"The address asks for {choice.parameter} “{shown}”, which cannot be chosen here.",
                icon=":material/link_off:",
            )
        del st.query_params[choice.parameter]


def link_of_choices(choices: Sequence[LinkedChoice]) -> dict[str, str | list[str]]:
    """Return what a link says of the choices that a person has made or been shown."""
    said: dict[str, str | list[str]] = {}
    for choice in choices:
        value = st.session_state.get(choice.key)
        if value is None:
            continue
        said[choice.parameter] = [_text(each) for each in value] or [""] if choice.several else _text(value)
    return said


def _text(value: Any) -> str:
    """Return a choice as a link writes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).lower().replace(" ", "-")
