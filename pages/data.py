"""What networks learn from: the data sets that are here, what is in each, and adding one's own."""

import streamlit as st

from mnist_core.data.reference import BUILT_IN, DataReference
from mnist_core.errors import MnistCoreError
from pages.components.data.add_view import CHOSEN, INTAKE, show_add
from pages.components.data.choice import MEASURED_BY
from pages.components.data.overview import Overview, overview_of, show_overview
from pages.components.language.chosen import say
from pages.components.settings.data_sets import data_names
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_data, get_store
from pages.components.visitor import current_visitor


@st.cache_resource(max_entries=8, show_spinner="Counting …")
def counted(reference: DataReference) -> Overview:
    """Count what is in a data set, once."""
    return overview_of(get_data(reference))


def remove(key: str) -> None:
    """Remove what was added."""
    get_store().data.remove(key)


st.title(say("Data"))
with st.expander("Add images of your own", icon=":material/upload:", expanded=INTAKE in st.session_state):
    show_add()
names = data_names()
if st.session_state.get(CHOSEN) not in names:
    st.session_state[CHOSEN] = next(iter(names))
with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = names[
        st.selectbox("Data set", list(names), key=CHOSEN, persist_state="session", width=320, help="Which to look at.")
    ]
    st.page_link(
        "train.py",
        label="Train on it",
        icon=":material/model_training:",
        query_params={"data": chosen.name, "validation_size": str(min(5_000, chosen.train_images // 6))},
        help="Set up a network that learns from these images.",
    )
    st.page_link(
        "evaluate.py",
        label="Evaluate on it",
        icon=":material/grid_on:",
        query_params={MEASURED_BY: chosen.name},
        help="Measure a network by these images; it must know images of this size and these classes.",
    )
    if chosen.key not in BUILT_IN and current_visitor() is None:
        with st.popover("Remove", icon=":material/delete:", help="Remove these images; you are asked first."):
            st.markdown(f"Remove **{as_markdown(chosen.name)}**? Runs that learned from it stay.")
            st.button("Remove", type="primary", key="remove_data", on_click=remove, args=(chosen.key,), help="Now.")
try:
    show_overview(chosen, get_data(chosen), counted(chosen), key=f"data_{chosen.key}")
except MnistCoreError as error:
    st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
