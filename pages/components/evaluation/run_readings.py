"""What every run reads in the test images: what is known of it, and a job that finds out the rest."""

from typing import NamedTuple

import streamlit as st

from mnist_core.store.readings import Reading
from mnist_core.store.run import Run
from pages.components.evaluation.jobs_view import job_result
from pages.components.evaluation.same_data import runs_of_digits
from pages.components.networks import reading_version
from pages.components.state import get_store


class RunReading(NamedTuple):
    """A run and what it reads."""

    run: Run
    reading: Reading


def known_readings() -> tuple[list[RunReading], list[Run]]:
    """Return the runs of which it is known what they read, newest first, and those of which it is not."""
    known: list[RunReading] = []
    unknown: list[Run] = []
    for run in runs_of_digits():
        reading = cached_reading(reading_version(run))
        if reading is None:
            unknown.append(run)
        else:
            known.append(RunReading(run, reading))
    return known, unknown


def read_unknown(unknown: list[Run]) -> None:
    """Have the runs read the test images of which it is not known what they read, and show how far that is."""
    versions = [reading_version(run) for run in unknown]
    result = job_result("readings", {"versions": versions}, {"runs": [run.id for run in unknown]})
    if result is not None:
        failed = int(result["failed"])
        what = "run has" if failed == 1 else "runs have"
        st.caption(f"{failed:,} {what} no network that can be read; the others are counted.")


def cached_reading(version: str) -> Reading | None:
    """Return what a run reads, from memory where it was read before."""
    if not get_store().readings.has(version):
        return None
    return _loaded(version)


@st.cache_resource(max_entries=600, show_spinner=False)
def _loaded(version: str) -> Reading | None:
    return get_store().readings.get(version)
