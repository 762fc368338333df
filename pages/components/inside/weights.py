"""The weights that the picture draws, offered to the browser once for each network and moment."""

from typing import Any

import streamlit as st

from mnist_core.nn.network import NeuralNetwork
from pages.server.weights import offer_weights, still_offered


def weights_address(network: NeuralNetwork, key: tuple[Any, ...]) -> str:
    """Return where the browser finds the network's weights; `key` changes whenever they do."""
    address = _offered(key, network)
    if not still_offered(address):
        address = offer_weights(network.parameters[: network.weight_count])
    return address


@st.cache_resource(max_entries=200, show_spinner=False)
def _offered(key: tuple[Any, ...], _network: NeuralNetwork) -> str:
    """Offer them once, because to name them by their contents takes a while."""
    return offer_weights(_network.parameters[: _network.weight_count])
