"""How well each digit is read, and whether the network's confidence can be trusted."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from mnist_core.data.image import DIGITS
from mnist_core.evaluation.report import Evaluation


def show_digit_scores(evaluation: Evaluation) -> None:
    """Show precision, recall and F1 of each class."""
    scores = evaluation.digit_scores
    what = "digit" if evaluation.class_names == DIGITS else "class"
    table = pd.DataFrame(
        {
            what.capitalize(): range(10) if what == "digit" else evaluation.class_names,
            "Precision": 100 * scores.precision,
            "Recall": 100 * scores.recall,
            "F1": 100 * scores.f1,
            "Images": scores.support,
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "Precision": percent_column(f"Of the answers with this {what}, the share that was right."),
            "Recall": percent_column(f"Of the images of this {what}, the share that was read as it."),
            "F1": percent_column("Harmonic mean of precision and recall: high only where both are."),
            "Images": st.column_config.NumberColumn(help=f"Test images of this {what}."),
        },
        alt=f"Precision, recall and F1 of each {what}; the hardest is "
        f"{evaluation.class_names[int(np.argmin(scores.f1))]}.",
    )


def percent_column(text: str) -> ColumnConfig:
    """Return the configuration of a column of per cent, all with two decimals."""
    return st.column_config.NumberColumn(format="%.2f%%", help=text)


def refusal_sentence(evaluation: Evaluation) -> str:
    """Say how many mistakes are among the least sure 2%, and how many were made with great confidence."""
    confidence = evaluation.probabilities.max(axis=1)
    wrong = ~evaluation.correct
    if not wrong.any():
        return "It makes no mistake on the test images."
    least_sure = np.argsort(confidence, kind="stable")[: len(wrong) // 50]
    caught = int(np.sum(wrong[least_sure]))
    blind = int(np.sum(wrong & (confidence > 0.99)))
    return (
        f"The {len(least_sure):,} images that it is least sure of hold {caught:,} of its {int(wrong.sum()):,} "
        f"mistakes; {blind:,} {'was' if blind == 1 else 'were'} made while it was more than 99% sure."
    )
