"""Stars, tags and notes of runs: to set them, and to find runs by them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from mnist_core.store.marks import MAX_NOTE, Mark, read_tags
from mnist_core.store.run import Run
from pages.components.runs.names import short_description
from pages.components.settings.controls import CONTROLS
from pages.components.state import get_store
from pages.components.store_actions import attempt

FILTER = "runs_filter"
STARRED = "runs_starred"
COLUMNS = "columns"
BY_LABEL = {control.label: name for name, control in CONTROLS.items()}


def choose_shown(runs: Sequence[Run], marks: Mapping[int, Mark]) -> list[Run]:
    """Offer a filter; return the runs that pass it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover("Columns", icon=":material/view_column:", help="Settings that get a column of their own."):
            st.multiselect(
                "Settings as columns",
                list(BY_LABEL),
                key=COLUMNS,
                bind="query-params",
                persist_state="session",
                placeholder="Choose settings",
                help="They stay while you change pages, and stand in the address: a bookmark keeps them for good.",
            )
        words = st.text_input(
            "Filter",
            key=FILTER,
            persist_state="session",
            placeholder="Name, tag, note, set-up or status",
            help="Shows the runs in which every word is found, such as: adam finished.",
        )
        starred = st.toggle(
            "Starred only", key=STARRED, persist_state="session", help="Hide the runs to which you gave no star."
        )
    shown = matching(runs, marks, words)
    return [run for run in shown if not starred or marks.get(run.id, Mark()).starred]


def chosen_columns() -> list[str]:
    """Return the names of the settings that get a column each."""
    return [BY_LABEL[label] for label in st.session_state.get(COLUMNS, ()) if label in BY_LABEL]


def matching(runs: Sequence[Run], marks: Mapping[int, Mark], words: str) -> list[Run]:
    """Return the runs in which every word is found, in any case."""
    wanted = words.lower().split()
    return [run for run in runs if all(word in _text(run, marks.get(run.id, Mark())) for word in wanted)]


def _text(run: Run, mark: Mark) -> str:
    """Return what is searched of a run."""
    told = (f"#{run.id}", run.name, run.status.value, short_description(run.config), *mark.tags, mark.note)
    return " ".join(told).lower()


def show_marks(run: Run) -> None:
    """Offer to give a run a star, tags and a note."""
    mark = get_store().marks.all().get(run.id, Mark())
    st.button(
        "Remove star" if mark.starred else "Star",
        key=f"star_{run.id}",
        icon=":material/star:",
        type="primary" if mark.starred else "secondary",
        on_click=_star,
        args=(run.id,),
        help="Mark it as one to come back to.",
    )
    with st.popover("Notes", icon=":material/sell:", help="Tags and a note."):
        st.text_input(
            "Tags",
            ", ".join(mark.tags),
            key=f"tags_{run.id}",
            help="Separated by commas, such as: for class, wide. The filter above finds them.",
        )
        st.text_area(
            "Note", mark.note, max_chars=MAX_NOTE, key=f"note_{run.id}", help="What you want to remember of this run."
        )
        st.button("Save", key=f"save_marks_{run.id}", type="primary", on_click=_save, args=(run.id,), help="Keep both.")


def _star(run_id: int) -> None:
    """Give a star, or take it back."""
    mark = get_store().marks.all().get(run_id, Mark())
    attempt(get_store().marks.set, run_id, Mark(not mark.starred, mark.tags, mark.note))


def _save(run_id: int) -> None:
    """Keep the tags and the note."""
    starred = get_store().marks.all().get(run_id, Mark()).starred
    tags, note = read_tags(st.session_state[f"tags_{run_id}"]), st.session_state[f"note_{run_id}"].strip()
    attempt(get_store().marks.set, run_id, Mark(starred, tags, note))
