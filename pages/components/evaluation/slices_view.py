"""On which kinds of digits the network fails: by stroke width, slant, ink and size, each in fifths."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.drawing.likeness import measures
from mnist_core.evaluation.slices import MEASURES, Slice, cut, ink_and_size, measure_title, range_text, weakness
from pages.components.charts.slices import slices_figure
from pages.components.evaluation.address import SLICE, ask, asked
from pages.components.evaluation.digit_gallery import chosen_place, show_gallery
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.subject import Subject
from pages.components.kept_address import address_number
from pages.components.live_chart import Click, live_chart
from pages.components.state import get_mnist

HEIGHT = 260


def show_slices(subject: Subject) -> None:
    """Show the accuracy of each fifth, and the mistakes of a chosen one."""
    correct = subject.evaluation.correct
    by_measure = {name: cut(values, correct) for name, values in test_measures().items()}
    chosen = _chosen(by_measure)
    places = np.empty(0, np.intp)
    if chosen is not None:
        inside = by_measure[chosen[0]][chosen[1]].places
        places = inside[~correct[inside]]
        places = places[np.argsort(-subject.evaluation.probabilities[places].max(axis=1), kind="stable")]
    if (place := chosen_place(len(subject.test))) is not None:
        return show_digit(subject, place, places, back="the slices")
    st.markdown(weakness(by_measure))
    for pair in (("stroke width", "slant"), ("ink", "size")):
        for column, name in zip(st.columns(2, gap="large"), pair, strict=True):
            with column:
                _show_measure(name, by_measure[name], subject.evaluation.accuracy, chosen)
    st.caption("Each point is a fifth of the test images with its 95% interval. Click one to see its mistakes.")
    if chosen is not None:
        name, number = chosen
        item = by_measure[name][number]
        title = f"{len(places):,} mistakes at {name} {range_text(item)} {MEASURES[name]}"
        st.markdown(f"**{title}**")
        if len(places):
            show_gallery(subject.network, subject.test, places, key=f"slice_{name}_{number}", label=title)
    return None


def _show_measure(name: str, slices: list[Slice], overall: float, chosen: tuple[str, int] | None) -> None:
    def choose(click: Click) -> None:
        if click.customdata is not None:
            ask(SLICE, f"{name.replace(' ', '-')}.{int(click.customdata[0])}")

    live_chart(
        slices_figure(
            slices,
            overall,
            title=measure_title(name),
            chosen=chosen[1] if chosen is not None and chosen[0] == name else None,
        ),
        key=f"slices_{name.replace(' ', '_')}",
        height=HEIGHT,
        alt=f"Accuracy by {name}: " + ", ".join(f"{range_text(item)} {item.accuracy:.2%}" for item in slices) + ".",
        on_click=choose,
    )


def _chosen(by_measure: dict[str, list[Slice]]) -> tuple[str, int] | None:
    """Return the measure and the number of the slice that the address asks for."""
    name, _, text = (asked(SLICE) or "").partition(".")
    name, number = name.replace("-", " "), address_number(text)
    return (name, number) if name in by_measure and number is not None and number < len(by_measure[name]) else None


@st.cache_resource(show_spinner="Measuring the test images…")
def test_measures() -> dict[str, NDArray[np.float64]]:
    """Measure the test images once."""
    images = get_mnist().test.images
    found = measures(images) | ink_and_size(images)
    return {name: found[name] for name in MEASURES}
