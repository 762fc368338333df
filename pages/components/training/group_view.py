"""Several runs that were started together, watched together: one line each on shared charts, and a ranking at the end.

As with one run, a flat fragment redraws itself while something is to come, and the charts are updated in place. Of
runs whose record has not changed since the last look, nothing is read.
"""

import streamlit as st

from mnist_core.errors import MnistCoreError, StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.study import StudyStatus
from pages.components.bring_into_view import bring_into_view
from pages.components.charts.group import Member, group_chart
from pages.components.live_chart import live_chart
from pages.components.runs.study_care import look_after
from pages.components.runs.study_data import StudyData, load_study
from pages.components.runs.window_title import title_group
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import COMPARED_PARAMETER, STUDY_PARAMETER, get_series, get_store
from pages.components.store_actions import attempt
from pages.components.training.group import STARTED_TOGETHER, select_group
from pages.components.training.group_ranks import Standing, show_ranking, standings, verdict
from pages.components.training.live_view import CHART_HEIGHT, REFRESH_SECONDS, choose_scales

MOST_LINES = 28
"""Of more runs, the chart shows those that stand best; colours and dashes tell so many apart."""

MOST_COMPARED = 20


def group_view(study_id: int) -> None:
    """Draw the runs of a search together, and keep them up to date for as long as it goes on."""
    try:
        study = get_store().studies.get(study_id)
    except StoreError:
        st.warning("These runs no longer exist.", icon=":material/link_off:")
        _one_run_button()
        return
    if study_id == st.session_state.get(STARTED_TOGETHER):
        bring_into_view(f"group_{study_id}")
    fragment = st.fragment(_refresh, run_every=None if study.status.is_over else REFRESH_SECONDS)
    fragment(study_id, study.status)


def _refresh(study_id: int, drawn: StudyStatus) -> None:
    """Draw the group as it is now."""
    store = get_store()
    try:
        look_after(drawn)
        data = load_study(store, study_id)
        found = standings(data)
        for each in found:
            series = get_series(each.run.id)
            if getattr(series, "run", None) != each.run:
                series.refresh(store)
    except MnistCoreError as error:
        st.warning(
            f"{as_markdown(as_sentence(str(error)))} The view goes on by itself.", icon=":material/sync_problem:"
        )
        return
    if data.study.status is not drawn:
        st.rerun(scope="app")
    done, total = sum(each.run.status.is_over for each in found), max(data.plan.most_trials, len(found))
    title_group(data.study.name, done, total, is_over=data.study.status.is_over)
    _header(data, found, done, total)
    if not found:
        st.info("The first of them is about to start.", icon=":material/hourglass_top:")
        return
    _charts(data, found)
    if data.study.status.is_over:
        with st.container(border=True):
            st.markdown(f":material/trophy: {verdict(data, found)}")
            show_ranking(found, is_over=True)
    else:
        show_ranking(found, is_over=False)


def _header(data: StudyData, found: list[Standing], done: int, total: int) -> None:
    """Draw what the group is called, how far it is, and what can be done with it."""
    study = data.study
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(as_markdown(study.name), anchor=False, width="content")
        st.badge(f"{done} of {total} done", icon=":material/account_tree:", color="green" if done == total else "blue")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not study.status.is_over:
            st.button(
                "Stop all",
                key="stop_group",
                icon=":material/stop:",
                on_click=attempt,
                args=(_stop, study.id),
                help="End those that train and begin no more; what they have learned is kept.",
            )
        _one_run_button()
        st.page_link(
            "tune.py",
            label="Open in Tune",
            icon=":material/tune:",
            query_params={STUDY_PARAMETER: str(study.id)},
            help="Every trial side by side: which setting mattered, and how.",
        )
        best = [each.run.id for each in found if each.run.has_checkpoint][:MOST_COMPARED]
        if study.status.is_over and len(best) > 1:
            st.page_link(
                "compare.py",
                label="Compare",
                icon=":material/stacked_line_chart:",
                query_params={COMPARED_PARAMETER: [str(run_id) for run_id in best]},
                help="Curves, what differs, and tests of whether the differences are real.",
            )
    if done < total and not study.status.is_over:
        st.progress(sum(each.run.progress for each in found) / total, text=_now(found))


def _now(found: list[Standing]) -> str:
    """Say what trains now."""
    training = [each for each in found if each.run.status is RunStatus.RUNNING]
    if not training:
        return "Waiting for its turn"
    named = ", ".join(as_markdown(each.text) for each in training[:3])
    return f"Training: {named}" + (f" and {len(training) - 3} more" if len(training) > 3 else "")


def _one_run_button() -> None:
    """Offer to go back to one run."""
    st.button(
        "Show one run",
        key="leave_group",
        type="tertiary",
        icon=":material/show_chart:",
        on_click=select_group,
        args=(None,),
        help="Go back to the view of a single run; a row's Show leads to that one.",
    )


def _stop(study_id: int) -> None:
    """End a search."""
    get_store().studies.set_status(study_id, StudyStatus.STOPPING)
    get_store().tuners.ensure()


def _charts(data: StudyData, found: list[Standing]) -> None:
    """Draw loss and accuracy side by side, one line a run."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="medium"):
        log, axis = choose_scales()
    group = members(data, found)
    for place, metric in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        chart = group_chart(group, metric=metric, axis=axis, log=log, subject=data.study.id)
        with place:
            live_chart(chart.figure, key=f"group_{metric}", height=CHART_HEIGHT + 40, alt=chart.alt)
    if len(found) > MOST_LINES:
        st.caption(f"The charts show {MOST_LINES} of {len(found)} runs: those that stand best.")
    st.caption("Lines: training batches, smoothed. Markers: validation images, at each epoch's end. Faint: done.")


def members(data: StudyData, found: list[Standing]) -> list[Member]:
    """Return the runs to draw, in the order of their numbers: those that are done step back, but not the winner."""
    is_over = data.study.status.is_over
    drawn = sorted(found[:MOST_LINES], key=lambda each: each.trial.number)
    return [
        Member(
            each.text,
            each.trial.number,
            get_series(each.run.id),
            is_ghost=(each.rank != 1 and not data.plan.repeats_seeds) if is_over else each.run.status.is_over,
        )
        for each in drawn
    ]
