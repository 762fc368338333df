"""A study as it goes on: the trials side by side, marked together, brought up to date without a flicker."""

import numpy as np
import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.seeds import LEAST
from mnist_core.store.study import StudyStatus, TrialState
from mnist_core.tuning.endings import trials_without_gain
from pages.components.runs.study_care import look_after
from pages.components.runs.study_data import StudyData, field_label, field_text, load_study, trial_name
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import COMPARED_PARAMETER, get_store
from pages.components.tuning.charts_view import show_curves, show_front, show_history, show_importances
from pages.components.tuning.parallel import parallel
from pages.components.tuning.settings_view import show_pair, show_slices, show_words
from pages.components.tuning.trial_table import show_trials

REFRESH_SECONDS = 1.0


def study_view(study_id: int, status: StudyStatus) -> None:
    """Draw the study, and keep it up to date for as long as it goes on."""
    fragment = st.fragment(_refresh, run_every=None if status.is_over else REFRESH_SECONDS)
    fragment(study_id, status)


def _refresh(study_id: int, drawn: StudyStatus) -> None:
    """Draw the study as it is now."""
    try:
        look_after(drawn)
        data = load_study(get_store(), study_id)
    except MnistCoreError as error:
        st.warning(
            as_markdown(f"{as_sentence(str(error))} The view goes on by itself."), icon=":material/sync_problem:"
        )
        return
    if data.study.status is not drawn:
        st.rerun()
    _headline(data)
    if not data.told:
        st.info("The first trial is being trained; its result will show here.", icon=":material/hourglass_top:")
        return
    marked = parallel(data)
    left, right = st.columns(2)
    with left:
        show_history(data)
        show_slices(data)
        show_importances(data)
    with right:
        show_curves(data)
        if len(data.plan.goals) > 1:
            show_front(data)
        show_pair(data)
        show_words(data)
    show_trials(data, marked)


def _headline(data: StudyData) -> None:
    """Say how far the study is and what is best so far."""
    told, study = len(data.told), data.study
    given_up = sum(trial.state is TrialState.PRUNED for trial in data.told)
    epochs = sum(len(data.curve(trial)) for trial in data.trials)
    limit = f" of {data.plan.most_trials}" if data.plan.trials or data.plan.sampler == "grid" else ""
    parts = [f"{told}{limit} trials told", f"{given_up} given up", f"{epochs} epochs", f"{study.seconds:,.0f} s"]
    if data.plan.patience:
        parts.append(f"{trials_without_gain(data.plan, data.trials)} without anything better")
    if data.plan.trials and not study.status.is_over:
        st.progress(min(told / data.plan.most_trials, 1.0))
    st.caption(" · ".join(parts))
    if study.message and study.status.is_over:
        icon = ":material/error:" if study.status is StudyStatus.FAILED else ":material/flag:"
        (st.error if study.status is StudyStatus.FAILED else st.info)(
            as_markdown(as_sentence(study.message)), icon=icon
        )
    if data.plan.repeats_seeds:
        return _spread(data)
    if data.ranked:
        best = data.ranked[0]
        reached = ", ".join(
            f"{goal.title.lower()} {value:.2%}" if goal.is_share else f"{value:,.4g} {goal.title.lower()}"
            for goal, value in zip(data.plan.goals, best.goals, strict=True)
        )
        values = ", ".join(f"{field_label(name).lower()} {field_text(name, v)}" for name, v in best.params.items())
        text = f"**Best so far: {trial_name(best)}**, {reached}: {as_markdown(values)}."
        run = data.runs.get(study.winner or 0)
        if study.status.is_over and run is not None and run.test_accuracy is not None:
            text = text.replace("Best so far", "Winner") + f" Test images, measured once: **{run.test_accuracy:.2%}**."
        st.markdown(text)


def _spread(data: StudyData) -> None:
    """Say how much of a set-up's result is luck, where only the seed varies."""
    measured = [run for trial in data.complete if (run := data.runs.get(trial.run_id or 0)) and run.test_accuracy]
    if len(measured) < LEAST:
        return
    accuracies = np.array([run.test_accuracy for run in measured])
    st.markdown(
        f"**{accuracies.mean():.2%} of the test images on average over {len(measured)} seeds**, give or take "
        f"{100 * accuracies.std(ddof=1):.2f} points (one standard deviation), from {accuracies.min():.2%} to "
        f"{accuracies.max():.2%}. Nothing is chosen here, so every seed is measured on the test images."
    )
    st.page_link(
        "compare.py",
        label="Draw the band and compare with another set-up",
        icon=":material/stacked_line_chart:",
        query_params={COMPARED_PARAMETER: [str(run.id) for run in measured]},
        help="Compare draws these runs as one line with a band, and tests by Welch and by permutation whether another "
        "set-up with several seeds is really better.",
    )
