"""Where the network errs: the confusion matrix, the digits of a cell, and one of them at full size."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.evaluation.ordering import ORDERS, cell_places
from pages.components.bring_into_view import bring_into_view, is_phone
from pages.components.choice import choose_one
from pages.components.evaluation.address import ORDER, ask, asked
from pages.components.evaluation.confusion_view import (
    CLICKED,
    cell_title,
    choose_cell,
    chosen_numbers,
    show_confusion_matrix,
)
from pages.components.evaluation.digit_gallery import chosen_place, show_gallery
from pages.components.evaluation.digit_scores import show_digit_scores
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.subject import Subject

ORDER_CHOICE = "gallery_order"
NAMES = {"confidence": "Confidence", "loss": "Loss", "likeness": "Likeness"}


def show_mistakes(subject: Subject) -> None:
    """Show the matrix beside the digits of the chosen cell, or one digit alone."""
    if (place := chosen_place(len(subject.test))) is not None:
        digit, read_as = chosen_numbers()
        places = ordered_places(subject, digit, read_as)
        title = cell_title(digit, read_as, len(places)).partition(", ")[0]
        return show_digit(subject, place, places, back=title)
    _show_totals(subject)
    matrix_column, digits_column = st.columns([1, 1], gap="large")
    with matrix_column:
        st.header("Confusion matrix")
        show_confusion_matrix(subject.evaluation)
    with digits_column:
        if (tapped := st.session_state.get(CLICKED)) is not None and is_phone():
            bring_into_view(f"tapped_{tapped}")
        st.header("Most confused")
        digit, read_as = choose_cell(subject.evaluation)
        order = choose_order()
        places = ordered_places(subject, digit, read_as)
        title = cell_title(digit, read_as, len(places), order)
        st.markdown(f"**{title}**")
        if len(places):
            show_gallery(subject.network, subject.test, places, key=f"gallery_{digit}_{read_as}_{order}", label=title)
            st.caption("Click a digit to see why it is read so.")
    st.header("By digit")
    show_digit_scores(subject.evaluation)
    return None


def choose_order() -> str:
    """Offer the orders of a cell's digits; return the chosen one."""
    names = [NAMES[order] for order in ORDERS]
    wanted = asked(ORDER)
    st.session_state[ORDER_CHOICE] = NAMES.get(wanted or "", names[0])
    chosen = choose_one(
        "Order",
        names,
        key=ORDER_CHOICE,
        on_change=lambda: ask(ORDER, st.session_state[ORDER_CHOICE].lower()),
        help="Confidence puts the most confident mistakes first, of right answers the least confident. Loss puts first "
        "what costs most: where the true digit was thought least likely. Likeness puts like beside like, so that kinds "
        "of mistakes are seen.",
    )
    return ORDERS[names.index(chosen)]


def ordered_places(subject: Subject, digit: int | None, read_as: int | None) -> NDArray[np.intp]:
    """Return the images of the chosen cell in the chosen order."""
    wanted = asked(ORDER)
    return cached_places(subject.key, digit, read_as, wanted if wanted in ORDERS else ORDERS[0], _subject=subject)


@st.cache_resource(max_entries=256, show_spinner=False)
def cached_places(
    key: tuple[object, ...], digit: int | None, read_as: int | None, order: str, *, _subject: Subject
) -> NDArray[np.intp]:
    """Sort a cell's images once."""
    return cell_places(_subject.evaluation, _subject.test, digit, read_as, order)


def _show_totals(subject: Subject) -> None:
    """Show how often the network is right, and how far that can be trusted."""
    evaluation, count = subject.evaluation, len(subject.test)
    right = int(np.sum(evaluation.correct))
    low, high = wilson_interval(right, count)
    with st.container(horizontal=True):
        st.metric(
            "Test accuracy",
            f"{evaluation.accuracy:.2%}",
            border=True,
            help=f"Share of the {count:,} test images read correctly.",
        )
        st.metric(
            "95% interval",
            f"{100 * low:.2f}–{high:.2%}",
            border=True,
            help="Wilson's interval: where the accuracy on all such images lies, 95 times in 100. Two networks whose "
            "intervals overlap much may be equally good; Comparison tests that.",
        )
        st.metric("Mistakes", f"{count - right:,}", border=True, help="Test images that the network gets wrong.")
        st.metric(
            "Test loss",
            f"{evaluation.loss:.4f}",
            border=True,
            help="Mean cross-entropy an image, in nats. Confident mistakes make it grow most; guessing gives 2.30.",
        )
