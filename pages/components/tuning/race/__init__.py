"""A race on the page: standings in which set-ups overtake each other, a chart, and the replay, all in the browser."""

from typing import Any

import streamlit as st

from mnist_core.store.race import Race
from pages.components.charts.theme import SERIES
from pages.components.runs.names import short_description
from pages.server.assets import loader_script

_component = st.components.v2.component("race", js=loader_script("race"))


def race_board(race: Race) -> None:
    """Draw a race as far as it has come; it keeps its place in the page while that grows."""
    _component(key="race_board", data=encode(race), width="stretch")


def encode(race: Race) -> dict[str, Any]:
    """Return what the browser draws: a few kilobytes, the whole race."""
    moments, first = race.moments, race.entrants[0].config
    return {
        "subject": race.id,
        "entrants": [
            {"name": entrant.name, "detail": short_description(entrant.config), "color": SERIES[place]}
            for place, entrant in enumerate(race.entrants)
        ],
        "images": [moment.images for moment in moments],
        "accuracies": [list(moment.accuracies) for moment in moments],
        "seconds": [list(moment.seconds) for moment in moments],
        "out": [_out(race, place) for place in range(len(race.entrants))],
        "goal": first.epochs * first.training_size,
        "live": not race.is_over,
        "status": race.status.value,
        "alt": _alt(race),
    }


def _out(race: Race, place: int) -> dict[str, Any] | None:
    """Return where on the track a set-up fell out, and why in short; None if it did not."""
    for moment in race.moments:
        if moment.out[place]:
            return {"images": moment.images, "why": moment.out[place].split(":")[0]}
    return None


def _alt(race: Race) -> str:
    """Say what the chart shows."""
    names = ", ".join(entrant.name for entrant in race.entrants)
    if not race.moments:
        return f"Validation accuracy of {names} as they learn; nothing is measured yet."
    last = race.moments[-1]
    best = max(range(len(race.entrants)), key=lambda place: last.accuracies[place])
    return (
        f"Validation accuracy of {names} over the images each has seen; after {last.images:,} "
        f"{race.entrants[best].name} is first with {last.accuracies[best]:.1%}."
    )
