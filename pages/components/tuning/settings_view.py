"""The results over one setting, over two, and what the ten best trials say in words."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.tuning.belief import Belief, belief, why_none
from mnist_core.tuning.in_words import in_words
from mnist_core.tuning.search_space import Searched
from pages.components.charts.tuning import Point, pair_figure, slice_figure
from pages.components.live_chart import live_chart
from pages.components.runs.study_data import StudyData, field_label, field_text, trial_text
from pages.components.tuning.charts_view import HEIGHT, choose_trial

ENOUGH = 8
"""Complete trials from which on contours between them are drawn."""

CELLS = 25


def _choose(label: str, data: StudyData, *, key: str, index: int = 0) -> Searched:
    """Offer the searched settings."""
    names = data.plan.space.names
    name = st.selectbox(
        label,
        names,
        min(index, len(names) - 1),
        format_func=field_label,
        key=f"{key}_{data.study.id}",
        help="One of the settings that this search varies.",
    )
    return data.plan.space[name]


def _place(searched: Searched, value: Any) -> Any:
    """Return where a value lies on a chart: numbers as they are, others by their text."""
    return value if searched.is_range else field_text(searched.name, value)


def show_slices(data: StudyData) -> None:
    """Draw the results over one setting."""
    goal = data.plan.goals[0]
    searched = _choose("Result over", data, key="slice")
    points = [
        Point(trial.number + 1, _place(searched, trial.params[searched.name]), trial.goals[0], trial_text(trial))
        for trial in data.complete
    ]
    label = field_label(searched.name)
    found = _belief(data.study.id, len(data.told), searched.name, data)
    places = found and ([_place(searched, value) for value in found.values], found.good.tolist(), found.others.tolist())
    favourite = f"; TPE likes {field_text(searched.name, found.favourite)} best" if found else ""
    live_chart(
        slice_figure(
            points, x_title=label, y_title=goal.title, log=searched.log, is_share=goal.is_share, belief=places or None
        ),
        key="tune_slice",
        height=HEIGHT,
        alt=f"{goal.title} of {len(points)} trials over {label.lower()}; later trials are stronger{favourite}.",
        on_click=choose_trial,
    )
    st.caption(_belief_words(data, searched, found))


@st.cache_data(max_entries=50, show_spinner=False)
def _belief(study_id: int, told: int, name: str, _data: StudyData) -> Belief | None:
    """Ask for the sampler's belief once for each number of trials."""
    return belief(_data.plan, _data.trials, _data.epochs, name)


def _belief_words(data: StudyData, searched: Searched, found: Belief | None) -> str:
    """Say what the two densities mean, or why there are none."""
    if found is None:
        return why_none(data.plan, data.trials)
    brackets = " With Hyperband it asks each bracket on its own." if data.plan.pruner == "hyperband" else ""
    return (
        f"At the foot, what TPE believes: where its {found.good_trials} good trials lie, and the {found.other_trials} "
        f"others (dotted). It tries next where the first is high beside the second, most of all near "
        f"{field_text(searched.name, found.favourite)}.{brackets}"
    )


def show_pair(data: StudyData) -> None:
    """Draw two settings against each other, with contours of the result between the trials."""
    if len(data.plan.space.searched) < 2:
        return
    goal = data.plan.goals[0]
    with st.container(horizontal=True):
        across, up = (
            _choose(label, data, key=key, index=index)
            for index, (label, key) in enumerate((("Across", "pair_x"), ("Upwards", "pair_y")))
        )
    if across.name == up.name:
        st.caption("Choose two different settings.")
        return
    points = [
        Point(
            trial.number + 1,
            _place(across, trial.params[across.name]),
            _place(up, trial.params[up.name]),
            f"{trial_text(trial)}: {trial.goals[0]:.4g}",
            trial.goals[0],
        )
        for trial in data.complete
    ]
    surface = _surface(across, up, points) if across.is_range and up.is_range else None
    live_chart(
        pair_figure(
            points,
            surface,
            x_title=field_label(across.name),
            y_title=field_label(up.name),
            z_title=goal.title,
            log=(across.log, up.log),
            is_share=goal.is_share,
        ),
        key="tune_pair",
        height=HEIGHT,
        alt=f"{goal.title} of {len(points)} trials over {field_label(across.name)} and {field_label(up.name)}.",
        on_click=choose_trial,
    )


def _surface(across: Searched, up: Searched, points: list[Point]) -> tuple[Any, Any, Any] | None:
    """Return the result between the trials, linear between neighbours, or None of too few."""
    if len(points) < ENOUGH:
        return None
    scaled = [(np.log if each.log else np.asarray)([each.low, each.high]) for each in (across, up)]
    at = [
        (np.log if each.log else np.asarray)([getattr(p, n) for p in points]) for each, n in ((across, "x"), (up, "y"))
    ]
    shares = [(np.asarray(a) - s[0]) / (s[1] - s[0]) for a, s in zip(at, scaled, strict=True)]
    from scipy.interpolate import griddata  # takes 20 MB, so only who draws one imports it

    line = np.linspace(0, 1, CELLS)
    try:
        z = griddata(np.column_stack(shares), [p.color or 0.0 for p in points], tuple(np.meshgrid(line, line)))
    except Exception:  # all trials lie on one line: Qhull says so by an error of its own
        return None
    x, y = (s[0] + line * (s[1] - s[0]) for s in scaled)
    return (np.exp(x) if across.log else x), (np.exp(y) if up.log else y), z


def show_words(data: StudyData) -> None:
    """Say what the ten best trials have in common and what differs among them."""
    sentences = in_words(data.plan, data.trials, label=field_label, text=field_text)
    if sentences:
        st.markdown(f"**Among the {min(10, len(data.ranked))} best**")
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
