"""Parallel coordinates with ranges on every axis; what is marked is marked in every chart of the page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.store.study import TrialState
from mnist_core.tuning.search_space import Searched
from pages.components.runs.study_data import StudyData, field_label, field_text
from pages.server.assets import loader_script

KEY = "parallel"
HEIGHT = 320
COLORS = ("#31688e", "#26828e", "#1f9e89", "#35b779", "#e0a41f", "#e07a1f")
"""From the worst to the best result, by brightness as well as by hue."""

TICKS = 4

_component = st.components.v2.component("parallel", js=loader_script("parallel"))


@dataclass(frozen=True)
class Axis:
    """One axis: where each trial lies on it, from 0 to 1, and what is written beside it."""

    name: str
    label: str
    places: Sequence[float | None]
    ticks: Sequence[tuple[float, str]]


def parallel(data: StudyData) -> list[int] | None:
    """Draw the trials; return the numbers of those that a person marked, from 1, or None where nothing is marked."""
    state = _component(key=KEY, data=encode(data), width="stretch", on_brushed_change=lambda: None)
    brushed = state.brushed
    return None if brushed is None else [int(number) for number in brushed]


def encode(data: StudyData) -> dict[str, Any]:
    """Return what the browser draws: places and colours, nothing that it must compute."""
    trials = data.told
    axes = [_setting_axis(data, each) for each in data.plan.space.searched]
    for place, goal in enumerate(data.plan.goals):
        values = [trial.goals[place] if len(trial.goals) > place else None for trial in trials]
        axes.append(_number_axis(f"goal {goal.name}", goal.title, values, is_share=goal.is_share))
    ranked = data.ranked
    rank = {trial.number: 1 - place / max(len(ranked) - 1, 1) for place, trial in enumerate(ranked)}
    complete = sum(trial.state is TrialState.COMPLETE for trial in trials)
    return {
        "subject": data.study.id,
        "trials": [trial.number + 1 for trial in trials],
        "axes": [asdict(axis) for axis in axes],
        "colors": [_color(rank[trial.number]) if trial.number in rank else None for trial in trials],
        "height": HEIGHT,
        "alt": f"Parallel coordinates of {len(trials)} trials, {complete} of them complete: a line for each, an axis "
        "for each searched setting and for the result.",
    }


def _color(goodness: float) -> str:
    """Return the colour of a trial's rank, 0 for the worst and 1 for the best."""
    return COLORS[min(int(goodness * len(COLORS)), len(COLORS) - 1)]


def _setting_axis(data: StudyData, searched: Searched) -> Axis:
    """Return the axis of a searched setting."""
    values = [trial.params[searched.name] for trial in data.told]
    label = field_label(searched.name)
    if not searched.values:
        return _number_axis(searched.name, label, values, ends=(searched.low, searched.high), log=searched.log)
    known = list(searched.values)
    places = [_rounded((known.index(value) + 0.5) / len(known)) if value in known else None for value in values]
    ticks = [((place + 0.5) / len(known), field_text(searched.name, value)) for place, value in enumerate(known)]
    return Axis(searched.name, label, places, ticks)


def _number_axis(
    name: str,
    label: str,
    values: Sequence[float | None],
    *,
    ends: tuple[float, float] | None = None,
    log: bool = False,
    is_share: bool = False,
) -> Axis:
    """Return the axis of a number; without ends it runs from the least to the greatest value."""
    known = [value for value in values if value is not None]
    low, high = ends or ((min(known), max(known)) if known else (0.0, 1.0))
    if high <= low:
        low, high = low - 0.5, high + 0.5
    start, end = np.log([low, high]) if log else (low, high)
    places = [
        None if value is None else _rounded(((np.log(value) if log else value) - start) / (end - start))
        for value in values
    ]
    shares = np.linspace(0, 1, TICKS)
    at = start + shares * (end - start)
    texts = [f"{value:.1%}" if is_share else f"{value:.3g}" for value in (np.exp(at) if log else at)]
    return Axis(name, label, places, list(zip(shares.tolist(), texts, strict=True)))


def _rounded(place: float) -> float:
    """Return a place on an axis with the digits that a screen can show."""
    return round(float(place), 4)
