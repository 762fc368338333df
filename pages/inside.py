"""Follow one image through a network and back: every number, and where it comes from."""

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.explanation.surgery import Surgery
from pages.components.copy_link import copy_link, title_with_place
from pages.components.inside.address import follow_run, kept
from pages.components.inside.image_choice import choose_image, choose_label
from pages.components.inside.moments import chosen_moment, moments_of, network_or_kept
from pages.components.inside.network_map import network_map
from pages.components.inside.network_map.message import MapView
from pages.components.inside.offered_moments import offered_weights, with_offered_moments
from pages.components.inside.parts import BACKWARD, CHECK, FORWARD, STEP, SURGERY, TIME_MACHINE, choose_part
from pages.components.inside.problems import tell_if_gone
from pages.components.inside.subject import Subject
from pages.components.inside.temperature import tell_temperature
from pages.components.inside.traces import cached_trace
from pages.components.inside.units import chosen_unit
from pages.components.inside.views.backward_view import show_backward
from pages.components.inside.views.check_view import show_check
from pages.components.inside.views.forward_view import show_forward
from pages.components.inside.views.pins_view import show_pins
from pages.components.inside.views.step_view import show_step
from pages.components.inside.views.surgery_view import asked_surgery, operate, removed_units, show_surgery
from pages.components.inside.views.time_machine_view import show_time_machine, watch_for_moments
from pages.components.runs.network_picker import pick_network
from pages.components.runs.still_training import tell_still_training
from pages.components.runs.window_title import title_window
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import RUN_PARAMETER, get_data

link_place = title_with_place("Inside")
network_column, image_column = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
with network_column:
    run = pick_network()
if run is None:
    st.stop()
follow_run(run.id)
tell_if_gone(run)
tell_still_training(run)
title_window("Inside", run)
try:
    moments = moments_of(run)
    place = chosen_moment(moments)
    network, key = network_or_kept(run, moments[place])
    test = get_data(run.config.data).test
except MnistCoreError as error:
    st.error(f"This network cannot be used: {as_markdown(str(error))}.")
    st.stop()
with image_column:
    image = choose_image(run, test)
    label = choose_label(image, network)
part = choose_part()
whole = Subject(network, key, image.pixels.tobytes(), label, run.config.label_smoothing, run.config.data)
surgery = asked_surgery() if part is SURGERY else Surgery()
try:
    surgery, subject = operate(whole, surgery)
    trace = cached_trace(subject)
except MnistCoreError as error:
    st.error(as_markdown(as_sentence(str(error))))
    st.stop()
unit = chosen_unit(trace)
view = MapView(
    trace,
    offered_weights(subject),
    unit,
    part.backward,
    removed_units(surgery),
    moments,
    place,
    gallery=part is TIME_MACHINE,
)
with link_place:
    copy_link({RUN_PARAMETER: str(run.id)} | kept(), key="copy_link")
network_map(view if surgery.operations else with_offered_moments(view, run, subject))
tell_temperature(subject.network, trace)
watch_for_moments(run, moments)
if part is FORWARD:
    show_forward(trace, unit)
elif part is BACKWARD:
    show_backward(trace, unit)
elif part is CHECK:
    show_check(subject, trace, unit)
elif part is STEP:
    show_step(subject, trace)
elif part is SURGERY:
    show_surgery(whole, surgery, subject, trace, unit)
else:
    show_time_machine(run, moments, place, subject, trace)
    if run.config.data.shows_digits:
        show_pins(subject)
