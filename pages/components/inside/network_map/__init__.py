"""The network in one picture: each unit a cell, and the one that is looked at with its strongest connections."""

import streamlit as st

from pages.components.inside.address import UNIT, ask
from pages.components.inside.network_map.message import MapView, encode
from pages.components.inside.units import unit_address
from pages.server.assets import map_loader_script

KEY = "network_map"

_component = st.components.v2.component("network_map", js=map_loader_script())


def network_map(view: MapView) -> None:
    """Show the picture; it answers the pointer and the keyboard in the browser, and a click puts a unit into the
    address.
    """
    _component(key=KEY, data=encode(view), width="stretch", on_chosen_change=_keep_unit)


def _keep_unit() -> None:
    """Remember the unit that was clicked."""
    layer, unit = st.session_state[KEY].chosen
    ask(UNIT, unit_address((int(layer), int(unit))))
