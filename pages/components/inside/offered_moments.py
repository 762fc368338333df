"""The picture at every moment of a training, ready for the browser to fetch as soon as one goes there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mnist_core.store.run import Run
from pages.components.inside.moments import Moment, network_at
from pages.components.inside.network_map.message import MapView, encode
from pages.components.inside.subject import Subject
from pages.components.inside.traces import cached_trace
from pages.components.networks import checkpoint_key
from pages.server.moments import offer_moments
from pages.server.weights import offer_weights


def offered_weights(subject: Subject) -> str:
    """Return the address of the network's weights."""
    return offer_weights(subject.network.parameters[: subject.network.weight_count], subject.key)


def with_offered_moments(view: MapView, run: Run, subject: Subject) -> MapView:
    """Return a view from which the browser can go to the other moments by itself.

    Parameters
    ----------
    view : MapView
        Of the digit before the network of one of the moments, on which nothing was done.
    run : Run
    subject : Subject
    """
    moments: Sequence[Moment] = view.moments
    key: tuple[Any, ...] = (
        *(subject.pixels, subject.label, subject.smoothing, view.chosen, view.backward, view.gallery),
        *(checkpoint_key(run), moments),
    )
    offered = ""

    def message(place: int) -> bytes:
        network, network_key = network_at(run, moments[place])
        there = replace(subject, network=network, key=network_key)
        shown = replace(view, trace=cached_trace(there), weights=offered_weights(there), moment=place, offered=offered)
        return encode(shown)

    offered = offer_moments(message, key)
    return replace(view, offered=offered)
