"""A link for a class: choosing what it hides and locks, and saying so on the page that it opens."""

import streamlit as st

from mnist_core.training.config import TrainingConfig
from pages.components.copy_link import copy_link
from pages.components.settings.values import widget_values
from pages.components.training.class_setup import (
    HIDEABLE,
    LOCKABLE,
    PRESET,
    class_address,
    class_setup,
    leave_class_setup,
)
from pages.components.training.form import changes, chosen_preset

HIDE, LOCK = "class_hide", "class_lock"


def class_link(config: TrainingConfig) -> None:
    """Draw the choice of what a link hides and locks, and the button that copies it."""
    hidden = _choose("Hide", HIDE, HIDEABLE, "Controls that whoever opens the link does not see; each keeps its value.")
    locked = _choose("Lock", LOCK, LOCKABLE, "Controls that they see with the value of now and cannot change.")
    held = (hidden | locked) & LOCKABLE.keys()
    preset, values = chosen_preset(), widget_values(config)
    told = held | {control.name for control in changes(config, preset)}
    address = class_address(
        hidden, locked, {PRESET: preset.title} | {name: values[name] for name in values if name in told}
    )
    copy_link(
        address,
        key="copy_class_link",
        alone=True,
        label="Copy link for a class",
        help="Copy a link that opens this form as it is now, with what you chose hidden and locked.",
    )


def tell_class_setup() -> None:
    """Say that a teacher's link holds a part of the form, and offer all of it."""
    if not class_setup():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(":material/school: A teacher has set this up; some settings are locked or hidden.")
        st.button(
            "Show all settings",
            key="leave_class_setup",
            type="tertiary",
            icon=":material/lock_open:",
            on_click=leave_class_setup,
            help="Leave what the teacher's link asks for; every control keeps its value and can be changed.",
        )


def _choose(label: str, key: str, offered: dict[str, str], help: str) -> frozenset[str]:
    """Draw the choice of some controls, and return their names."""
    chosen = st.multiselect(
        label,
        list(offered),
        format_func=offered.__getitem__,
        key=key,
        persist_state="session",
        placeholder="Nothing",
        help=help,
    )
    return frozenset(chosen)
