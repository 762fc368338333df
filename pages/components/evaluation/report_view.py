"""The whole evaluation as one HTML file to keep."""

import streamlit as st

from mnist_core.command_line.options import write_command
from mnist_core.export.report.build import report_bytes
from pages.components.evaluation.subject import Subject
from pages.components.runs.names import file_stem
from pages.components.state import get_store


def show_report(subject: Subject) -> None:
    """Offer the report."""
    st.markdown(
        "Set-up, curves, accuracy with its interval, confusion matrix, the mistakes that the network was surest of, "
        "calibration, and accuracy by kinds of digits, as one page. It opens in any browser, with no network, and "
        "prints."
    )
    st.download_button(
        "Download the report",
        lambda: report_bytes(get_store(), [subject.run.id], subject.test, command=write_command),
        f"{file_stem(subject.run)}.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
        help="It is made when you ask for it; that takes some seconds.",
    )
