"""Telling the browser which language a page is in, so that a screen reader speaks it as it should be spoken."""

import streamlit as st

from pages.components.language.chosen import language

SET_LANGUAGE = """
export default ({ data }) => {
  document.documentElement.lang = data;
  return () => { document.documentElement.lang = "en"; };
};
"""
"""All other pages are English, so it is that again when this one is left."""

_component = st.components.v2.component("page_language", js=SET_LANGUAGE, isolate_styles=False)


def speak() -> None:
    """Say that the page is in the reader's language."""
    _component(key="page_language", data=language(), width=1, height=1)
