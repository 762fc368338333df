"""How good the compared runs are, and which settings differ."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.store.run import Run
from mnist_core.training.differences import differing_settings, seed_groups
from pages.components.charts.comparison import interval_figure
from pages.components.live_chart import live_chart
from pages.components.runs.names import run_name
from pages.components.settings.words import setting_label, setting_text

TEST_IMAGES = 10_000
RUNS_ACROSS = 4
"""Up to so many runs stand side by side as columns; more as rows."""


def results_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return what each run reached, with the 95% interval of its test accuracy."""
    intervals = [accuracy_interval(run) for run in runs]
    return pd.DataFrame(
        {
            "Run": [run_name(run) for run in runs],
            "Test accuracy": pd.Series([run.test_accuracy for run in runs], dtype="float64"),
            "From": pd.Series([low for low, _ in intervals], dtype="float64"),
            "To": pd.Series([high for _, high in intervals], dtype="float64"),
            "Best validation": pd.Series([run.best_validation_accuracy for run in runs], dtype="float64"),
            "Training loss": pd.Series([run.train_loss for run in runs], dtype="float64"),
            "Epochs": pd.Series([run.epoch or None for run in runs], dtype="Int64"),
            "Time": pd.Series([run.train_seconds or None for run in runs], dtype="float64"),
        }
    )


def accuracy_interval(run: Run) -> tuple[float | None, float | None]:
    """Return Wilson's interval of a run's test accuracy, (None, None) where it was not measured."""
    if run.test_accuracy is None:
        return None, None
    return wilson_interval(round(run.test_accuracy * TEST_IMAGES), TEST_IMAGES)


def show_results(runs: Sequence[Run]) -> None:
    """Show the results as intervals and as a table, the best first."""
    runs = sorted(runs, key=lambda run: -1.0 if run.test_accuracy is None else run.test_accuracy, reverse=True)
    measured = [run for run in runs if run.test_accuracy is not None]
    table = results_table(runs)
    if measured:
        best = max(measured, key=lambda run: run.test_accuracy or 0.0)
        live_chart(
            interval_figure(results_table(measured)),
            key="intervals",
            height=60 + 34 * len(measured),
            alt=f"Test accuracy with its 95% interval; highest for {run_name(best)} with {best.test_accuracy:.2%}.",
        )
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={
            "Test accuracy": st.column_config.NumberColumn(format="percent", help="Of the 10,000 test images."),
            "From": st.column_config.NumberColumn(format="percent", help="Lower end of Wilson's 95% interval."),
            "To": st.column_config.NumberColumn(format="percent", help="Upper end of Wilson's 95% interval."),
            "Best validation": share,
            "Training loss": st.column_config.NumberColumn(format="%.4f"),
            "Time": st.column_config.NumberColumn(format="%.1f s"),
        },
        alt="Results of the compared runs.",
    )


def seeds_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return mean and spread of the test accuracy of each group of runs that differ only in their seed."""
    by_id = {run.id: run for run in runs if run.test_accuracy is not None}
    rows = []
    for ids in seed_groups({run_id: run.config for run_id, run in by_id.items()}):
        if len(ids) > 1:
            accuracies = np.array([by_id[run_id].test_accuracy for run_id in ids], dtype=float)
            rows.append(
                {
                    "Runs": ", ".join(f"#{run_id}" for run_id in ids),
                    "Seeds": ", ".join(str(by_id[run_id].config.seed) for run_id in ids),
                    "Mean test accuracy": accuracies.mean(),
                    "Standard deviation": accuracies.std(ddof=1),
                    "Lowest": accuracies.min(),
                    "Highest": accuracies.max(),
                }
            )
    return pd.DataFrame(rows)


def show_seeds(runs: Sequence[Run]) -> None:
    """Show the spread over seeds, where some runs differ in nothing else."""
    table = seeds_table(runs)
    if table.empty:
        return
    st.header("Over seeds")
    share = st.column_config.NumberColumn(format="percent")
    columns = ("Mean test accuracy", "Standard deviation", "Lowest", "Highest")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(columns, share),
        alt="Mean and spread of the test accuracy over seeds.",
    )


def differences_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return a row for each setting that is not the same in all runs, a column for each run."""
    differing = differing_settings([run.config for run in runs])
    rows = {setting_label(name): [setting_text(name, value) for value in values] for name, values in differing.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=[run_name(run) for run in runs])


def show_differences(runs: Sequence[Run]) -> None:
    """Show only the settings that differ."""
    st.header("What differs")
    table = differences_table(runs)
    if table.empty:
        st.markdown("Nothing: all settings are the same, the seed included, so these runs should agree to the bit.")
    else:
        shown = table if len(runs) <= RUNS_ACROSS else table.T
        st.dataframe(shown, height="content", alt="Settings that are not the same in all of the compared runs.")
