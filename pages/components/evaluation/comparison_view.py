"""This network against another one: cell by cell, by McNemar's test, and by the images that only one of them reads."""

import numpy as np
import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.comparison import mcnemar, read_by_one_only
from mnist_core.store.run import Run
from pages.components.charts.evaluation import difference_figure
from pages.components.choice import choose_one
from pages.components.evaluation.address import OTHER, ask, asked
from pages.components.evaluation.digit_gallery import chosen_place, show_gallery
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.same_data import runs_of_digits
from pages.components.evaluation.subject import Subject
from pages.components.kept_address import address_number
from pages.components.live_chart import live_chart
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.runs.names import run_label, run_name
from pages.components.runs.verdict import verdict
from pages.components.shown_text import as_markdown

CHOICE = "evaluate_other_choice"
SIDE = "only_read_by"
HEIGHT = 520


def show_comparison(subject: Subject) -> None:
    """Show how the subject's network differs from another run's."""
    other = _choose_other(subject.run)
    if other is None:
        return
    try:
        key = checkpoint_key(other)
        their = cached_evaluation(key)
    except MnistCoreError as error:
        st.error(f"That network cannot be used: {as_markdown(str(error))}.")
        return
    our, names = subject.evaluation, [run_name(subject.run), run_name(other)]
    only_ours, only_theirs = read_by_one_only(our.correct, their.correct)
    kept = st.session_state.get(SIDE)
    places = only_theirs if kept == "Other" else only_ours
    if (place := chosen_place(len(subject.test))) is not None:
        return show_digit(subject, place, places, back="the comparison")
    st.markdown(verdict(mcnemar(our.correct, their.correct), *(as_markdown(name) for name in names)))
    st.caption(
        "McNemar's test, exact, on the same test images. It does not tell what another seed would do; for that, repeat "
        "each set-up with several seeds and see Compare."
    )
    matrix_column, images_column = st.columns(2, gap="large")
    with matrix_column:
        st.header("Difference, cell by cell")
        difference = their.confusion - our.confusion
        live_chart(
            difference_figure(our.confusion, their.confusion),
            key="difference_matrix",
            height=HEIGHT,
            alt=f"Difference of the confusion matrices; the other network has {int(np.trace(difference)):+d} right "
            "answers.",
        )
        st.caption("The other network's count less this one's. On the diagonal more is better, beside it fewer.")
    with images_column:
        st.header("Read by one only")
        side = choose_one(
            "Read correctly only by",
            ("This", "Other"),
            key=SIDE,
            help="This: images that the network chosen above reads and the other misreads. Other: the reverse.",
        )
        chosen = only_ours if side == "This" else only_theirs
        st.markdown(f"**{len(chosen):,} images are read correctly only by {as_markdown(names[side == 'Other'])}**")
        if len(chosen):
            loser = cached_network(key) if side == "This" else subject.network
            show_gallery(loser, subject.test, chosen, key=f"only_{side}", label="Images that one network only reads")
            st.caption("Under each image is what the network that misreads it says.")
    return None


def _choose_other(run: Run) -> Run | None:
    """Offer every other run with a network; return the chosen one, or None after a sentence where there is none."""
    others = {other.id: other for other in runs_of_digits() if other.id != run.id}
    if not others:
        st.info("There is no other network to compare with: train another one.", icon=":material/model_training:")
        return None
    wanted = address_number(asked(OTHER))
    st.session_state[CHOICE] = wanted if wanted in others else next(iter(others))
    chosen: int = st.selectbox(
        "Compare with",
        list(others),
        format_func=lambda run_id: run_label(others[run_id]),
        key=CHOICE,
        on_change=lambda: ask(OTHER, str(st.session_state[CHOICE])),
        help="The other network; both read the same test images.",
    )
    return others[chosen]
