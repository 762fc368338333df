"""The settings to search, each with its range or list as a person types it."""

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import setting_range
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import LAYERS, WIDTH, SearchSpace
from pages.components.runs.study_data import SHAPE_LABELS
from pages.components.settings.control import Kind
from pages.components.settings.controls import CONTROLS

FIELDS = {control.label: name for name, control in CONTROLS.items() if control.kind is not Kind.DATA} | {
    label: name for name, label in SHAPE_LABELS.items()
}
FIRST = ("Learning rate", "Optimizer", "Width of hidden layers")
SUGGESTED = {
    "learning_rate": "0.001..1:log",
    "hidden_sizes": "64; 128; 256, 128",
    LAYERS: "1..3",
    WIDTH: "16..256:log",
    "batch_size": "16..512:log",
    "dropout": "0..0.4",
    "weight_decay": "1e-6..0.01:log",
    "label_smoothing": "0..0.2",
    "warmup": "0, 0.05, 0.1",
    "decay_every": "1..10",
    "momentum": "0.5..0.99",
    "optimizer": "SGD, Momentum, Adam",
    "seed": "0, 1, 2, 3, 4",
    "epochs": "1..10",
}
"""What stands in a field first; the others offer their control's list or range."""


def search_fields() -> tuple[SearchSpace | None, list[str]]:
    """Draw the choice of settings and their values; return the space, or sentences on what does not fit."""
    chosen = st.multiselect(
        "Search over",
        list(FIELDS),
        default=list(FIRST),
        key="tune_fields",
        persist_state="session",
        max_selections=12,
        select_all=False,
        help="The settings that the trials vary. Two to four are sensible; each more needs many more trials.",
    )
    found, errors = [], []
    for label in chosen:
        name = FIELDS[label]
        text = st.text_input(
            label,
            suggestion(name),
            key=f"tune_values_{name}",
            persist_state="session",
            help="A range, such as 0.001..1, with :log where factors count and not differences; or values separated by "
            "commas. Shapes of hidden layers are separated by semicolons: 64; 256, 128.",
        )
        try:
            found.append(read_searched(f"{name}={text}"))
        except ConfigurationError as error:
            errors.append(str(error).replace(name, label, 1))
    if errors:
        return None, errors
    try:
        return SearchSpace(tuple(found)), []
    except ConfigurationError as error:
        return None, [str(error)]


def suggestion(name: str) -> str:
    """Return values to begin with."""
    if name in SUGGESTED:
        return SUGGESTED[name]
    control = CONTROLS[name]
    if control.kind is Kind.SWITCH:
        return "off, on"
    if control.kind is Kind.CHOICE:
        return ", ".join(str(value).replace("_", " ") for value in control.offered)
    if control.offered:
        return ", ".join(f"{value:g}" for value in control.offered[:4])
    low, high, high_open = setting_range(name)
    return f"{low:g}..{low + 0.5 * (high - low) if high_open else min(high, low + 1):g}"
