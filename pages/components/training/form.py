"""The form on which a person sets up a training run.

Every control lives in the address, so that copying the address shares the set-up. A control's default is the chosen
preset's value: choosing a preset fills the form, and the address names the preset and what differs from it.
"""

from typing import Any, Final

import streamlit as st

from mnist_core.data.reference import BUILT_IN, MNIST
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, setting_range
from mnist_core.training.hidden_sizes import parse_hidden_sizes
from mnist_core.training.presets import PRESETS, Preset
from mnist_core.training.setting_text import number_text
from mnist_core.training.training_set import suited
from pages.components.settings.control import Control, Kind
from pages.components.settings.controls import CONTROLS, MAIN, TITLES
from pages.components.settings.data_sets import data_names
from pages.components.settings.values import (
    read_config,
    read_setting,
    widget_value,
    widget_values,
)
from pages.components.store_actions import FAILURE
from pages.components.training.class_setup import PRESET, class_setup, is_held, is_hidden, set_control

FIRST_PRESET = "quick"
NOTES = "form_notes"
LOCKED_HELP = ":material/lock: Your teacher has locked this."
BIND: Final = "query-params"


def chosen_preset() -> Preset:
    """Return the preset that the form started from."""
    title = class_setup().values.get(PRESET, st.session_state.get(PRESET))
    return next((preset for preset in PRESETS.values() if preset.title == title), PRESETS[FIRST_PRESET])


def form_config() -> tuple[TrainingConfig | None, dict[str, str]]:
    """Return what the form holds now, as a configuration or as a sentence for each setting that does not fit."""
    started_from = widget_values(chosen_preset().config)
    held = {name: st.session_state.get(name, started_from[name]) for name in CONTROLS}
    return read_config({**held, **class_setup().values})


def preset_picker(*, described: bool = True) -> None:
    """Draw the choice of a preset and, if `described`, what it shows; locked it shows the one, hidden nothing."""
    if is_hidden(PRESET):
        return
    titles = [preset.title for preset in PRESETS.values()]
    if is_held(PRESET):
        title = chosen_preset().title
        st.selectbox("Preset", [title], key=f"locked_{PRESET}", disabled=True, help=LOCKED_HELP)
        if described:
            st.caption(chosen_preset().description)
        return
    st.selectbox(
        "Preset",
        titles,
        index=titles.index(PRESETS[FIRST_PRESET].title),
        key=PRESET,
        bind=BIND,
        on_change=fill_from_preset,
        help="A set-up that shows one thing well. Choosing one fills the whole form; then change what you like.",
    )
    if described:
        st.caption(chosen_preset().description)


def changed_mark(config: TrainingConfig | None) -> None:
    """Say whether the form still is what its preset says, and offer the way back."""
    preset = chosen_preset()
    if config == preset.config:
        return
    changed = changes(config, preset)
    if changed and all(is_held(control.name) for control in changed):
        return
    names = ", ".join(control.label.lower() for control in changed if not is_held(control.name)) or "settings"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/edit: Changed: {names}")
        st.button(
            "Undo changes",
            key="undo_changes",
            type="tertiary",
            icon=":material/undo:",
            on_click=undo_changes,
            help=f"Set every control back to what “{preset.title}” says.",
        )


def changes(config: TrainingConfig | None, preset: Preset) -> list[Control]:
    """Return the controls that hold something else than the preset says."""
    if config is None:
        return []
    settings, presets = config.flat(), preset.config.flat()
    return [control for name, control in CONTROLS.items() if settings[name] != presets[name]]


def fill_from_preset() -> None:
    """Set every control to what the chosen preset says, but keep data that a person added."""
    config, chosen = chosen_preset().config, data_names().get(st.session_state.get("data", ""))
    if chosen is not None and chosen.key not in BUILT_IN and config.data == MNIST:
        config = suited(config, chosen)
    fill_form(config)


def undo_changes() -> None:
    """Set every control to what the chosen preset says."""
    fill_form(chosen_preset().config)


def fill_form(config: TrainingConfig) -> None:
    """Set every control to what a configuration says; data that were removed become MNIST."""
    _forget_notes()
    if config.data.name not in data_names():
        config = config.with_changes(data=MNIST)
    for name, value in widget_values(config).items():
        set_control(name, value)


def hidden_layers() -> None:
    """Draw the hidden layers: a text, and buttons that add and remove a layer."""
    if is_held("hidden_sizes"):
        draw_control(MAIN["hidden_sizes"])
        return
    with st.container(gap="xsmall"):
        draw_control(MAIN["hidden_sizes"])
        buttons = st.container(horizontal=True, gap="medium")
    with buttons:
        st.button(
            "Add layer",
            key="add_layer",
            type="tertiary",
            icon=":material/add:",
            on_click=_change_layers,
            args=(1,),
            help="Add a hidden layer before the outputs, half as wide as the last one. At most 10 layers.",
        )
        st.button(
            "Remove layer",
            key="remove_layer",
            type="tertiary",
            icon=":material/remove:",
            on_click=_change_layers,
            args=(-1,),
            help="Remove the last hidden layer. With none left, the pixels lead straight to the outputs.",
        )


def draw_control(control: Control) -> None:
    """Draw one control, its default being what the chosen preset says; one that a teacher holds shows that, or not."""
    if is_hidden(control.name):
        return
    setting = chosen_preset().config.flat()[control.name]
    default = widget_value(control, setting)
    common: dict[str, Any] = {
        "key": control.name,
        "help": control.help,
        "bind": BIND,
        "on_change": _suit_data if control.kind is Kind.DATA else _forget_notes,
        "disabled": not _counts(control),
    }
    if is_held(control.name):
        default = class_setup().values[control.name]
        setting = read_setting(control, default)
        common = {"key": f"locked_{control.name}", "help": f"{LOCKED_HELP} {control.help}", "disabled": True}
        if control.kind is Kind.TYPED:  # any number may be held
            st.text_input(control.label, default, **common)
            return
    if control.kind is Kind.DATA:
        offered = list(data_names())
        if st.session_state.get(control.name) not in (None, *offered):  # removed in the meantime
            st.session_state[control.name] = MNIST.name
        st.selectbox(control.label, offered, offered.index(default), **common)
    elif control.kind is Kind.SIZES:
        st.text_input(control.label, default, placeholder="none", **common)
    elif control.kind is Kind.SWITCH:
        st.toggle(control.label, default, **common)
    elif control.kind is Kind.WHOLE:
        # Without limits of its own: beyond those, it would turn red and go on holding its last number unseen.
        st.number_input(control.label, value=default, step=int(control.step), **common)
    elif control.kind is Kind.SLIDER:
        low, high = bounds(control)
        st.slider(control.label, float(low), float(high), default, control.step, "%g", **common)
    elif control.kind is Kind.CHOICE:
        titles = [TITLES[name] for name in control.offered]
        st.selectbox(control.label, titles, titles.index(default), **common)
    else:
        offered = [number_text(value) for value in sorted({*control.offered, setting})]
        st.selectbox(control.label, offered, offered.index(default), accept_new_options=True, **common)


def bounds(control: Control) -> tuple[float, float]:
    """Return the lowest and the highest value that a number may take on its control."""
    low, high, high_open = setting_range(control.name)
    return low, high - (control.step if high_open else 0)


def _counts(control: Control) -> bool:
    """Whether a setting changes anything, given what the form holds."""
    if control.needs is None:
        return True
    name, values = control.needs
    now = class_setup().values.get(name, st.session_state.get(name))
    return now in {TITLES[value] for value in values}


def _forget_notes() -> None:
    """Drop what was said about the address and the last request: the person has moved on."""
    st.session_state[NOTES] = []
    st.session_state[FAILURE] = ""


def _suit_data() -> None:
    """Let the other settings fit newly chosen data: how many images judge, and no digits among other images."""
    chosen = data_names().get(st.session_state["data"])
    if chosen is not None:
        values = widget_values(suited(chosen_preset().config, chosen))
        set_control("validation_size", values["validation_size"])
        if not chosen.shows_digits:
            set_control("augmentation_handwriting", values["augmentation_handwriting"])
    _forget_notes()


def _change_layers(by: int) -> None:
    """Add or remove the last hidden layer; a text that cannot be read stays for the person to mend."""
    _forget_notes()
    try:
        sizes = parse_hidden_sizes(st.session_state["hidden_sizes"])
        sizes = (*sizes, max(sizes[-1] // 2, 10) if sizes else 64) if by > 0 else sizes[:-1]
        st.session_state["hidden_sizes"] = widget_value(MAIN["hidden_sizes"], parse_hidden_sizes(str(sizes)))
    except ConfigurationError:
        return
