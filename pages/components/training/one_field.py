"""What does this setting do? Five values of it, two epochs each, as small charts side by side within seconds."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig, is_augmentation
from mnist_core.training.setting_text import value_text
from mnist_core.training.training_set import training_set_size
from mnist_core.tuning.endings import best_first
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace
from pages.components.charts.multiples import Multiple, multiples_alt, multiples_figure
from pages.components.charts.series import smooth
from pages.components.live_chart import live_chart
from pages.components.settings.control import Control, Kind
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import as_sentence, widget_value
from pages.components.settings.words import setting_text
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt
from pages.components.training.class_setup import set_control
from pages.components.training.form import bounds

EPOCHS, IMAGES, VALUES = 2, 10_000, 5
REFRESH_SECONDS = 0.5
SMOOTHING = 8
HEIGHT = 280
STUDY, FIELD = "one_field_study", "one_field"
SHAPES = ("none", "16", "64", "256", "256-128")
TRIED = {
    control.label: control
    for name, control in CONTROLS.items()
    if control.kind is not Kind.DATA and name not in ("epochs", "validation_size") and not is_augmentation(name)
}


def one_field(config: TrainingConfig | None) -> None:
    """Draw the choice of a setting, the button that tries five values of it, and what came of them."""
    label = st.selectbox(
        "Setting",
        list(TRIED),
        list(TRIED).index(CONTROLS["learning_rate"].label),
        key=FIELD,
        persist_state="session",
        help="Any setting of the form; everything else stays as the form says.",
    )
    control, plan, sentence = TRIED[label], None, ""
    if config is not None and not control.counts_in(config):
        sentence = f"{label} changes nothing in this set-up."
    elif config is not None:
        try:
            plan = one_field_plan(control, config)
        except ConfigurationError as error:
            sentence = as_sentence(str(error))
    if sentence:
        st.caption(as_markdown(sentence))
    values = [setting_text(control.name, value) for value in plan.space.searched[0].values] if plan else []
    st.button(
        f"Try {', '.join(values)}" if plan else "Try five values",
        key="one_field_start",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=plan is None,
        on_click=_start,
        args=(control, plan),
        help=f"Train {EPOCHS} epochs of at most {IMAGES:,} images with each, which takes seconds, and draw them side "
        "by side. Tune keeps them as a search.",
    )
    shown, study_id = st.session_state.get(STUDY, ("", None))
    if study_id is not None and shown in TRIED:
        is_over = get_store().studies.get(study_id).status.is_over
        st.fragment(_show, run_every=None if is_over else REFRESH_SECONDS)(TRIED[shown], study_id, drawn_over=is_over)


def one_field_plan(control: Control, config: TrainingConfig) -> StudyPlan:
    """Return the grid that tries five values of one setting; values that make no network are left out.

    Raises
    ------
    ConfigurationError
        If there are no two values to compare, or no images to compare them by.
    """
    images = min(IMAGES, training_set_size(config))
    base = config.with_changes(epochs=EPOCHS, early_stopping=0, training_size=images)
    plan = _grid(base, control.name, tried_values(control, config))
    return _grid(base, control.name, [value for value in plan.space.searched[0].values if _fits(plan, value)])


def _grid(base: TrainingConfig, name: str, values: list[Any]) -> StudyPlan:
    """Return the search that tries these values of one setting."""
    return StudyPlan(base=base, space=SearchSpace((Searched(name, values=tuple(values)),)), sampler="grid")


def _fits(plan: StudyPlan, value: Any) -> bool:
    """Whether a network can be trained with this value."""
    try:
        plan.config({plan.space.names[0]: value})
    except ConfigurationError:
        return False
    return True


def tried_values(control: Control, config: TrainingConfig) -> list[Any]:
    """Return five values around that of the form, or as many as there are."""
    now = config.flat()[control.name]
    if control.kind is Kind.SWITCH:
        return [False, True]
    if control.kind is Kind.SIZES:
        return list(dict.fromkeys([*SHAPES, value_text(now)]))[-VALUES:]
    if control.name == "training_size":
        return [500, 1000, 2000, 5000, IMAGES]
    if control.kind is Kind.CHOICE:
        return _around(list(control.offered), now)
    if control.offered:
        return _around(sorted({*control.offered, now}), now)
    if control.kind is Kind.SLIDER:
        low, high = bounds(control)
        return [float(f"{value:.3g}") for value in np.linspace(low, high, VALUES)]
    return [now + step for step in range(VALUES)] if control.name == "seed" else sorted({1, 2, now, 2 * now, 4 * now})


def _around(values: list[Any], now: Any) -> list[Any]:
    """Return the values nearest in the list, two on either side where there are."""
    place = min(max(values.index(now) - VALUES // 2, 0), max(len(values) - VALUES, 0))
    return values[place : place + VALUES]


def _start(control: Control, plan: StudyPlan) -> None:
    """Put the grid into the store and let a tuner take it."""
    name = f"What {control.label.lower()} does"
    study = attempt(get_store().studies.create, plan.to_dict(), name=name, measures_all=plan.repeats_seeds)
    if study is not None:
        st.session_state[STUDY] = (control.label, study.id)
        attempt(get_store().tuners.ensure)


def _show(control: Control, study_id: int, *, drawn_over: bool) -> None:
    """Draw what the values did so far."""
    store = get_store()
    study, trials = store.studies.get(study_id), store.trials.of(study_id)
    ids = [trial.run_id or 0 for trial in trials]
    runs, epochs, plan = store.runs.some(ids), store.history.epochs_of(ids), StudyPlan.from_dict(study.plan)
    shown = []
    order = plan.space.searched[0].values
    for trial in sorted(trials, key=lambda trial: order.index(trial.params[control.name])):
        steps, run = store.history.steps(trial.run_id or 0), runs.get(trial.run_id or 0)
        ends = epochs[trial.run_id or 0]
        shown.append(
            Multiple(
                setting_text(control.name, trial.params[control.name]),
                steps.step,
                smooth(steps.loss, SMOOTHING),
                smooth(steps.accuracy, SMOOTHING),
                [end.step for end in ends],
                [end.validation_accuracy or 0.0 for end in ends],
                has_failed=run is not None and run.status is RunStatus.FAILED,
            )
        )
    st.markdown(f"**What {as_markdown(control.label.lower())} does**, {EPOCHS} epochs each")
    live_chart(multiples_figure(shown), key="one_field_chart", height=HEIGHT, alt=multiples_alt(control.label, shown))
    ranked = best_first(plan, trials)
    if ranked and study.status.is_over:
        best = ranked[0]
        text = setting_text(control.name, best.params[control.name])
        st.markdown(f"Best after {EPOCHS} epochs: **{as_markdown(text)}**, {best.goals[0]:.1%} of validation images.")
        st.button(
            f"Use {text}",
            key="one_field_use",
            icon=":material/check:",
            on_click=_use,
            args=(control, plan.config(best.params)),
            help="Put it into the form.",
        )
    if study.status.is_over != drawn_over:
        st.rerun()


def _use(control: Control, config: TrainingConfig) -> None:
    """Put the value into the form."""
    set_control(control.name, widget_value(control, config.flat()[control.name]))
