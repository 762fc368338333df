"""What is wrong with a run that is over: the finding, its evidence, why it happens, and a run that mends it."""

from typing import Any

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.records import findings_of
from mnist_core.store.run import Run
from mnist_core.training.doctor.finding import Finding
from mnist_core.training.doctor.theory import theory
from pages.components.charts.doctor import evidence_chart
from pages.components.live_chart import live_chart
from pages.components.state import COMPARED_PARAMETER, get_store, select_run
from pages.components.store_actions import attempt

MENDED = "mended_runs"
"""Session key: which run each mended one was started from."""

CHART_HEIGHT = 180


def doctor_view(run: Run) -> None:
    """Show what a doctor finds in a run that is over; nothing where nothing is wrong."""
    _link_to_the_old_one(run)
    try:
        findings = _findings((run.id, run.created_at, run.status, run.step, run.message), run)
    except MnistCoreError:
        return  # the live view says that the store cannot be read
    for place, finding in enumerate(findings):
        with st.expander(f"**{finding.title}**", icon=":material/stethoscope:", expanded=place == 0):
            _show(run, finding)


@st.cache_resource(max_entries=32, show_spinner=False)
def _findings(key: tuple[Any, ...], _run: Run) -> list[Finding]:
    """Examine a run once; `key` changes whenever its record does."""
    return findings_of(get_store().history, _run)


def _show(run: Run, finding: Finding) -> None:
    """Show one finding."""
    words, picture = st.columns([3, 2], gap="medium")
    with words:
        st.markdown(finding.what)
        st.caption(theory(finding.rule))
        st.button(
            f"Try {finding.advice}",
            key=f"mend_{run.id}_{finding.rule}",
            icon=":material/healing:",
            on_click=_start_mended,
            args=(run, finding),
            help="Start a run with these settings changed and all others as they were; this one stays as it is.",
        )
    with picture:
        chart = evidence_chart(finding.evidence, subject=f"{run.id} {finding.rule}")
        live_chart(chart.figure, key=f"evidence_{finding.rule}", height=CHART_HEIGHT, alt=chart.alt)


def _start_mended(run: Run, finding: Finding) -> None:
    """Queue the mended run and look at it; a second click finds it instead of another."""
    store, config = get_store(), finding.mended(run.config)
    runs = attempt(store.runs.all)
    if runs is None:
        return
    mended = next((other for other in runs if other.config == config and other.id > run.id), None)
    if mended is None:
        mended = attempt(store.runs.create, config, name=f"{run.name[:80]}, mended: {finding.title.lower()}")
        if mended is None:
            return
        attempt(store.workers.ensure)
    st.session_state.setdefault(MENDED, {})[mended.id] = run.id
    select_run(mended.id)


def _link_to_the_old_one(run: Run) -> None:
    """Offer to see a mended run beside the one that it was started from."""
    old = st.session_state.get(MENDED, {}).get(run.id)
    if old is not None:
        st.page_link(
            "compare.py",
            label="See it beside the run that it mends",
            icon=":material/stacked_line_chart:",
            query_params={COMPARED_PARAMETER: [str(old), str(run.id)]},
        )
