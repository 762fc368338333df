"""The runs of a group, best first, and what can be said of the best one: only what its images can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.study import Trial, TrialState
from pages.components.runs.status import BADGES
from pages.components.runs.study_data import StudyData, field_label, field_text
from pages.components.shown_text import as_markdown
from pages.components.state import select_run

SHOW = ":material/visibility: Show"
CLICKED = "group_show"
HEIGHT = 420
MOST_ROWS = 10


@dataclass(frozen=True)
class Standing:
    """A run of a group, what tells it from the others, and its rank; None while it has none."""

    run: Run
    trial: Trial
    text: str
    rank: int | None


def standings(data: StudyData) -> list[Standing]:
    """Return the runs of a group, the complete ones first, best by validation first."""
    ranked = [trial.run_id for trial in data.ranked]
    found = []
    for trial in data.trials:
        run = data.runs.get(trial.run_id or 0)
        if run is not None:
            rank = ranked.index(run.id) + 1 if run.id in ranked else None
            found.append(Standing(run, trial, member_text(trial), rank))
    return sorted(found, key=lambda each: (each.rank is None, each.rank or each.trial.number))


def member_text(trial: Trial) -> str:
    """Say what tells a run from the others of its group: “Learning rate 0.1, seed 3”."""
    parts = [f"{field_label(name).lower()} {field_text(name, value)}" for name, value in trial.params.items()]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def ranking_rows(found: Sequence[Standing]) -> pd.DataFrame:
    """Return a row for each run; columns that nothing fills are left out."""
    runs = [each.run for each in found]
    rows = pd.DataFrame({"Rank": pd.Series([each.rank for each in found], dtype="Int64")})
    for name in found[0].trial.params:
        rows[field_label(name)] = [field_text(name, each.trial.params[name]) for each in found]
    rows["Done"] = pd.Series([100 * run.progress for run in runs], dtype="float64")
    rows["Validation"] = pd.Series([run.validation_accuracy for run in runs], dtype="float64")
    rows["Test"] = pd.Series([run.test_accuracy for run in runs], dtype="float64")
    rows["Validation loss"] = pd.Series([run.validation_loss for run in runs], dtype="float64")
    rows["Time"] = pd.Series([run.train_seconds or None for run in runs], dtype="float64")
    rows["Status"] = [[run.status.value] for run in runs]
    rows["Run"] = [run.id for run in runs]
    rows["Show"] = SHOW
    over = all(run.status.is_over for run in runs)
    hidden = [name for name in ("Rank", "Test") if rows[name].isna().all()] + (["Done"] if over else [])
    return rows.drop(columns=hidden)


def show_ranking(found: Sequence[Standing], *, is_over: bool) -> None:
    """Show the runs as a table, from which each is a click away."""
    statuses = {status.value: color for status, (_, _, color) in BADGES.items()}
    column = st.column_config
    st.dataframe(
        ranking_rows(found),
        hide_index=True,
        height="content" if len(found) <= MOST_ROWS else HEIGHT,
        placeholder="–",
        key="group_table",
        column_config={
            "Rank": column.NumberColumn(width="small", help="By validation images, the best first."),
            "Status": column.MultiselectColumn(options=list(statuses), color=list(statuses.values()), width="small"),
            "Done": column.ProgressColumn(min_value=0, max_value=100, format="%d%%", width="small"),
            "Validation": column.NumberColumn(format="percent", help="Accuracy on the validation images."),
            "Test": column.NumberColumn(format="percent", help="Of the 10,000 test images."),
            "Validation loss": column.NumberColumn(format="%.4f"),
            "Time": column.NumberColumn(format="%.1f s", help="Time spent in updates of the weights."),
            "Run": column.NumberColumn(format="#%d", width="small"),
            "Show": column.ButtonColumn(
                "", type="tertiary", width="small", key=CLICKED, on_click=_show, args=([each.run.id for each in found],)
            ),
        },
        alt=f"{len(found)} runs started together, {'best first' if is_over else 'as they stand'}.",
    )


def _show(ids: Sequence[int]) -> None:
    """Show the run whose button was pressed by itself."""
    click = st.session_state[CLICKED]
    if click is not None and click.row < len(ids):
        select_run(ids[click.row])


def verdict(data: StudyData, found: Sequence[Standing]) -> str:
    """Say which run came first and how far that can be believed, in Markdown."""
    ranked = [each for each in found if each.rank is not None]
    failed = sum(each.run.status is RunStatus.FAILED or each.trial.state is TrialState.FAILED for each in found)
    broke = f" {failed} broke off." if failed else ""
    if not ranked:
        return f"None of them was trained to its end.{broke}"
    if data.plan.repeats_seeds:
        return f"{_seeds_verdict([each.run for each in ranked])}{broke}"
    best, images = ranked[0], data.plan.base.validation_size
    share = best.trial.goals[0]
    low, high = wilson_interval(round(share * images), images)
    near = [each for each in ranked[1:] if each.trial.goals[0] >= low]
    text = (
        f"**{as_markdown(best.text)}** came first: {share:.2%} of {images:,} validation images, 95% interval {low:.2%} "
        f"to {high:.2%}. "
    )
    if len(ranked) == 1:
        return f"{text}There is no other to compare it with.{broke}"
    if not near:
        return f"{text}No other lies within it.{broke}"
    others = "one other lies" if len(near) == 1 else f"{len(near)} of the {len(ranked) - 1} others lie"
    lucky = "**the first place may be luck**; repeat the best with several seeds to know"
    return f"{text}But {others} within it, so {lucky}.{broke}"


def _seeds_verdict(runs: Sequence[Run]) -> str:
    """Say how much the seed alone matters; to choose one by this would be to choose luck."""
    measured = [run.test_accuracy for run in runs if run.test_accuracy is not None]
    shares = measured or [run.validation_accuracy or 0.0 for run in runs]
    kind = "test" if measured else "validation"
    if len(shares) < 2:
        return f"One seed reads {shares[0]:.2%} of the {kind} images."
    mean, spread = np.mean(shares), np.std(shares, ddof=1)
    return (
        f"**{len(shares)} seeds** read {mean:.2%} of the {kind} images on average, from {min(shares):.2%} to "
        f"{max(shares):.2%}, standard deviation {spread:.2%}. They differ by chance alone, so none of them is the "
        "better set-up."
    )
