"""Why training loss may lie above validation loss, which looks as if unknown images were easier than known ones."""

import streamlit as st

from mnist_core.training.config import TrainingConfig
from pages.components.charts.series import RunSeries


def loss_gap(series: RunSeries) -> None:
    """Say why training loss lies above validation loss, where it does."""
    latest = series.epochs[-1] if series.epochs else None
    if latest is None or latest.validation_loss is None or latest.train_loss <= latest.validation_loss:
        return
    if reasons := gap_reasons(series.run.config):
        *others, last = reasons
        why = f"{', '.join(others)} and {last}" if others else last
        st.caption(f"Training loss lies above validation loss because {why}.")


def gap_reasons(config: TrainingConfig) -> list[str]:
    """Return what makes training loss larger than the loss on images that are not learned from."""
    if config.exact_training_metrics:
        return []
    return [
        reason
        for reason, counts in (
            ("label smoothing asks for less than certainty", config.label_smoothing > 0),
            ("dropout silences units only while the network learns", config.dropout > 0),
            ("training images are varied", not config.augmentation.is_identity),
            ("it is an average over the epoch, during which the network still got better", True),
        )
        if counts
    ]
