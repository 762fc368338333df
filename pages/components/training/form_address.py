"""What an address says of the form, put right: anything may stand in it, and a control holds only what it can."""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_core.errors import ConfigurationError
from mnist_core.training.presets import PRESETS
from mnist_core.training.setting_text import number_text
from pages.components.settings.control import Kind
from pages.components.settings.controls import CONTROLS
from pages.components.settings.values import read_setting, widget_value
from pages.components.training.class_setup import PRESET
from pages.components.training.form import NOTES


def keep_form_on_back() -> None:
    """Let the form hold what it held when the browser goes back to this page.

    Streamlit takes the settings out of the address before it leaves the page, and on the way back believes the empty
    address; when it draws the page once more, as after a click, it believes its own memory.
    """
    context = get_script_run_ctx()
    if context is not None and context.is_history_navigation and not {PRESET, *CONTROLS} & st.query_params.keys():
        st.rerun()


def mend_address() -> None:
    """Once a session, take out of the address what no control can hold, and note a sentence on each."""
    if NOTES in st.session_state:
        return
    st.session_state[NOTES] = []
    mended = False
    for name, reader in ((PRESET, _read_preset), *((name, _address_text) for name in CONTROLS)):
        text = st.query_params.get(name)
        if text is None:
            continue
        try:
            proper = reader(name, text)
        except ConfigurationError as error:
            st.session_state[NOTES].append(
                f"The address holds what cannot be used, so the preset's value stands: {error}"
            )
            del st.query_params[name]
            mended = True
        else:
            if proper != text:
                st.query_params[name] = proper
                mended = True
    if mended:
        st.rerun()


def _read_preset(name: str, text: str) -> str:
    """Return the title of the preset that an address names, by its name or title."""
    wanted = text.strip().lower()
    for preset in PRESETS.values():
        if wanted in (preset.name, preset.title.lower()):
            return preset.title
    raise ConfigurationError(f"there is no {name} {text!r}; known ones are {', '.join(PRESETS)}.")


def _address_text(name: str, text: str) -> str:
    """Return the text of a setting in the address as its control writes it."""
    control = CONTROLS[name]
    value: Any = text
    if control.kind is Kind.SWITCH:
        value = {"true": True, "false": False}.get(text.lower(), text)
    setting = read_setting(control, value)
    return widget_value(control, setting) if isinstance(widget_value(control, setting), str) else _plain(setting)


def _plain(setting: bool | float) -> str:
    """Write a switch or a number as the address bar holds it."""
    return str(setting).lower() if isinstance(setting, bool) else number_text(setting)
