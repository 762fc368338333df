"""Curves of several runs over one another, with the controls that decide how they are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mnist_core.store.run import Run
from mnist_core.training.differences import seed_groups
from mnist_core.training.events import EpochEnd
from pages.components.charts.comparison import Line, comparison_alt, comparison_figure
from pages.components.charts.comparison_bars import are_single_values, bars_figure
from pages.components.charts.curves import Curve, SeedBand, batch_curve, epoch_curve
from pages.components.charts.series import Axis
from pages.components.choice import as_text, choose_one
from pages.components.comparison.colours import choose_apart, choose_colours
from pages.components.linked_choices import LinkedChoice
from pages.components.live_chart import live_chart
from pages.components.runs.names import run_name
from pages.components.shown_text import as_markdown
from pages.components.state import get_store

HEIGHT = 460
ROOM_FOR_LEGEND = 6
"""Pixels more for each line."""
REFRESH_SECONDS = 1
METRICS = {"Loss": "loss", "Accuracy": "accuracy"}
AXES: dict[str, Axis] = {"Epoch": "epoch", "Step": "step", "Seconds": "seconds"}
PARTS = {"Training": "train", "Validation": "validation"}
PACES = ("Epoch", "Batch")
SPANS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
CHOICES = (
    LinkedChoice("curve", "compare_metric", tuple(METRICS)),
    LinkedChoice("along", "compare_axis", tuple(AXES)),
    LinkedChoice("of", "compare_parts", tuple(PARTS), several=True),
    LinkedChoice("pace", "compare_pace", PACES),
    LinkedChoice("smoothing", "compare_span", SPANS),
    LinkedChoice("log", "compare_log"),
    LinkedChoice("mean", "compare_mean"),
)
"""What a copied link carries."""


@dataclass(frozen=True)
class View:
    """What a person chose to see."""

    metric: str
    axis: Axis
    parts: tuple[str, ...]
    by_batch: bool
    span: int
    log: bool
    mean_over_seeds: bool
    groups: Mapping[int, str] | None = None
    apart: int | None = None


def choose_view(runs: Sequence[Run]) -> View:
    """Show the controls in one row."""
    kept: dict[str, Any] = {"persist_state": "session"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        metric = choose_one(
            "Curve",
            METRICS,
            key="compare_metric",
            help="Loss tells more while all curves still fall; accuracy is what counts in the end.",
        )
        axis = choose_one(
            "Along",
            AXES,
            key="compare_axis",
            help="Epochs compare what was learnt from the same images, steps from the same number of updates, seconds "
            "of training in the same time.",
        )
        parts = st.pills(
            "Of",
            list(PARTS),
            selection_mode="multi",
            default=list(PARTS),
            format_func=as_text,
            key="compare_parts",
            help="Training images, validation images (dashed), or both. The gap between them is learning by heart.",
            **kept,
        )
        pace = choose_one(
            "Training value for each",
            PACES,
            key="compare_pace",
            help="One training value an epoch is calm; one a batch shows jumps, and needs smoothing.",
        )
        span = st.select_slider(
            "Smoothing",
            SPANS,
            key="compare_span",
            width=180,
            help="Average over about this many values. 1 draws them as they are; 50 suits batches; too many hide what "
            "happened.",
            **kept,
        )
        log = st.toggle(
            "Log scale",
            key="compare_log",
            help="Equal factors are equally far apart, so late progress stays visible; accuracy is drawn as the "
            "error rate.",
            **kept,
        )
        mean = st.toggle(
            "Mean over seeds",
            key="compare_mean",
            help="Draw runs that differ only in their seed as one line, with a band of one standard deviation.",
            **kept,
        )
        groups, apart = choose_colours(runs), choose_apart(runs)
    chosen = tuple(PARTS[part] for part in parts)
    return View(METRICS[metric], AXES[axis], chosen, pace == "Batch", span, log, mean, groups, apart)


def show_curves(runs: Sequence[Run], view: View) -> None:
    """Draw the runs' curves; they grow by themselves while one of the runs trains."""
    is_busy = any(run.status.is_active for run in runs)

    @st.fragment(run_every=REFRESH_SECONDS if is_busy else None)
    def growing_curves() -> None:
        newest = [get_store().runs.get(run.id) for run in runs] if is_busy else runs
        draw_curves(newest, view)
        if any(run.status.is_active for run in newest) != is_busy:
            st.rerun()

    growing_curves()


def draw_curves(runs: Sequence[Run], view: View) -> None:
    """Draw the runs' curves as they are now."""
    if not view.parts:
        st.info("Choose training, validation or both.")
        return
    epochs = get_store().history.epochs_of([run.id for run in runs])
    lines = [line for part in view.parts for line in lines_of(runs, epochs, view, part)]
    if not lines:
        st.info("These runs have no curves: imported networks come without their history.")
        return
    if are_single_values(lines):
        figure = bars_figure(lines, metric=view.metric)
    else:
        figure = comparison_figure(lines, axis=view.axis, metric=view.metric, log=view.log)
    live_chart(
        figure,
        key="comparison",
        height=HEIGHT + ROOM_FOR_LEGEND * len(runs),
        alt=comparison_alt(lines, view.metric),
    )
    if missing := [as_markdown(run_name(run)) for run in runs if not epochs[run.id] and run.source != "trained"]:
        st.caption(f"Without a curve: {', '.join(missing)}; such networks come without the history of their training.")


def lines_of(runs: Sequence[Run], epochs: Mapping[int, list[EpochEnd]], view: View, part: str) -> list[Line]:
    """Return the lines of one part, one for each run, or for each group of seeds."""
    curves = {run.id: curve_of(run, epochs[run.id], view, part) for run in runs}
    curves = {run_id: curve for run_id, curve in curves.items() if len(curve.x)}
    together = [[run.id] for run in runs]
    if view.mean_over_seeds:
        together = seed_groups({run.id: run.config for run in runs})
    groups = view.groups or {}
    colours = {group: style for style, group in enumerate(dict.fromkeys(groups.values()))}
    lines = []
    for place, ids in enumerate(together):
        members = [curves[run_id] for run_id in ids if run_id in curves]
        if not members:
            continue
        curve: Curve | SeedBand = members[0]
        if len(members) > 1:
            curve = SeedBand.of_curves(f"{members[0].name} and {len(members) - 1} more seeds", members)
        group, faint = groups.get(ids[0], ""), view.apart is not None and view.apart not in ids
        lines.append(Line(curve, part, colours.get(group, place), group, faint))
    return lines


def curve_of(run: Run, epochs: list[EpochEnd], view: View, part: str) -> Curve:
    """Return one run's curve."""
    if part == "train" and view.by_batch:
        return cached_batch_curve(run.id, run.step, run_name(run), view.axis, view.metric, view.span)
    return epoch_curve(run_name(run), epochs, axis=view.axis, part=part, metric=view.metric, span=view.span)


@st.cache_data(max_entries=500, show_spinner=False)
def cached_batch_curve(run_id: int, step: int, name: str, axis: Axis, metric: str, span: int) -> Curve:
    """Read and thin a run's batches, once for each step that it has come to."""
    store = get_store()
    return batch_curve(
        name, store.history.steps(run_id), store.history.epochs(run_id), axis=axis, metric=metric, span=span
    )
