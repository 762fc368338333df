"""The parts of the page; one is shown at a time, and only that one is computed."""

from dataclasses import dataclass

import streamlit as st

from pages.components.choice import choose_one
from pages.components.evaluation.address import IMAGE, VIEW, ask, asked

CHOICE = "evaluate_view_choice"


@dataclass(frozen=True)
class View:
    """One part: its name and what it answers."""

    name: str
    guidance: str

    @property
    def address(self) -> str:
        """What the address calls it."""
        return self.name.lower()


MISTAKES = View("Mistakes", "Where does it err? Click a cell to see its digits, and a digit to see why.")
COMPARISON = View("Comparison", "Is it better than another network, and where?")
HARDEST = View("Hardest", "Which test images do most of all networks misread?")
SLICES = View("Slices", "On what kind of digits does it fail?")
CONFIDENCE = View("Confidence", "May one believe it when it is sure?")
LABELS = View("Labels", "Is it the network that is wrong, or the label?")
ROBUSTNESS = View("Robustness", "Would it hold on worse pictures?")
MAP = View("Map", "How does it pull the digits apart, layer by layer?")
REPORT = View("Report", "All of it to take away.")
VIEWS = (MISTAKES, COMPARISON, HARDEST, SLICES, CONFIDENCE, LABELS, ROBUSTNESS, MAP, REPORT)


def choose_view() -> View:
    """Offer the parts; return the chosen one, after its sentence of guidance."""
    names = [view.name for view in VIEWS]
    by_address = {view.address: view.name for view in VIEWS}
    st.session_state[CHOICE] = by_address.get(asked(VIEW) or "", names[0])
    chosen = choose_one(
        "View",
        names,
        key=CHOICE,
        on_change=_write_address,
        label_visibility="collapsed",
        help="What to look at: each part answers another question about the same network.",
    )
    view = VIEWS[names.index(chosen)]
    st.caption(view.guidance)
    return view


def _write_address() -> None:
    """Put the chosen part into the address; a digit that was looked at belongs to the last one."""
    ask(VIEW, str(st.session_state[CHOICE]).lower())
    ask(IMAGE, None)
