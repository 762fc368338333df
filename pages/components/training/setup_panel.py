"""The left side of the Train page: the four main controls and Start in sight, everything else folded away."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_core.store.duration import expected_seconds
from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from pages.components.settings.control import Kind
from pages.components.settings.controls import CONTROLS, GROUPS, MAIN
from pages.components.shown_text import as_markdown
from pages.components.training.augmentation_preview import augmentation_preview
from pages.components.training.class_links import tell_class_setup
from pages.components.training.class_setup import PANELS, is_hidden
from pages.components.training.form import (
    NOTES,
    changed_mark,
    draw_control,
    form_config,
    hidden_layers,
    preset_picker,
)
from pages.components.training.one_field import one_field
from pages.components.training.run_progress import duration_text
from pages.components.training.several_runs import several_runs
from pages.components.training.share import share
from pages.components.training.start import start_button

ICONS = {
    "Optimizer and schedule": ":material/trending_down:",
    "Network": ":material/lan:",
    "Regularisation": ":material/filter_alt:",
    "Augmentation": ":material/texture:",
    "Data and seed": ":material/database:",
    "What does a setting do?": ":material/help_center:",
    "Several runs at once": ":material/account_tree:",
    "Share this set-up": ":material/share:",
}


def setup_panel(runs: list[Run], active: list[Run], *, rest: DeltaGenerator) -> None:
    """Draw the form, Start, and what else one can do with a set-up.

    Parameters
    ----------
    runs, active : list of Run
        All runs, and those that train or wait.
    rest : DeltaGenerator
        Where to draw everything that folds away.
    """
    for note in st.session_state[NOTES]:
        st.warning(as_markdown(note), icon=":material/link_off:")
    tell_class_setup()
    preset_picker()
    draw_control(MAIN["data"])
    places = {"data": st.container()}
    hidden_layers()
    places["hidden_sizes"] = st.container()
    numbers = ("batch_size", "learning_rate", "epochs")
    with st.container(horizontal=True, gap="small"):
        for name in numbers:
            draw_control(MAIN[name])
    places |= dict.fromkeys(numbers, st.container())
    start_place = st.container(gap="small")
    with rest:
        previews = {title: _group(title, places) for title in GROUPS}
    config, errors = form_config()
    for name, error in errors.items():
        places.get(name, start_place).error(as_markdown(error), icon=":material/error:")
    with start_place:
        if config is not None:
            _summary(config, runs)
        else:
            to_correct = ", ".join(CONTROLS[name].label.lower() for name in errors)
            st.caption(f"Before training can start, correct: {to_correct}.")
        start_button(active)
        changed_mark(config)
    if config is not None and previews["Augmentation"] is not None:
        with previews["Augmentation"]:
            augmentation_preview(config.augmentation, config.data)
    for name, draw in (("one_field", one_field), ("several", several_runs), ("share", share)):
        if not is_hidden(name):
            with rest.expander(PANELS[name], icon=ICONS[PANELS[name]]):
                draw(config)


def _group(title: str, places: dict[str, DeltaGenerator]) -> DeltaGenerator | None:
    """Draw one folded group; return the place of its preview where it is open.

    An open group is also where what does not fit is told; `places` learns of that. One without controls is not drawn.
    """
    if all(is_hidden(control.name) for control in GROUPS[title]):
        return None
    opened = st.expander(title, icon=ICONS[title], key=f"group_{title}", on_change="rerun")
    with opened:
        preview = st.container() if opened.open else None
        switches = [control for control in GROUPS[title] if control.kind is Kind.SWITCH]
        with st.grid(2, min_column_width=140, gap="small", vertical_alignment="bottom"):
            for control in GROUPS[title]:
                if control not in switches:
                    draw_control(control)
        for control in switches:
            draw_control(control)
        if opened.open:
            places |= dict.fromkeys((control.name for control in GROUPS[title]), st.container())
    return preview


def _summary(config: TrainingConfig, runs: list[Run]) -> None:
    """Say what network this is, and how long it will take where a like run tells."""
    layers = " → ".join(str(size) for size in config.layer_sizes)
    parts = [layers, f"{config.parameter_count:,} parameters"]
    seconds = expected_seconds(config, runs)
    if seconds is not None:
        parts.append(f"about {duration_text(seconds)}")
    st.caption(" · ".join(parts))
