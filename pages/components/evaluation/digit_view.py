"""One digit at full size: what the network reads in it and why, what is like it, what other runs read."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from pages.components.charts.probability import percent, probability_alt, probability_figure
from pages.components.evaluation.alike_view import show_alike
from pages.components.evaluation.digit_gallery import look_at
from pages.components.evaluation.digit_steps import digit_steps
from pages.components.evaluation.run_readings import known_readings, read_unknown
from pages.components.evaluation.saliency_view import show_saliency
from pages.components.evaluation.subject import Subject
from pages.components.inline_picture import pixelated
from pages.components.inside.drawn_image import as_text
from pages.components.live_chart import live_chart
from pages.components.runs.names import run_name
from pages.components.state import RUN_PARAMETER, get_store
from pages.components.store_actions import attempt, show_failure

RIGHT, WRONG = "Looks right", "Looks wrong"
CHART_HEIGHT = 300
EDIT = "edit"
"""Name in the address of Draw of the digit to edit."""


def show_digit(subject: Subject, place: int, places: NDArray[np.integer], *, back: str, part: str = "test") -> None:
    """Show one digit, and the way to its neighbours among `places` and back.

    Parameters
    ----------
    subject : Subject
    place : int
        Which image of the part.
    places : array of int
        The images that it is looked at among, in their order.
    back : str
        What the way back leads to, such as "4 read as 9".
    part : {"test", "train"}
    """
    images = subject.data.test if part == "test" else subject.data.train
    _show_steps(place, places, back)
    pixels, label = images.images[place].tobytes(), int(images.labels[place])
    probabilities = subject.network.predict_proba(images.images[place])[0]
    answer = int(probabilities.argmax())
    name = "Test image" if part == "test" else "Training image"
    st.header(f"{name} {place:,}: labelled {label}, read as {answer}, {percent(probabilities[answer])} sure")
    digit_column, why_column, sure_column = st.columns([1, 1, 1.3], gap="medium")
    with digit_column:
        st.caption("The digit")
        st.image(pixelated(images.images[place] / 255), width="stretch", alt=f"The digit, labelled {label}.")
        _show_opinion(part, place)
    with why_column:
        other = label if label != answer else int(np.argsort(probabilities)[-2])
        show_saliency(subject.key, pixels, answer, other)
    with sure_column:
        st.caption("How sure the network is")
        live_chart(
            probability_figure(probabilities),
            key="digit_probabilities",
            height=CHART_HEIGHT,
            alt=probability_alt(probabilities),
        )
        _show_links(subject, images, place, part)
    show_alike(pixels, subject.data.train, itself=place if part == "train" else None)
    if part == "test":
        show_other_runs(place, label)


def _show_steps(place: int, places: NDArray[np.integer], back: str) -> None:
    """Offer the neighbours and the way back."""
    found = np.flatnonzero(places == place)
    here = int(found[0]) if len(found) else None
    before = int(places[here - 1]) if here else None
    after = int(places[here + 1]) if here is not None and here + 1 < len(places) else None
    position = "" if here is None else f"{here + 1:,} of {len(places):,}"
    digit_steps(position, before=before, after=after, back=back, on_go=look_at)


def _show_opinion(part: str, place: int) -> None:
    """Ask whether the label looks wrong, and keep the answer."""
    key = f"opinion_{part}_{place}"
    opinion = (attempt(get_store().label_opinions.all, part) or {}).get(place)
    st.session_state[key] = None if opinion is None else WRONG if opinion else RIGHT

    def keep() -> None:
        said = st.session_state[key]
        attempt(get_store().label_opinions.say, part, place, None if said is None else said == WRONG)

    st.segmented_control(
        "Its label",
        (RIGHT, WRONG),
        key=key,
        on_change=keep,
        help="What you think of the label. It is kept with the runs; Labels lists and exports it, and a run can leave "
        "out training digits whose label looks wrong.",
    )
    show_failure()


def _show_links(subject: Subject, images: ImageSet, place: int, part: str) -> None:
    """Offer to go on with this digit elsewhere."""
    drawn = as_text(images.images[place] / 255)
    with st.container(horizontal=True):
        st.page_link(
            "inside.py",
            label="Look inside",
            icon=":material/neurology:",
            query_params={RUN_PARAMETER: str(subject.run.id), "image": str(place) if part == "test" else drawn},
            help="Follow this digit through the network, unit by unit, and back.",
        )
        st.page_link(
            "draw.py",
            label="Edit it",
            icon=":material/draw:",
            query_params={RUN_PARAMETER: str(subject.run.id), EDIT: drawn},
            help="Open this digit in Draw, add strokes, and see what the network makes of them.",
        )


def show_other_runs(place: int, label: int) -> None:
    """Show what every run reads in a test image."""
    known, unknown = known_readings()
    if unknown:
        read_unknown(unknown)
    if not known:
        return
    answers = np.array([reading.predicted[place] for _, reading in known])
    right = int(np.sum(answers == label))
    st.markdown(f"**What all runs read in it** · {right:,} of {len(known):,} read a {label}")
    table = pd.DataFrame(
        {
            "Run": [run_name(run) for run, _ in known],
            "Reads": answers,
            "Sure": [100 * float(reading.confidence[place]) for _, reading in known],
            "Right": answers == label,
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= 8 else 320,
        column_config={
            "Run": st.column_config.TextColumn(help="Every run that has a network, newest first."),
            "Reads": st.column_config.NumberColumn(help="The digit that it reads."),
            "Sure": st.column_config.NumberColumn(format="%.1f%%", help="Its probability of that digit."),
            "Right": st.column_config.CheckboxColumn(help="Whether that is the label."),
        },
        alt=f"{right} of {len(known)} runs read the label {label} in this image.",
    )
