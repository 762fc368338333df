"""The network in one picture: each unit a cell, and the one that is looked at with its strongest connections."""

import streamlit as st

from pages.components.inside.address import MOMENT, UNIT, ask
from pages.components.inside.moments import KEPT
from pages.components.inside.network_map.message import MapView, encode
from pages.components.inside.units import keep_shown_unit, unit_address
from pages.server.assets import loader_script

KEY = "network_map"

_component = st.components.v2.component("network_map", js=loader_script("network_map"))


def network_map(view: MapView) -> None:
    """Show the picture, which answers the pointer and the keyboard in the browser.

    A click puts a unit into the address, and the slider over the moments of a training one of these.
    """
    _component(key=KEY, data=encode(view), width="stretch", on_chosen_change=_keep_unit, on_moment_change=_go)


def _keep_unit() -> None:
    """Remember the unit that was clicked."""
    layer, unit = st.session_state[KEY].chosen
    ask(UNIT, unit_address((int(layer), int(unit))))


def _go() -> None:
    """Remember the moment that was gone to."""
    keep_shown_unit()
    step = int(st.session_state[KEY].moment)
    ask(MOMENT, None if step == KEPT else str(step))
