"""How a network reads images of other data than MNIST: the same matrix, galleries and scores, for any classes."""

import numpy as np
import streamlit as st

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.evaluation.mistakes import confused_pairs
from mnist_core.evaluation.report import Evaluation, most_confident_mistakes
from pages.components.charts.evaluation import confusion_alt, confusion_figure
from pages.components.evaluation.digit_gallery import inline_tile, reading
from pages.components.evaluation.digit_scores import show_digit_scores
from pages.components.live_chart import Click, live_chart
from pages.components.shown_text import as_markdown

ANY = "any"
TRUE, READ_AS = "other_class", "other_read_as"
PAGE_SIZE = 15
HEIGHT = 560
LISTED = 5


def show_other_data(images: ImageSet, evaluation: Evaluation) -> None:
    """Show how often the network is right, the confusion matrix, its images, and the scores of each class.

    Parameters
    ----------
    images : ImageSet
        What was read.
    evaluation : Evaluation
        Of these images.
    """
    _show_totals(evaluation)
    names = evaluation.class_names
    for key in (TRUE, READ_AS):  # another network's classes may be chosen still
        if st.session_state.get(key, ANY) not in (ANY, *names):
            st.session_state[key] = ANY
    true, read_as = (_place(names, key) for key in (TRUE, READ_AS))
    matrix, gallery = st.columns([1, 1], gap="large")
    with matrix:
        st.subheader("Confusion matrix")
        selected = (true, read_as) if true is not None and read_as is not None else None
        live_chart(
            confusion_figure(evaluation.confusion, selected=selected, class_names=names),
            key="other_confusion",
            height=HEIGHT,
            alt=confusion_alt(evaluation.confusion, names),
            on_click=lambda click: _choose_clicked(click, names),
        )
        st.caption("Click a cell to see its images.")
    with gallery:
        st.subheader("Most confused")
        pairs = confused_pairs(evaluation.confusion, limit=LISTED, class_names=names)
        if pairs:
            st.caption(as_markdown("; ".join(map(str, pairs)) + "."))
        with st.container(horizontal=True):
            st.selectbox("Is", [ANY, *names], key=TRUE, width=180, help="The true class; any shows all mistakes.")
            st.selectbox(
                "Read as",
                [ANY, *names],
                key=READ_AS,
                width=180,
                help="What the network read. Choose the same class twice to see right answers, the least confident "
                "first.",
            )
        _show_gallery(images, evaluation, most_confident_mistakes(evaluation, true, read_as))
    st.subheader("By class")
    show_digit_scores(evaluation)


def _show_totals(evaluation: Evaluation) -> None:
    """Show how often the network is right, and how far that can be trusted."""
    count, right = len(evaluation.labels), int(np.sum(evaluation.correct))
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
            help="Wilson's interval: where the accuracy on all such images lies, 95 times in 100.",
        )
        st.metric("Mistakes", f"{count - right:,}", border=True, help="Test images that the network gets wrong.")
        guessing = np.log(len(evaluation.class_names))
        st.metric(
            "Test loss",
            f"{evaluation.loss:.4f}",
            border=True,
            help=f"Mean cross-entropy an image, in nats; guessing gives {guessing:.2f}.",
        )


def _show_gallery(images: ImageSet, evaluation: Evaluation, places: np.ndarray) -> None:
    """Show images a page at a time, with what the network thought of each."""
    names = evaluation.class_names
    if not len(places):
        st.info("There are no such images.")
        return
    pages = -(-len(places) // PAGE_SIZE)
    page = st.pagination(pages, key=f"other_page_{len(places)}") if pages > 1 else 1
    with st.grid("auto", min_column_width=100, gap="small"):
        for place in places[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]:
            probabilities, label = evaluation.probabilities[place], int(evaluation.labels[place])
            said = reading(probabilities, label, names)
            st.image(
                inline_tile(images.images[place].tobytes(), tuple(probabilities.tolist()), label, names),
                caption=as_markdown(said),
                width="stretch",
                alt=f"Test image {place}: {said} sure.",
            )


def _choose_clicked(click: Click, names: tuple[str, ...]) -> None:
    """Choose the cell that was clicked."""
    if click.customdata:
        st.session_state[TRUE], st.session_state[READ_AS] = (names[int(number)] for number in click.customdata[:2])


def _place(names: tuple[str, ...], key: str) -> int | None:
    """Return the place of the chosen class, or None for any."""
    chosen = st.session_state.get(key, ANY)
    return names.index(chosen) if chosen in names else None
