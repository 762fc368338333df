"""A set-up for a class: a link in which a teacher hides some controls and locks others.

A locked control shows its value and does not move; a hidden one keeps its value unseen. This guides and does not guard:
whoever wants all settings has them by one click. Which these are stands in the address beside the set-up itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.plain_text import one_line
from mnist_core.training.presets import PRESETS
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import read_setting, widget_value

HIDDEN, LOCKED = "hidden", "locked"
"""Names in the address of the two lists, their members separated by commas."""

PRESET = "preset"
PANELS = {
    "one_field": "What does a setting do?",
    "several": "Several runs at once",
    "share": "Share this set-up",
}
"""What can be hidden beside controls."""

LOCKABLE: dict[str, str] = {PRESET: "Preset"} | {name: control.label for name, control in CONTROLS.items()}
HIDEABLE = LOCKABLE | PANELS
KEY = "class_setup"
MOST_LETTERS = 1500
"""Of a list in the address: all names together are shorter."""


@dataclass(frozen=True)
class ClassSetup:
    """What a teacher's link asks for.

    Attributes
    ----------
    hidden, locked : frozenset of str
        Names of controls and panels; what is in both is hidden.
    values : mapping
        What each hidden or locked control holds, by its name.
    """

    hidden: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.hidden or self.locked)


def class_setup() -> ClassSetup:
    """Return what the person's link asked for; nothing without one."""
    found: ClassSetup = st.session_state.get(KEY, ClassSetup())
    return found


def is_hidden(name: str) -> bool:
    """Whether a control or a panel is hidden."""
    return name in class_setup().hidden


def is_held(name: str) -> bool:
    """Whether a control is hidden or locked, so that nothing on the page changes it."""
    return name in class_setup().values


def set_control(name: str, value: Any) -> None:
    """Let a control hold a value, unless a teacher holds it."""
    if not is_held(name):
        st.session_state[name] = value


def read_class_setup() -> list[str]:
    """Take the lists and the held values from the address, and keep them there; return sentences on what is unknown.

    The session remembers them across a change of page, and the address across a reload.
    """
    texts = {name: st.query_params.get(name) for name in (HIDDEN, LOCKED)}
    if all(text is None for text in texts.values()):
        _write_address(class_setup())
        return []
    now = class_setup()
    notes: list[str] = []
    hidden, locked = _names(texts[HIDDEN], HIDEABLE, notes), _names(texts[LOCKED], LOCKABLE, notes)
    if (hidden, locked) != (now.hidden, now.locked):
        st.session_state[KEY] = ClassSetup(hidden, locked, _values((hidden | locked) & LOCKABLE.keys()))
    if notes:
        for name in (HIDDEN, LOCKED):
            st.query_params.pop(name, None)
        _write_address(class_setup())
    return notes


def leave_class_setup() -> None:
    """Show everything again; each control goes on from what it held."""
    values = class_setup().values
    st.session_state.pop(KEY, None)
    for name in (HIDDEN, LOCKED):
        st.query_params.pop(name, None)
    for name, value in values.items():
        st.session_state[name] = value


def class_address(hidden: frozenset[str], locked: frozenset[str], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the address of a set-up for a class: every control that a person gave a value, and the two lists."""
    lists = {HIDDEN: hidden, LOCKED: locked - hidden}
    return {name: _text(value) for name, value in values.items()} | {
        name: ",".join(each for each in HIDEABLE if each in listed) for name, listed in lists.items() if listed
    }


def _names(text: str | None, known: Mapping[str, str], notes: list[str]) -> frozenset[str]:
    """Return the known names of a list in the address; on each other one a sentence is added."""
    wanted = {name.strip() for name in (text or "")[:MOST_LETTERS].split(",")} - {""}
    for name in sorted(wanted - known.keys()):
        notes.append(f"The address asks to hide or lock {one_line(name, 40)!r}, which is no control here.")
    return frozenset(wanted & known.keys())


def _values(names: frozenset[str]) -> dict[str, Any]:
    """Return what the address says that these controls hold; what it does not say is the preset's."""
    title = st.query_params.get(PRESET, "").strip().lower()
    found = [preset for preset in PRESETS.values() if title in (preset.name, preset.title.lower())]
    preset = found[0] if found else next(iter(PRESETS.values()))
    values: dict[str, Any] = {PRESET: preset.title} if PRESET in names else {}
    settings = preset.config.flat()
    for name in names & CONTROLS.keys():
        control, text = CONTROLS[name], st.query_params.get(name)
        setting = settings[name]
        if text is not None:
            try:
                setting = read_setting(control, {"true": True, "false": False}.get(text.lower(), text))
            except ConfigurationError:  # the address was put right before, or the form says what is wrong with it
                setting = settings[name]
        values[name] = widget_value(control, setting)
    return values


def _write_address(asked: ClassSetup) -> None:
    """Put a set-up for a class into the address, where it is not yet."""
    if asked:
        for name, text in class_address(asked.hidden, asked.locked, asked.values).items():
            if st.query_params.get(name) != text:
                st.query_params[name] = text


def _text(value: Any) -> str:
    """Return what a control holds as the address writes it."""
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
