"""Copy link: the address of what is seen now, with what the address bar does not hold."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.language.chosen import say
from pages.server.assets import loader_script

_component = st.components.v2.component("copy_link", js=loader_script("copy_link"), isolate_styles=False)


def copy_link(
    more: Mapping[str, str | list[str]] | None = None,
    *,
    key: str,
    alone: bool = False,
    label: str = "Copy link",
    help: str = "Copy the address of what you see now; whoever opens it sees the same.",
) -> None:
    """Draw a button that puts a link into the clipboard; where the browser has none, the link is shown to be copied.

    Parameters
    ----------
    more : mapping, optional
        What the link says beside what stands in the address bar, or instead of it where both name the same.
    key : str
        One button for each.
    alone : bool, default False
        Whether the link says nothing but `more`.
    label, help : str
        What the button is called, and what it does.
    """
    _component(
        key=key,
        data={"more": dict(more or {}), "alone": alone, "label": label, "help": help},
        width="content",
        height=40,
    )


def title_with_place(title: str) -> DeltaGenerator:
    """Draw a page's title in the reader's language; return the place at its right.

    It is for `copy_link`, which waits until the page knows more.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(say(title), width="stretch")
        return st.container(width="content")
