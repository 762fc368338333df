"""Going from one digit to the next and back to all: three buttons, the arrow keys, and Escape."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

KEY = "digit_steps"

_component = st.components.v2.component(
    "digit_steps",
    js=Path(__file__).with_name("digit_steps.js").read_text(),
    css=Path(__file__).with_name("digit_steps.css").read_text(),
)


def digit_steps(
    position: str, *, before: int | None, after: int | None, back: str, on_go: Callable[[int | None], None]
) -> None:
    """Offer the way on.

    Parameters
    ----------
    position : str
        Where one is, such as "3 of 57".
    before, after : int or None
        Places of the neighbours.
    back : str
        Where Escape leads to.
    on_go : callable
        What to do with the place to go to, or with None to go back.
    """

    def gone() -> None:
        if (move := st.session_state[KEY].move) is not None:
            on_go({"before": before, "after": after}.get(move))

    _component(
        key=KEY,
        data={"position": position, "before": before is not None, "after": after is not None, "back": back},
        width="stretch",
        on_move_change=gone,
    )
