"""Digits side by side, each with a caption; a click or Enter chooses one, arrow keys go from one to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

_component = st.components.v2.component(
    "digit_tiles",
    js=Path(__file__).with_name("digit_tiles.js").read_text(),
    css=Path(__file__).with_name("digit_tiles.css").read_text(),
)


@dataclass(frozen=True)
class Tile:
    """One digit: its place among the images, the address of its picture, what stands below, and what it shows."""

    place: int
    picture: str
    caption: str
    alt: str
    marked: bool = False


def digit_tiles(
    tiles: Sequence[Tile], *, key: str, label: str, width: int = 104, on_choose: Callable[[int], None] | None = None
) -> None:
    """Show tiles.

    Parameters
    ----------
    tiles : sequence of Tile
    key : str
    label : str
        What they are, for those who cannot see them.
    width : int
        Of the narrowest tile, pixels.
    on_choose : callable, optional
        What to do with the place of a tile that was chosen; without it tiles are pictures only.
    """

    def chosen() -> None:
        if on_choose is not None and (place := st.session_state[key].chosen) is not None:
            on_choose(int(place))

    _component(
        key=key,
        data={
            "label": label,
            "width": width,
            "clickable": on_choose is not None,
            "tiles": [vars(tile) for tile in tiles],
        },
        width="stretch",
        on_chosen_change=chosen,
    )
