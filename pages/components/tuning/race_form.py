"""Who races, and how far: presets, runs and trials against each other."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.errors import ConfigurationError
from mnist_core.store.race import Entrant
from mnist_core.store.run import Run
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from mnist_core.training.race import FEWEST, MOST, check_race, entry
from mnist_core.training.training_set import check_fits_data
from pages.components.kept_address import KeptAddress
from pages.components.runs.names import run_name
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.components.store_actions import attempt
from pages.components.tuning.mode import RACE, choose

RACERS = "race_entrants"
ADDRESS = KeptAddress("tune")
RACE_PARAMETER = "race"
SENT = "race_sent_runs"
FIRST = ("quick", "adam", "small")
MOST_RUNS = 60
PACES = {"As fast as it can": 0.0, "15 seconds": 15.0, "30 seconds": 30.0, "1 minute": 60.0}


def race_form() -> None:
    """Draw the choice of set-ups and of the track, and the button that starts the race."""
    offered = offered_entrants()
    kept = [name for name in st.session_state.get(RACERS, ()) if name in offered]
    if RACERS in st.session_state and kept != st.session_state[RACERS]:
        st.session_state[RACERS] = kept  # a run was deleted meanwhile
    chosen = st.multiselect(
        "Who races",
        list(offered),
        default=[PRESETS[name].title for name in FIRST],
        key=RACERS,
        persist_state="session",
        max_selections=MOST,
        select_all=False,
        help=f"{FEWEST} to {MOST} set-ups: presets, and what runs and trials were trained with. All learn from the "
        "same images, whatever they learned from before.",
    )
    with st.container(horizontal=True, gap="small"):
        help_text = "Images that each learns from in an epoch; 0 takes all."
        images = st.number_input(
            "Images", 0, 60_000, 10_000, 1000, key="race_images", persist_state="session", help=help_text
        )
        help_text = "How often each sees them. A schedule of the learning rate fits itself to the race."
        epochs = st.number_input("Epochs", 1, 100, 2, key="race_epochs", persist_state="session", help=help_text)
    help_text = "The least time, so that a class can follow; a replay can be slower or faster."
    pace = st.selectbox("Takes", list(PACES), 1, key="race_pace", persist_state="session", help=help_text)
    entrants: list[Entrant] = []
    try:
        entrants = racing([(name, offered[name]) for name in chosen], epochs=epochs, images=images)
    except ConfigurationError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
    st.button(
        "Start the race",
        key="start_race",
        type="primary",
        icon=":material/sports_score:",
        width="stretch",
        disabled=not entrants,
        on_click=start_race,
        args=(entrants, PACES[pace]),
        help="All learn at once, batch by batch, in a process of their own; this page may be closed.",
    )
    st.caption("Validation images judge the race, the same for all. Whoever has seen the fewest images learns next.")


def offered_entrants() -> dict[str, TrainingConfig]:
    """Return what may race, by name: the presets, the runs that were sent here, and the newest ones."""
    store = get_store()
    sent = store.runs.some(st.session_state.get(SENT, ())).values()
    newest = [run for run in store.runs.all() if run.source == "trained"][:MOST_RUNS]
    offered = {preset.title: preset.config for preset in PRESETS.values()}
    return offered | {run_name(run): run.config for run in (*sent, *newest)}


def racing(chosen: Sequence[tuple[str, TrainingConfig]], *, epochs: int, images: int) -> list[Entrant]:
    """Return the set-ups as they race, checked: all learn from as many images, and as often.

    Raises
    ------
    ConfigurationError
        If they cannot race each other.
    """
    found = [Entrant(name, entry(config, epochs=epochs, images=images)) for name, config in chosen]
    check_race([entrant.config for entrant in found])
    for entrant in found:
        check_fits_data(entrant.config)
    return found


def start_race(entrants: Sequence[Entrant], least_seconds: float) -> None:
    """Begin a race and show it."""
    race = attempt(get_store().races.start, entrants, least_seconds=least_seconds)
    if race is not None:
        ADDRESS.ask(RACE_PARAMETER, str(race.id))


def send_to_race(runs: Sequence[Run]) -> None:
    """Put the set-ups of runs into the form, and show it."""
    st.session_state[SENT] = [run.id for run in runs]
    st.session_state[RACERS] = [run_name(run) for run in runs]
    choose(RACE)
