"""How far a run has come: tiles and a bar."""

import streamlit as st

from mnist_core.store.duration import seconds_left
from mnist_core.store.run import Run, RunStatus
from pages.components.charts.series import RunSeries

RECENT_STEPS = 50
LARGE_LOSS = 1000
UNKNOWN = "–"


def run_tiles(run: Run, series: RunSeries, *, few: bool = False) -> None:
    """Draw epoch, validation accuracy, loss, speed and time left; where there is little room, the first two."""
    with st.grid(2 if few else 5, min_column_width=128, gap="small"):
        st.metric(
            "Epoch",
            f"{run.epoch} of {run.config.epochs}",
            border=True,
            help="The pass over the training images that is under way.",
        )
        st.metric(
            "Validation accuracy" if run.config.validation_size else "Training accuracy",
            accuracy_text(run),
            border=True,
            help="Share read correctly after the latest whole epoch, of images that are not trained on."
            if run.config.validation_size
            else "Share of the training images read correctly in the latest whole epoch; there is no validation.",
        )
        if few:
            return
        st.metric(
            "Loss",
            loss_text(run, series),
            border=True,
            help="Mean loss of the latest batches, in nats; 2.3 is guessing.",
        )
        st.metric(
            "Images per second",
            f"{run.images_per_second:,.0f}" if run.images_per_second else UNKNOWN,
            border=True,
            help="Training images that the network learns from in a second.",
        )
        st.metric("Time left", time_left_text(run), border=True, help="At the present speed.")


def progress_bar(run: Run) -> None:
    """Draw the share of all steps that are done."""
    steps = run.steps_per_epoch * run.config.epochs
    done = (
        f"Step {run.step:,} of {steps:,}"
        if steps
        else "Waiting for its turn"
        if run.step == 0
        else f"Step {run.step:,}"
    )
    st.progress(run.progress, text=done)


def accuracy_text(run: Run) -> str:
    """Return the latest epoch's accuracy, on validation images where there are any."""
    accuracy = run.validation_accuracy if run.config.validation_size else run.train_accuracy
    return UNKNOWN if accuracy is None else f"{accuracy:.2%}"


def loss_text(run: Run, series: RunSeries) -> str:
    """Return the mean loss of the latest batches; of a run that failed, the last one, at which it broke off."""
    recent = series.column("loss")[-1 if run.status is RunStatus.FAILED else -RECENT_STEPS :]
    if not len(recent):
        return UNKNOWN
    loss = float(recent.mean())
    return f"{loss:.4f}" if loss < LARGE_LOSS else f"{loss:.3g}"


def time_left_text(run: Run) -> str:
    """Return how long the rest will take at the present speed."""
    if run.status.is_over:
        return "Done" if run.status is RunStatus.FINISHED else UNKNOWN
    if run.status is RunStatus.PAUSED:
        return "Paused"
    seconds = seconds_left(run)
    return UNKNOWN if seconds is None else duration_text(seconds)


def duration_text(seconds: float) -> str:
    """Write a duration with the precision that an estimate deserves."""
    seconds = max(round(seconds), 0)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
