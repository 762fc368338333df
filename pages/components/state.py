"""What the pages share: the run store, the images, and which run is selected.

The store and the images are the same for everybody, so one copy serves all sessions; in a classroom each visitor has
their own part of the store. The selected run belongs to the person: it lives in the address, so that a reload or a
copied link shows the same run, and in the session, so that it survives a change of page.
"""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import open_mnist
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.store.store import RunStore
from pages.components.charts.series import RunSeries
from pages.components.kept_address import address_number
from pages.components.visitor import current_visitor

SELECTED_RUN = "selected_run"
SELECTED_GROUP = "selected_group"
RUN_PARAMETER = "run"
GROUP_PARAMETER = "group"
STUDY_PARAMETER = "study"
COMPARED_PARAMETER = "compared"
"""Names in the address bar of the selected run, of the group on Train, of the search on Tune, and of Compare's runs."""


@st.cache_resource(show_spinner=False)
def get_shared_store() -> RunStore:
    """Return the run store, one for the whole server; it lists and changes everything."""
    return RunStore()


def get_store() -> RunStore:
    """Return the run store as whoever is at the page has it: in a classroom it changes no run of another's."""
    store, visitor = get_shared_store(), current_visitor()
    return store if visitor is None else store.of(visitor)


@st.cache_resource(show_spinner="Reading the images…")
def get_mnist() -> Dataset:
    """Return MNIST, read once and shared: its arrays are read-only; the training images when somebody needs them."""
    return open_mnist()


def get_data(reference: DataReference) -> Dataset:
    """Return the images of a data set, read once and shared.

    Raises
    ------
    DataError
        If they were removed, or their file is damaged.
    """
    return get_mnist() if reference.shows_digits and not reference.key else _get_data(reference)


@st.cache_resource(show_spinner="Reading the images…", max_entries=4)
def _get_data(reference: DataReference) -> Dataset:
    """Load a data set once."""
    return get_mnist() if reference == MNIST else get_store().data.load(reference)


@st.cache_resource(show_spinner=False, max_entries=64)
def get_series(run_id: int) -> RunSeries:
    """Return what is known of a run's measurements; `refresh` it before drawing."""
    return RunSeries(run_id)


def get_selected_run_id() -> int | None:
    """Return the number of the run that the person looks at, or None."""
    number = address_number(st.query_params.get(RUN_PARAMETER, ""))
    if number is not None:
        st.session_state[SELECTED_RUN] = number
    return st.session_state.get(SELECTED_RUN)


def select_run(run_id: int | None) -> None:
    """Remember the run that the person looks at, across pages and reloads; a group that was shown steps back."""
    st.session_state[SELECTED_RUN] = run_id
    st.session_state[SELECTED_GROUP] = None
    st.query_params.pop(GROUP_PARAMETER, None)
    if run_id is None:
        st.query_params.pop(RUN_PARAMETER, None)
    else:
        st.query_params[RUN_PARAMETER] = str(run_id)
