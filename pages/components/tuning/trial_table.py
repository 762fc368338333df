"""The trials as a table, best first, and what can be done with one of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.store.study import Trial, TrialState
from mnist_core.training.race import FEWEST
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace
from pages.components.charts.trial import trial_figure
from pages.components.live_chart import live_chart
from pages.components.runs.names import short_description
from pages.components.runs.study_data import StudyData, field_label, field_text, trial_name, trial_text
from pages.components.shown_text import as_markdown
from pages.components.state import RUN_PARAMETER, get_store, select_run
from pages.components.store_actions import attempt
from pages.components.tuning.race_form import send_to_race
from pages.components.tuning.selection import select_study

SHOWN_TRIAL = "shown_trial"
LONGER = 3
SEEDS = 5
RACING = 4
HEIGHT = 380
TRIAL_HEIGHT = 200


def trial_rows(data: StudyData, trials: Sequence[Trial]) -> pd.DataFrame:
    """Return a row for each trial; the interval is Wilson's, of the validation images."""
    images = data.plan.base.validation_size
    rows = []
    for trial in trials:
        row: dict[str, object] = {"Trial": trial.number + 1, "State": trial.state.value}
        for goal, value in zip(data.plan.goals, trial.goals or (None,) * len(data.plan.goals), strict=True):
            row[goal.title] = value
        first = trial.goals[0] if trial.goals and data.plan.goals[0].is_share else None
        low, high = wilson_interval(round(first * images), images) if first is not None else (None, None)
        row |= {"From": low, "To": high}
        row |= {field_label(name): field_text(name, value) for name, value in trial.params.items()}
        row |= {"Epochs": len(data.curve(trial)), "Reason": trial.reason}
        rows.append(row)
    return pd.DataFrame(rows)


def show_trials(data: StudyData, marked: Sequence[int] | None) -> None:
    """Show the trials, or those that are marked, and the actions for the ticked or clicked one."""
    others = [trial for trial in data.told if trial.state is not TrialState.COMPLETE]
    trials = [trial for trial in [*data.ranked, *others] if marked is None or trial.number + 1 in marked]
    st.markdown("**Trials**, best first" + ("" if marked is None else f": the {len(trials)} that are marked"))
    if not trials:
        st.caption("No trial lies in all of the marked ranges.")
        return
    share = st.column_config.NumberColumn(format="percent")
    shares = {goal.title: share for goal in data.plan.goals if goal.is_share} | {"From": share, "To": share}
    event = st.dataframe(
        trial_rows(data, trials),
        hide_index=True,
        height="content" if len(trials) <= 9 else HEIGHT,
        placeholder="–",
        key=f"trials_{data.study.id}_{hash(tuple(trial.number for trial in trials))}",
        on_select="rerun",
        selection_mode="single-row",
        column_config=shares,
        alt=f"{len(trials)} trials, best first, with their values, results and 95% intervals of the validation images.",
    )
    _race(data)
    picked = [trials[place] for place in event.selection.rows if place < len(trials)]
    clicked = [trial for trial in data.trials if trial.number + 1 == st.session_state.get(SHOWN_TRIAL)]
    for trial in (picked or clicked)[:1]:
        _trial_actions(data, trial)
    if not picked and not clicked:
        st.caption("Tick a trial, or click one in a chart, to open it, train it longer or repeat it with other seeds.")


def _race(data: StudyData) -> None:
    """Offer to let the best trials race each other."""
    runs = [run for trial in data.ranked[:RACING] if (run := data.runs.get(trial.run_id or 0)) and not run.deleted_at]
    if len(runs) >= FEWEST:
        st.button(
            f"Let the best {len(runs)} race",
            key="race_best",
            icon=":material/sports_score:",
            on_click=send_to_race,
            args=(runs,),
            help="They learn side by side, batch by batch, from the same images, and you see who leads.",
        )


def _trial_actions(data: StudyData, trial: Trial) -> None:
    """Say what a trial was, draw its curves, and offer what can be done with it."""
    st.markdown(f"**{as_markdown(trial_text(trial))}**" + (f" – {as_markdown(trial.reason)}" if trial.reason else ""))
    if curve := data.curve(trial):
        st.caption(as_markdown(short_description(data.plan.config(trial.params))))
        live_chart(
            trial_figure(curve),
            key="tune_trial",
            height=TRIAL_HEIGHT,
            alt=f"{trial_name(trial)}: accuracy on training and validation images after each of {len(curve)} epochs; "
            f"at last {curve[-1].validation_accuracy or 0:.1%} of the validation images.",
        )
    if trial.run_id is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        here = {RUN_PARAMETER: str(trial.run_id)}
        help_text = "See its curves and its set-up."
        st.page_link(
            "train.py", label="Open in Train", icon=":material/model_training:", query_params=here, help=help_text
        )
        epochs = min(LONGER * data.plan.config(trial.params).epochs, 1000)
        st.button(
            f"Train it for {epochs} epochs",
            key="train_longer",
            icon=":material/fast_forward:",
            on_click=_again,
            args=(data, trial, {"epochs": epochs, "training_size": 0}, "longer"),
            help="Queue a run of its own with the same set-up, all images and more epochs; Train shows it.",
        )
        st.button(
            f"Repeat with {SEEDS} seeds",
            key="repeat_seeds",
            icon=":material/casino:",
            on_click=_repeat,
            args=(data, trial),
            help="Train the same set-up with five seeds: how much of its result was luck?",
        )


def _again(data: StudyData, trial: Trial, changes: dict[str, int], word: str) -> None:
    """Queue a run of its own."""
    config = data.plan.config(trial.params).with_changes(**changes)
    run = attempt(get_store().runs.create, config, name=f"{data.study.name}, {trial_name(trial).lower()}, {word}")
    if run is not None:
        select_run(run.id)
        attempt(get_store().workers.ensure)
        st.toast(f"Run #{run.id} is queued; Train shows it.", icon=":material/check:")


def _repeat(data: StudyData, trial: Trial) -> None:
    """Search over the seed alone, which chooses nothing, and show that."""
    base = data.plan.config(trial.params)
    seeds = Searched("seed", values=tuple(base.seed + 1 + k for k in range(SEEDS)))
    plan = StudyPlan(base=base, space=SearchSpace((seeds,)), sampler="grid")
    name = f"{data.study.name}, {trial_name(trial).lower()}, {SEEDS} seeds"
    study = attempt(get_store().studies.create, plan.to_dict(), name=name, measures_all=True)
    if study is not None:
        attempt(get_store().tuners.ensure)
        select_study(study.id)
        st.session_state.pop(SHOWN_TRIAL, None)
