"""What the page Tune is used for: a search, or a race."""

import streamlit as st

from pages.components.choice import as_text
from pages.components.kept_address import KeptAddress

SEARCH, RACE = "Search", "Race"
MODE = "tune_mode"
PARAMETER = "for"
ADDRESS = KeptAddress("tune")


def choose_mode() -> str:
    """Draw the choice and return it; the address says it too, so that a link shows the same."""
    asked = RACE if ADDRESS.asked(PARAMETER) == RACE.lower() else SEARCH
    st.session_state[MODE] = asked
    chosen = st.segmented_control(
        "What to do",
        [SEARCH, RACE],
        format_func=as_text,
        key=MODE,
        required=True,
        on_change=lambda: choose(st.session_state[MODE]),
        label_visibility="collapsed",
        help="Search tries many set-ups one after the other; in a race a few learn side by side.",
    )
    return str(chosen)


def choose(mode: str) -> None:
    """Let the page be used for this from now on."""
    ADDRESS.ask(PARAMETER, RACE.lower() if mode == RACE else None)
