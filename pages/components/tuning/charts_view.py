"""The views of all trials: history, learning curves, importances, the front of two goals."""

import itertools

import streamlit as st

from mnist_core.store.study import TrialState
from mnist_core.tuning.goals import front
from mnist_core.tuning.importances import METHODS, caveat, importances
from pages.components.charts.tuning import Point, curves_figure, front_figure, history_figure, importance_figure
from pages.components.live_chart import Click, live_chart
from pages.components.runs.study_data import StudyData, field_label, trial_text
from pages.components.tuning.trial_table import SHOWN_TRIAL

HEIGHT = 280
MOST_CURVES = 200


def choose_trial(click: Click) -> None:
    """Show the trial that was clicked."""
    if isinstance(click.customdata, int):
        st.session_state[SHOWN_TRIAL] = click.customdata


def show_history(data: StudyData) -> None:
    """Draw the results as they came, and the best so far."""
    goal = data.plan.goals[0]
    told = [(place, trial) for place, trial in enumerate(data.told, start=1) if trial.state is TrialState.COMPLETE]
    points = [Point(trial.number + 1, place, trial.goals[0], trial_text(trial)) for place, trial in told]
    best = list(itertools.accumulate((point.y for point in points), max if goal.maximize else min))
    st.markdown("**History**")
    live_chart(
        history_figure(points, best, title=goal.title, is_share=goal.is_share),
        key="tune_history",
        height=HEIGHT,
        alt=f"{goal.title} of {len(points)} complete trials in the order in which they ended, and the best so far.",
        on_click=choose_trial,
    )


def show_curves(data: StudyData) -> None:
    """Draw the learning curve of every trial."""
    lines = {}
    for trial in data.trials[-MOST_CURVES:]:
        given_up = trial.state is TrialState.PRUNED
        values = [end.validation_accuracy for end in data.curve(trial) if end.validation_accuracy is not None]
        text = f"{trial_text(trial)}; {trial.reason}" if trial.reason else trial_text(trial)
        lines[trial.number + 1] = (values, given_up, text)
    st.markdown("**Learning curves**, dotted and ending in a cross where a trial was given up")
    live_chart(
        curves_figure(lines, y_title="Validation accuracy"),
        key="tune_curves",
        height=HEIGHT,
        alt=f"Validation accuracy after each epoch of {len(lines)} trials; those that were given up end with a cross.",
        on_click=choose_trial,
    )


@st.cache_data(max_entries=50, show_spinner=False)
def _importances(study_id: int, told: int, method: str, _data: StudyData) -> dict[str, float]:
    """Compute importances once for each number of trials."""
    return importances(_data.plan, _data.trials, method)


def show_importances(data: StudyData) -> None:
    """Draw which settings mattered, or say why that is not known."""
    st.markdown("**What mattered**")
    if len(data.plan.space.searched) < 2:
        st.caption("Importances need at least two searched settings.")
        return
    wants_both = st.toggle(
        "Beside fANOVA",
        key="tune_fanova",
        persist_state="session",
        help="PED-ANOVA asks what sets the best trials apart; fANOVA asks what makes the results of all trials differ, "
        "and takes some seconds. Where the two disagree, believe neither.",
    )
    methods = list(METHODS) if wants_both else ["ped_anova"]
    shares = {METHODS[method]: _importances(data.study.id, len(data.told), method, data) for method in methods}
    first = shares[METHODS["ped_anova"]]
    if sentence := caveat(data.plan, data.trials):
        st.caption(f":material/warning: {sentence}")
    if first:
        named = {title: {field_label(name): each[name] for name in first} for title, each in shares.items() if each}
        most = max(first, key=lambda name: first[name])
        live_chart(
            importance_figure(named),
            key="tune_importances",
            height=60 + (30 + 20 * len(named)) * len(first),
            alt=f"Share of each setting in how results differ ({' and '.join(named)}); by PED-ANOVA most has "
            f"{field_label(most).lower()}, {first[most]:.0%}.",
        )


def show_front(data: StudyData) -> None:
    """Draw both goals, and the trials that nothing beats."""
    first, second = data.plan.goals
    complete = data.complete
    best = [complete[place].number + 1 for place in front(data.plan.goals, [trial.goals for trial in complete])]
    points = [Point(trial.number + 1, trial.goals[1], trial.goals[0], trial_text(trial)) for trial in complete]
    st.markdown("**Both goals**")
    live_chart(
        front_figure(points, best, x_title=second.title, y_title=first.title),
        key="tune_front",
        height=HEIGHT,
        alt=f"{first.title} over {second.title.lower()} of {len(points)} trials; {len(best)} are beaten by none.",
        on_click=choose_trial,
    )
