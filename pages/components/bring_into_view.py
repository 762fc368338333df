"""Scrolling to a place of the page: on a phone, what has just begun would be below the form that began it."""

import streamlit as st

SCRIPT = """
const brought = new WeakSet();
export default ({ parentElement }) => {
  if (brought.has(parentElement)) return;
  brought.add(parentElement);
  parentElement.style.scrollMarginTop = "4rem"; // the bar at the top covers what is below it
  requestAnimationFrame(() => parentElement.scrollIntoView({ block: "start" }));
};
"""

_component = st.components.v2.component("bring_into_view", js=SCRIPT, isolate_styles=False)


def bring_into_view(key: str) -> None:
    """Scroll to here when this is drawn for the first time under this key."""
    _component(key=key, height=1)


def is_phone() -> bool:
    """Whether the browser says that it is a phone's."""
    return "Mobi" in st.context.headers.get("User-Agent", "")
