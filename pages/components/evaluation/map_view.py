"""The test digits as a map, layer by layer: how the network pulls them apart, and where it fails to."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.maps import (
    PrincipalMap,
    layer_names,
    layer_outputs,
    place_by_neighbours,
    principal_maps,
)
from pages.components.choice import choose_one
from pages.components.evaluation.address import DRAWN, METHOD, ask, asked
from pages.components.evaluation.digit_gallery import chosen_place, look_at, show_gallery
from pages.components.evaluation.digit_map import MapView, digit_map
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.jobs_view import job_result
from pages.components.evaluation.subject import Subject
from pages.components.inside.drawn_image import as_pixels
from pages.components.networks import cached_network, network_digest
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_mnist

METHODS = ("PCA", "t-SNE")
CHOICE, LASSO = "map_method_choice", "map_lasso"
NEIGHBOUR_IMAGES = 2000


def show_map(subject: Subject) -> None:
    """Show the map, and the digits that a lasso caught."""
    caught = np.array(st.session_state.get(LASSO, []), np.intp)
    if (place := chosen_place(len(subject.test))) is not None:
        return show_digit(subject, place, caught, back="the map")
    method = _choose_method()
    drawing = _asked_drawing()
    view = _principal(subject, drawing) if method == METHODS[0] else _by_neighbours(subject, drawing)
    if view is None:
        return None
    digit_map(view, on_choose=look_at, on_lasso=_catch)
    st.caption(
        "Drag to pan, turn the wheel to zoom, point at a digit to see it, click it to see why it is read so, draw a "
        "lasso around several to list them below. Each layer's map is turned to lie on the one before."
    )
    with st.container(horizontal=True):
        st.page_link("draw.py", label="Draw a digit to put on it", icon=":material/draw:")
        if drawing is not None:
            st.button("Take my drawing off", on_click=ask, args=(DRAWN, None), icon=":material/close:")
    if len(caught):
        title = f"{len(caught):,} digits inside the lasso"
        st.markdown(f"**{title}**, {int(np.sum(~subject.evaluation.correct[caught])):,} of them misread")
        show_gallery(subject.network, subject.test, caught, key="lasso", label=title)
    return None


def _catch(places: list[int]) -> None:
    """Keep what a lasso caught, mistakes first."""
    st.session_state[LASSO] = places


def _choose_method() -> str:
    """Offer the two ways to lay points out."""
    st.session_state[CHOICE] = METHODS[1] if asked(METHOD) == "t-sne" else METHODS[0]
    return choose_one(
        "Laid out by",
        METHODS,
        key=CHOICE,
        on_change=lambda: ask(METHOD, st.session_state[CHOICE].lower()),
        help="PCA shows each layer's space from where it is widest, all test images at once. t-SNE keeps neighbours "
        f"together and tears the rest apart; it lays out the first {NEIGHBOUR_IMAGES:,} beside the page.",
    )


def _asked_drawing() -> NDArray[np.uint8] | None:
    """Return the drawing that the address brings."""
    text = asked(DRAWN)
    if text is None:
        return None
    try:
        return as_pixels(text)
    except MnistCoreError as error:
        st.warning(as_markdown(as_sentence(str(error))), icon=":material/link_off:")
        ask(DRAWN, None)
        return None


def _principal(subject: Subject, drawing: NDArray[np.uint8] | None) -> MapView:
    """Return the map of all test images by principal components."""
    planes, maps = cached_planes(subject.key)
    own = None
    if drawing is not None:
        outputs = layer_outputs(subject.network, drawing)
        own = [plane.place(points)[0] for plane, points in zip(planes, outputs, strict=True)]
    return MapView(
        f"{network_digest(subject.key)} pca",
        layer_names(subject.network),
        maps,
        subject.test.labels,
        subject.evaluation.predicted,
        own,
    )


def _by_neighbours(subject: Subject, drawing: NDArray[np.uint8] | None) -> MapView | None:
    """Return the map of the first test images by t-SNE, once the job has computed it."""
    digest = network_digest(subject.key)
    count = min(NEIGHBOUR_IMAGES, len(subject.test))
    result = job_result("map", {"network": digest, "count": count}, {"run": subject.run.id}, run=subject.run)
    if result is None:
        return None
    maps = list(result["maps"])
    own = None
    if drawing is not None:
        known = layer_outputs(subject.network, subject.test.images[:count])
        drawn = layer_outputs(subject.network, drawing)
        own = [place_by_neighbours(new[0], points, at) for new, points, at in zip(drawn, known, maps, strict=True)]
    return MapView(
        f"{digest} t-sne",
        layer_names(subject.network),
        maps,
        subject.test.labels[:count],
        subject.evaluation.predicted[:count],
        own,
    )


@st.cache_resource(max_entries=6, show_spinner="Laying out the test images…")
def cached_planes(checkpoint: tuple[Any, ...]) -> tuple[list[PrincipalMap], list[NDArray[np.float32]]]:
    """Return each layer's plane and where the test images lie on it, computed once."""
    outputs = layer_outputs(cached_network(checkpoint), get_mnist().test.images)
    planes = principal_maps(outputs)
    return planes, [plane.place(points) for plane, points in zip(planes, outputs, strict=True)]
