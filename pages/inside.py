"""Follow one digit through a network and back: every number, and where it comes from."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from pages.components.inside.backward_view import show_backward
from pages.components.inside.forward_view import show_forward
from pages.components.inside.image_choice import choose_image, choose_label
from pages.components.inside.network_map import network_map
from pages.components.inside.network_map.message import MapView
from pages.components.inside.parts import BACKWARD, FORWARD, choose_part
from pages.components.inside.traces import cached_trace
from pages.components.inside.units import chosen_unit
from pages.components.inside.weights import weights_address
from pages.components.networks import cached_network, checkpoint_key
from pages.components.runs.network_picker import pick_network
from pages.components.state import get_mnist

st.title("Inside")
network_column, image_column = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
with network_column:
    run = pick_network()
if run is None:
    st.stop()
try:
    network = cached_network(checkpoint_key(run))
except MnistCoreError as error:
    st.error(f"This network cannot be used: {error}.")
    st.stop()
with image_column:
    image = choose_image(run, get_mnist().test)
    label = choose_label(image, network)
key = checkpoint_key(run)
trace = cached_trace(key, image.pixels.tobytes(), label, run.config.label_smoothing, network)

part = choose_part()
unit = chosen_unit(trace)
network_map(MapView(trace, weights_address(network, key), unit, part.backward))
if part is FORWARD:
    show_forward(trace, unit)
elif part is BACKWARD:
    show_backward(trace, unit)
