"""What can be done with a study: pause, stop, go on, add a set-up, rename, export, delete."""

import json
from dataclasses import replace

import streamlit as st

from mnist_core.store.study import StudyStatus
from mnist_core.tuning.plan import MAX_TRIALS
from mnist_core.tuning.reading import read_value
from pages.components.runs.study_data import StudyData, field_label, field_text
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt
from pages.components.tuning.export import study_as_csv, study_as_json
from pages.components.tuning.selection import select_study

MORE = 10
JUST_DELETED = "deleted_study"


def study_actions(data: StudyData) -> None:
    """Draw the buttons that fit where the study stands."""
    study = data.study
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if study.status is StudyStatus.RUNNING:
            _button("Pause", "pause", StudyStatus.PAUSED, data, "Begin no more trials; those that train end as usual.")
        if study.status is StudyStatus.PAUSED:
            _button("Go on", "play_arrow", StudyStatus.RUNNING, data, "Begin more trials.")
        if study.status in (StudyStatus.RUNNING, StudyStatus.PAUSED):
            _button("Stop", "stop", StudyStatus.STOPPING, data, "End all trials now and measure the best so far.")
        if study.status.is_over or (study.status is StudyStatus.RUNNING and data.plan.trials):
            _offer_more(study.id, data)
        _add_set_up(data)
        with st.popover("Rename", icon=":material/edit:", help="Give this search another name."):
            key = f"study_name_{study.id}"
            st.text_input("New name", study.name, key=key, max_chars=200, help="Up to 200 characters.")
            st.button(
                "Rename", key="rename_study", type="primary", on_click=_rename, args=(study.id, key), help="Use it."
            )
        st.download_button(
            "Table",
            lambda: study_as_csv(data),
            f"search-{study.id}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="Download every trial as a line of CSV: its values, its result, and how it ended.",
        )
        st.download_button(
            "Everything",
            lambda: json.dumps(study_as_json(data), indent=1),
            f"search-{study.id}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            help="Download the plan, all trials and their curves as JSON.",
        )
        with st.popover("Delete", icon=":material/delete:", help="Delete this search; you are asked first."):
            st.markdown(f"Delete **{as_markdown(study.name)}** with its {len(data.runs)} runs? You can undo this.")
            st.button(
                "Delete", key="delete_study", type="primary", on_click=_delete, args=(study.id,), help="Delete now."
            )


def show_undo() -> None:
    """Offer to bring back what was just deleted."""
    study_id = st.session_state.get(JUST_DELETED)
    if study_id is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown("The search and its runs are deleted.")
        help_text = "Bring the search and its runs back."
        st.button("Undo", key="undo_study", icon=":material/undo:", on_click=_restore, args=(study_id,), help=help_text)


def _button(label: str, icon: str, status: StudyStatus, data: StudyData, help_text: str) -> None:
    """Draw a button that changes where the study stands."""
    st.button(
        label,
        key=f"study_{status}",
        icon=f":material/{icon}:",
        on_click=attempt,
        args=(_set_status, data.study.id, status),
        help=help_text,
    )


def _set_status(study_id: int, status: StudyStatus) -> None:
    get_store().studies.set_status(study_id, status)
    get_store().tuners.ensure()


def _offer_more(study_id: int, data: StudyData) -> None:
    """Draw how many more trials are wanted."""
    with st.popover("More trials", icon=":material/add:", help="Let the search go on, by what it has learnt so far."):
        key = f"more_{study_id}"
        help_text = "They are added to those that were planned."
        st.number_input("How many", 1, MAX_TRIALS, MORE, key=key, help=help_text)
        st.button(
            "Add them", key="more_trials", type="primary", on_click=attempt, args=(_more, data, key), help="Begin now."
        )


def _more(data: StudyData, key: str) -> None:
    """Let the study go on for some more trials than it has made, or, while it goes on, than were planned."""
    study = get_store().studies.get(data.study.id)
    asked = sum(not trial.is_wish for trial in data.trials)
    wanted = st.session_state[key]
    if study.status.is_over:
        plan = data.plan.extended(wanted, asked=asked)
    else:
        plan = replace(data.plan, trials=min((data.plan.trials or asked) + wanted, MAX_TRIALS))
    get_store().studies.extend(data.study.id, plan.to_dict())
    get_store().tuners.ensure()


def _add_set_up(data: StudyData) -> None:
    """Draw the fields of a trial of one's own."""
    start = data.ranked[0].params if data.ranked else data.plan.space.params_of(data.plan.base)
    with st.popover("Add a set-up", icon=":material/playlist_add:", help="Try values of your own as the next trial."):
        for name in data.plan.space.names:
            st.text_input(
                field_label(name),
                field_text(name, start[name]),
                key=f"wish_{data.study.id}_{name}",
                help="A value within what this search covers; the best one so far stands here first.",
            )
        help_text = "It is the next trial, and the sampler learns from it."
        st.button("Add", key="add_wish", type="primary", on_click=attempt, args=(_wish, data), help=help_text)


def _wish(data: StudyData) -> None:
    """Read the fields and ask for the trial."""
    space = data.plan.space
    texts = {name: str(st.session_state[f"wish_{data.study.id}_{name}"]) for name in space.names}
    params = space.check({name: read_value(name, text) for name, text in texts.items()})
    data.plan.config(params)
    get_store().studies.wish(data.study.id, params)
    get_store().tuners.ensure()


def _rename(study_id: int, key: str) -> None:
    attempt(get_store().studies.rename, study_id, st.session_state[key])


def _delete(study_id: int) -> None:
    attempt(get_store().studies.delete, study_id)
    st.session_state[JUST_DELETED] = study_id
    select_study(None)


def _restore(study_id: int) -> None:
    attempt(get_store().studies.restore, study_id)
    st.session_state.pop(JUST_DELETED, None)
    select_study(study_id)
