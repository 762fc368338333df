"""Several runs in one step: repeat a set-up with seeds, or try the values of one or two settings."""

import itertools
from typing import Any

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, is_augmentation
from mnist_core.training.setting_text import number_text
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace
from pages.components.settings.control import Control, Kind
from pages.components.settings.controls import CONTROLS, TITLES
from pages.components.settings.values import as_sentence, read_setting
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt
from pages.components.training.form import chosen_preset, form_config
from pages.components.training.group import STARTED_TOGETHER, select_group

NOTHING = "Nothing"
MAX_FIELDS = 2
VARIED: dict[str, Control] = {
    control.label: control
    for name, control in CONTROLS.items()
    if not is_augmentation(name) and control.kind is not Kind.DATA
}
FIRST_VALUES = {"seed": "0, 1, 2, 3, 4", "hidden_sizes": "64; 128; 256, 128", "learning_rate": "0.001, 0.01, 0.1"}


def several_runs(config: TrainingConfig | None) -> None:
    """Draw the choice of what varies, and the button that queues every combination."""
    st.caption("Queue one run for each value, or for each pair of values. Everything else is as the form says.")
    for place in range(MAX_FIELDS):
        _varied_setting(place)
    count, errors = 0, []
    if config is not None and not config.validation_size:
        st.caption("A search chooses by validation images; give this set-up some to queue several runs.")
    elif config is not None:
        try:
            count = planned_grid(config, _wanted()).space.grid_size
        except ConfigurationError as error:
            errors = [as_sentence(str(error))]
    for sentence in errors:
        st.error(as_markdown(sentence), icon=":material/error:")
    st.button(
        f"Queue {count} runs" if count else "Queue runs",
        key="queue_several",
        icon=":material/playlist_add:",
        width="stretch",
        disabled=not count,
        on_click=_queue,
        help="They are a search by grid: this page shows them together, Tune which setting mattered. Where only seeds "
        "vary, all are measured on the test images; else the best by validation is.",
    )


def planned_grid(config: TrainingConfig, wanted: dict[str, str]) -> StudyPlan:
    """Return the search that tries every combination.

    Parameters
    ----------
    config : TrainingConfig
        What all runs share.
    wanted : dict of str to str
        Settings by name, with their values as a person types them.

    Raises
    ------
    ConfigurationError
        If a value fits nowhere.
    """
    searched = [Searched(name, values=tuple(read_values(CONTROLS[name], text))) for name, text in wanted.items()]
    plan = StudyPlan(base=config, space=SearchSpace(tuple(searched)), sampler="grid")
    for params in combinations(plan):
        plan.config(params)
    return plan


def combinations(plan: StudyPlan) -> list[dict[str, Any]]:
    """Return the values of every run of a grid."""
    names, values = plan.space.names, [each.grid_values() for each in plan.space.searched]
    return [dict(zip(names, combination, strict=True)) for combination in itertools.product(*values)]


def read_values(control: Control, text: str) -> list[Any]:
    """Read the values of one setting, separated by commas; hidden layers, which hold commas, by semicolons."""
    parts = text.split(";") if control.kind is Kind.SIZES or ";" in text else text.split(",")
    values: list[Any] = []
    for part in (part.strip() for part in parts):
        if not part and control.kind is not Kind.SIZES:
            continue
        value = read_setting(control, _as_switch(control, part))
        if value not in values:
            values.append(value)
    if not values:
        raise ConfigurationError(f"{control.label} must have at least one value to try")
    return values


def example_values(control: Control) -> str:
    """Return values to begin with."""
    if control.name in FIRST_VALUES:
        return FIRST_VALUES[control.name]
    if control.kind is Kind.SWITCH:
        return "off, on"
    if control.kind is Kind.CHOICE:
        return ", ".join(TITLES[name] for name in control.offered)
    if control.offered:
        return ", ".join(number_text(value) for value in control.offered[1:4])
    return ""


def _varied_setting(place: int) -> None:
    """Draw one setting to vary and its values."""
    label = "Vary" if place == 0 else "And vary"
    setting, values = f"vary_{place}", f"vary_values_{place}"
    choices = list(VARIED) if place == 0 else [NOTHING, *VARIED]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            label,
            choices,
            choices.index(CONTROLS["seed"].label if place == 0 else NOTHING),
            key=setting,
            persist_state="session",
            on_change=_suggest_values,
            args=(place,),
            width=170,
            help="The setting to vary. Seed repeats the same set-up, which shows how much is chance.",
        )
        st.text_input(
            "Values",
            FIRST_VALUES["seed"] if place == 0 else "",
            key=values,
            persist_state="session",
            disabled=place > 0 and st.session_state.get(setting, NOTHING) == NOTHING,
            help="Separated by commas; hidden layers by semicolons, such as 64; 256, 128. Tune offers more.",
        )


def _suggest_values(place: int) -> None:
    """Put values to begin with beside a newly chosen setting."""
    control = VARIED.get(st.session_state[f"vary_{place}"])
    st.session_state[f"vary_values_{place}"] = example_values(control) if control else ""


def _wanted() -> dict[str, str]:
    """Return the settings to vary, as they stand in the form."""
    wanted: dict[str, str] = {}
    for place in range(MAX_FIELDS):
        control = VARIED.get(st.session_state[f"vary_{place}"])
        if control is None:
            continue
        if control.name in wanted:
            raise ConfigurationError(f"{control.label} is chosen twice; vary another setting beside it")
        wanted[control.name] = st.session_state[f"vary_values_{place}"]
    return wanted


def _queue() -> None:
    """Put every combination into the queue, as a search, and show its runs together."""
    config, _ = form_config()
    plan = attempt(lambda: planned_grid(config, _wanted())) if config else None
    if plan is None:
        return
    name = f"{chosen_preset().title}, {' and '.join(CONTROLS[each].label.lower() for each in plan.space.names)}"
    study = attempt(get_store().studies.create, plan.to_dict(), name=name, measures_all=plan.repeats_seeds)
    if study is not None:
        select_group(study.id)
        st.session_state[STARTED_TOGETHER] = study.id
        attempt(get_store().tuners.ensure)


def _as_switch(control: Control, text: str) -> Any:
    """Read on and off where a setting is a switch."""
    return {"on": True, "off": False}.get(text.lower(), text) if control.kind is Kind.SWITCH else text
