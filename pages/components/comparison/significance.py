"""Whether one of two networks reads better by more than luck."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.comparison import mcnemar
from mnist_core.store.run import Run
from pages.components.networks import cached_evaluation, checkpoint_key
from pages.components.runs.names import run_name
from pages.components.runs.verdict import verdict
from pages.components.shown_text import as_markdown


def show_mcnemar(runs: Sequence[Run]) -> None:
    """Test whether two of the runs differ by more than luck."""
    usable = {run.id: run for run in runs if run.has_checkpoint}
    st.header("Is one really better?")
    if len(usable) < 2:
        st.markdown("Choose at least two runs that have a network to test this.")
        return
    ids = list(usable)
    with st.container(horizontal=True):
        first, second = (
            st.selectbox(
                label,
                ids,
                index=index,
                format_func=lambda run_id: run_name(usable[run_id]),
                key=f"mcnemar_{index}_{hash(tuple(ids))}",
                help="Both networks read the same 10,000 test images.",
            )
            for index, label in enumerate(("First network", "Second network"))
        )
    if first == second:
        st.markdown("Choose two different runs.")
        return
    try:
        correct = [cached_evaluation(checkpoint_key(usable[run_id])).correct for run_id in (first, second)]
    except MnistCoreError as error:
        st.error(f"One of these networks cannot be used: {as_markdown(str(error))}.")
        return
    st.markdown(verdict(mcnemar(*correct), *(as_markdown(run_name(usable[run_id])) for run_id in (first, second))))
    st.caption(
        "McNemar's test, exact: only images that one network reads and the other does not can tell them apart, and if "
        "both were equally good, each of those would fall to either side like a fair coin. It does not tell what "
        "another seed would do; for that, repeat each set-up with several seeds."
    )
