"""The form that plans a search: what to start from, what to vary, how, for how long, and what is best."""

from typing import Any

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.store.queue import MAX_CONCURRENT
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from mnist_core.tuning.plan import MAX_TRIALS, SAMPLERS, StudyPlan, has_cma_es
from pages.components.runs.study_data import field_label
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_selected_run_id, get_store
from pages.components.store_actions import attempt
from pages.components.tuning.range_view import range_view
from pages.components.tuning.search_fields import search_fields
from pages.components.tuning.selection import select_study

SAMPLER_TITLES = {
    "tpe": "TPE (learns from the trials)",
    "random": "Random",
    "quasi_random": "Quasi-random (even cover)",
    "grid": "Grid (every combination)",
    "cma_es": "CMA-ES (numbers only)",
}
PRUNER_TITLES = {
    "none": "Never",
    "median": "Below the median",
    "successive_halving": "Successive halving",
    "hyperband": "Hyperband",
}
GOAL_TITLES = {
    "accuracy": "Validation accuracy",
    "seconds_to_accuracy": "Least seconds to an accuracy",
    "accuracy_and_parameters": "Accuracy and few parameters",
    "accuracy_and_seconds": "Accuracy and short training",
    "accuracy_and_drawn": "Accuracy, also on drawn digits",
}
SELECTED = "The selected run"


def study_form() -> None:
    """Draw the form and the button that starts the search."""
    base = _base()
    space, errors = search_fields()
    choices = _choices()
    plan = None
    if space is not None and base is not None:
        try:
            plan = StudyPlan(base=base, space=space, **choices)
        except ConfigurationError as error:
            errors = [str(error)]
    for sentence in errors:
        st.error(as_markdown(as_sentence(sentence)), icon=":material/error:")
    st.button(
        "Start the search",
        key="start_study",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=plan is None,
        on_click=_start,
        args=(plan,),
        help="Train one network after another, each with other values. They are runs of the queue; this page may be "
        "closed.",
    )
    st.caption("Trials are chosen by validation images only. The test images measure the winner, once.")
    if base is not None:
        range_view(base)


def _base() -> TrainingConfig | None:
    """Draw what all trials share."""
    run_id = get_selected_run_id()
    presets = {preset.title: preset.config for preset in PRESETS.values()}
    start = st.selectbox(
        "Start from",
        ([SELECTED] if run_id else []) + list(presets),
        key="tune_base",
        help="What all trials share; the settings that are searched replace its own.",
    )
    run = attempt(get_store().runs.get, run_id) if start == SELECTED and run_id else None
    config = run.config if run is not None else presets.get(start, TrainingConfig())
    with st.container(horizontal=True, gap="small"):
        kept: dict[str, Any] = {"persist_state": "session"}
        help_text = "Epochs of each trial. 3 to 5 tell good from bad; the winner can be trained longer afterwards."
        epochs = st.number_input("Epochs a trial", 1, 1000, 5, key="tune_epochs", help=help_text, **kept)
        help_text = "Images that each trial learns from; 0 takes all. 10,000 make a search five times as fast."
        images = st.number_input("Images", 0, 60_000, 10_000, 1000, key="tune_images", help=help_text, **kept)
    try:
        return config.with_changes(epochs=epochs, training_size=images, early_stopping=0)
    except ConfigurationError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        return None


def _choices() -> dict[str, Any]:
    """Draw how to search, for how long, and what is best."""
    kept: dict[str, Any] = {"persist_state": "session"}
    known = [name for name in SAMPLERS if name != "cma_es" or has_cma_es()]
    titles = {SAMPLER_TITLES[name]: name for name in known}
    goals = {title: name for name, title in GOAL_TITLES.items()}
    pruners = {title: name for name, title in PRUNER_TITLES.items()}
    goal = st.selectbox("What is best", list(goals), key="tune_goal", help="By what trials are compared.", **kept)
    target = 97.0
    if goals[goal] == "seconds_to_accuracy":
        help_text = "A trial ends when its validation accuracy is this high; the quickest is best."
        target = st.number_input("Accuracy in %", 10.0, 99.9, 97.0, 0.5, key="tune_target", help=help_text, **kept)
    with st.container(horizontal=True, gap="small"):
        help_text = "How the next values are chosen. TPE suits most searches; a grid suits two settings of few values."
        sampler = st.selectbox("Sampler", list(titles), key="tune_sampler", help=help_text, **kept)
        help_text = (
            "When a trial ends early because others were better at its age. It saves time; the median is gentle."
        )
        pruner = st.selectbox("Give up a trial", list(pruners), key="tune_pruner", help=help_text, **kept)
    with st.container(horizontal=True, gap="small"):
        help_text = "The search ends after so many trials; 0 sets no such limit. About 10 for each setting is sensible."
        trials = st.number_input("Trials", 0, MAX_TRIALS, 30, key="tune_trials", help=help_text, **kept)
        help_text = "The search ends after so many minutes; 0 sets no such limit."
        minutes = st.number_input("Minutes", 0.0, 10_000.0, 0.0, 1.0, key="tune_minutes", help=help_text, **kept)
    with st.container(horizontal=True, gap="small"):
        help_text = "The search ends when so many trials in a row brought nothing better; 0 sets no such limit."
        patience = st.number_input(
            "Until nothing better", 0, MAX_TRIALS, 0, key="tune_patience", help=help_text, **kept
        )
        now = get_store().queue.settings.max_concurrent
        help_text = "How many trials train at the same time: as many as the processor has cores, at most."
        st.number_input("At once", 1, MAX_CONCURRENT, max(now, 2), key="tune_at_once", help=help_text, **kept)
    return {
        "sampler": titles[sampler],
        "pruner": pruners[pruner],
        "goal": goals[goal],
        "target_accuracy": target / 100,
        "trials": trials or None,
        "minutes": minutes or None,
        "patience": patience or None,
    }


def _start(plan: StudyPlan) -> None:
    """Put the study into the store and let a tuner take it."""
    store = get_store()

    def create() -> int:
        store.queue.change_settings(max_concurrent=st.session_state["tune_at_once"])
        name = ", ".join(field_label(each).lower() for each in plan.space.names)
        study = store.studies.create(plan.to_dict(), name=name.capitalize(), measures_all=plan.repeats_seeds)
        store.tuners.ensure()
        return study.id

    study_id = attempt(create)
    if study_id is not None:
        select_study(study_id)
