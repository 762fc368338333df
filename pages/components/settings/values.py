"""Between a configuration and what its controls hold: texts, numbers, switches.

A browser can send anything, the address bar even more. Whatever arrives here becomes a configuration or sentences
that say what does not fit.
"""

from collections.abc import Mapping
from typing import Any

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig, checked
from mnist_core.training.hidden_sizes import parse_hidden_sizes
from mnist_core.training.setting_text import number_text
from mnist_core.training.training_set import data_misfits
from pages.components.settings.control import Control, Kind
from pages.components.settings.controls import CONTROLS, TITLES
from pages.components.settings.data_sets import find_data

DEFAULTS = TrainingConfig()

COUNTED = {"data", "training_size", "validation_size"}
"""The settings that decide how many images there are to learn from."""


def widget_value(control: Control, value: Any) -> Any:
    """Return a setting's value as its control holds it."""
    if control.kind is Kind.SIZES:
        return ", ".join(str(size) for size in value)
    if control.kind is Kind.TYPED:
        return number_text(value)
    if control.kind is Kind.CHOICE:
        return TITLES[value]
    if control.kind is Kind.DATA:
        return value.name
    return value


def widget_values(config: TrainingConfig) -> dict[str, Any]:
    """Return what every control holds for a configuration."""
    return {name: widget_value(CONTROLS[name], value) for name, value in config.flat().items()}


def read_setting(control: Control, value: Any) -> Any:
    """Read what one control holds.

    Raises
    ------
    ConfigurationError
        If it fits nowhere; the message is a sentence that names the control.
    """
    try:
        return _read(control, value)
    except ConfigurationError as error:
        raise ConfigurationError(as_sentence(str(error), control)) from None


def read_config(values: Mapping[str, Any]) -> tuple[TrainingConfig | None, dict[str, str]]:
    """Read what all controls hold, as a configuration or as sentences on what does not fit; one of the two is empty.

    Returns
    -------
    config : TrainingConfig or None
    errors : dict of str to str
        A sentence for each setting that has to be mended, by its name: those that cannot be read, and those that do
        not fit the data.
    """
    settings: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, control in CONTROLS.items():
        try:
            settings[name] = read_setting(control, values.get(name))
        except ConfigurationError as error:
            errors[name] = str(error)
    if COUNTED & errors.keys():  # without them nobody knows how many images there are
        return None, errors
    try:
        config = DEFAULTS.with_changes(**settings)
        misfits = data_misfits(config)
    except ConfigurationError as error:
        misfits = [str(error)]
    for misfit in misfits:
        errors.setdefault(_setting_named_in(misfit), as_sentence(misfit))
    return (None, errors) if errors else (config, errors)


def _setting_named_in(message: str) -> str:
    """Return the setting that an engine's message begins with; the hidden layers, where it is about the whole."""
    names = (name for name in CONTROLS if message.startswith((f"{name} ", f"{name.replace('_', ' ', 1)} ")))
    return next(names, "hidden_sizes")


def as_sentence(message: str, control: Control | None = None) -> str:
    """Turn an engine's message into a sentence in the form's own words."""
    known = [control] if control else CONTROLS.values()
    for item in known:
        for name in (item.name, item.name.replace("_", " ", 1)):  # "augmentation shift must be …"
            if message.startswith(f"{name} "):
                message = item.label + message.removeprefix(name)
    message = message.replace("got None", "got nothing").rstrip(".")
    return f"{message[0].upper()}{message[1:]}."


def _read(control: Control, value: Any) -> Any:
    """Read what one control holds, or raise the engine's own ConfigurationError."""
    name = control.name
    if control.kind is Kind.SIZES:
        return parse_hidden_sizes(str(value or ""))
    if control.kind is Kind.CHOICE:
        return checked(name, _named(value))
    if control.kind is Kind.DATA:
        return find_data(str(value))
    if isinstance(value, str) and control.kind is not Kind.SWITCH:
        value = _number(name, value)
    return checked(name, value)


def _named(value: Any) -> Any:
    """Return the engine's name of a choice, given that or its title, in any case."""
    wanted = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    return next((name for name, title in TITLES.items() if wanted in (name, title.lower().replace(" ", "_"))), value)


def _number(name: str, text: str) -> float:
    """Read a typed number; a decimal comma will do."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        example = "64" if isinstance(getattr(DEFAULTS, name, 0.0), int) else "0.1 or 1e-4"
        raise ConfigurationError(f"{name} must be a number such as {example}, got {text.strip()!r}") from None
    return int(number) if number.is_integer() else number
