"""The cards of the wall: one for each visitor, with place, name, a small curve and the best accuracy.

Thirty cards are drawn by one script from a few kilobytes, which costs the server next to nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from pages.server.assets import loader_script

_component = st.components.v2.component("wall_board", js=loader_script("board"), isolate_styles=False)


@dataclass(frozen=True)
class Card:
    """What is shown of one visitor.

    Attributes
    ----------
    place : str
        Their place, "" before anything was measured.
    name, value, detail : str
        Their name, the best accuracy, and what they are doing; shown as they are.
    link : str
        Where a click leads, relative to the app's root; "" for nowhere.
    curve : list of float
        Heights from 0 to 1, at even distances.
    state : {"training", "waiting", "over", "none"}
    """

    place: str
    name: str
    value: str
    detail: str
    link: str
    curve: list[float]
    state: str


def board(cards: Sequence[Card], *, dense: bool) -> None:
    """Draw the cards, the first first; `dense` ones are one line each where the window is low."""
    _component(key="wall_board", data={"cards": [asdict(card) for card in cards], "dense": dense})
