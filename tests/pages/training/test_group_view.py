"""Several runs that were started together, on Train."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest

from mnist_core.errors import StoreError
from mnist_core.store.measurements import Measurements, write_epochs, write_measurements
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.studies import Studies
from mnist_core.store.study import Study, StudyStatus, Trial, TrialState
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched, SearchSpace
from pages.components.charts.group import GHOST, Member, group_chart
from pages.components.charts.series import RunSeries
from pages.components.runs.study_data import StudyData, load_study
from pages.components.training import group_ranks, group_view
from pages.components.training.group_ranks import ranking_rows, standings, verdict
from pages.components.training.group_view import members
from tests.pages.stored_runs import epoch_end
from tests.pages.training.train_page import labels, opened, ran
from tests.store.any_state import put

Grid = Callable[..., Study]


@pytest.fixture
def grid(store: RunStore) -> Grid:
    """Return a function that puts a grid into the store, its runs trained so far as the accuracies say."""

    def make(*accuracies: float | None, field: str = "learning_rate", over: bool = False) -> Study:
        values = (0.1, 0.2, 0.3, 0.4)[: max(len(accuracies), 2)] if field == "learning_rate" else (0, 1, 2)
        space = SearchSpace((Searched(field, values=values),))
        plan = StudyPlan(base=TrainingConfig(hidden_sizes=(4,), epochs=2), space=space, sampler="grid")
        study = store.studies.create(plan.to_dict(), name="rates", measures_all=plan.repeats_seeds)
        store.tuners.ensure()
        claim = store.studies.get(study.id).claim
        for number, accuracy in enumerate(accuracies):
            params = {field: values[number]}
            config = plan.config(params)
            options = {"claim": claim, "sampler_state": {}, "config": config}
            trial = store.trials.ask(study.id, number, params, **options)
            run_id = trial.run_id or 0
            with store.database.writing() as connection:
                steps = [BatchEnd(1, step, 1 / step, 0.5, 0.1) for step in range(1, 11)]
                write_measurements(connection, run_id, Measurements(steps=steps))
                if accuracy is not None:
                    write_epochs(connection, run_id, [epoch_end(1, 3)])
            columns = {"epoch": 1, "step": 10, "steps_per_epoch": 10, "validation_accuracy": accuracy}
            if accuracy is None:
                put(store, run_id, RunStatus.RUNNING, **columns)
            else:
                put(store, run_id, RunStatus.FINISHED, has_checkpoint=True, test_accuracy=accuracy, **columns)
                told = Trial(study.id, number, run_id, params, False, TrialState.COMPLETE, (accuracy,), "", 1.0)
                store.trials.tell(told)
        if over:
            store.studies.end(study.id, claim, StudyStatus.FINISHED, message="all were tried", winner=1)
        return store.studies.get(study.id)

    return make


def loaded(store: RunStore) -> StudyData:
    return load_study(store, 1)


def test_queued_runs_are_shown_together_and_a_reload_keeps_them(store: RunStore) -> None:
    page = opened()
    ran(page.button("queue_several").click().run())
    assert page.query_params.get("group") == "1" and "run" not in page.query_params
    assert "The first of them is about to start." in [info.value for info in page.info]
    again = opened(group="1")
    assert any("seed" in header.value for header in again.header)


def test_group_that_trains_is_one_line_a_run(store: RunStore, grid: Grid) -> None:
    grid(0.9, None)
    page = opened(group="1")
    assert "Stop all" in labels(page)
    assert [badge.value for badge in page.markdown if "of 2 done" in badge.value]
    table = page.dataframe[0].value
    assert list(table["Done"]) == [100, 50] and list(table["Learning rate"]) == ["0.1", "0.2"]
    assert table["Rank"].isna().tolist() == [False, True]
    ran(page.button("stop_group").click().run())
    assert store.studies.get(1).status is StudyStatus.STOPPING


def test_one_run_is_a_click_away_and_so_is_its_group(store: RunStore, grid: Grid) -> None:
    grid(0.9, 0.8, over=True)
    page = opened(group="1")
    ran(page.button("leave_group").click().run())
    assert "group" not in page.query_params and page.query_params["run"] == "2"
    ran(page.button("show_group_2").click().run())
    assert page.query_params["group"] == "1" and "run" not in page.query_params
    linked = opened(group="1", run="2")  # a group in an address counts more than a run
    assert linked.query_params["group"] == "1"


def test_group_that_is_gone_is_one_sentence(store: RunStore) -> None:
    page = opened(group="7")
    assert [warning.value for warning in page.warning] == ["These runs no longer exist."]


def test_finished_runs_step_back_until_the_winner_is_known(store: RunStore, grid: Grid) -> None:
    grid(0.9, None)
    data = loaded(store)
    assert [member.is_ghost for member in members(data, standings(data))] == [True, False]
    store.studies.end(1, data.study.claim, StudyStatus.FINISHED, message="", winner=1)
    data = loaded(store)
    assert [member.is_ghost for member in members(data, standings(data))] == [False, True]


def test_chart_has_a_line_for_each_run(store: RunStore, grid: Grid) -> None:
    grid(0.9, None)
    data = loaded(store)
    group = members(data, standings(data))
    for member in group:
        member.series.refresh(store)
    chart = group_chart(group, metric="accuracy", axis="step")
    names = [trace.name for trace in chart.figure.data]
    assert names == [
        "Learning rate 0.1",
        "Learning rate 0.1, validation",
        "Learning rate 0.2",
        "Learning rate 0.2, validation",
    ]
    assert [trace.opacity for trace in chart.figure.data] == [GHOST, GHOST, 1, 1]
    assert "Learning rate 0.1: 20.00%" in chart.alt
    mistakes = group_chart(group, metric="accuracy", axis="epoch", log=True)
    np.testing.assert_allclose(mistakes.figure.data[0].y, 0.5)
    loss = group_chart(group, metric="loss", axis="seconds")
    assert len(loss.figure.data) == 2 and "Learning rate 0.2: 0.293" in loss.alt
    assert "nothing trained yet" in group_chart([], metric="loss", axis="step").alt


def test_axis_of_accuracy_begins_below_what_has_learned_something(store: RunStore) -> None:
    series = [RunSeries(number) for number in range(3)]
    for each, accuracy in zip(series, (0.9, 0.8, 0.1), strict=True):
        each.run = store.runs.create(TrainingConfig())
        each.epochs = [replace(epoch_end(1, 3), validation_accuracy=accuracy)]
    group = [Member(f"run {number}", number, each) for number, each in enumerate(series)]
    chart = group_chart(group, metric="accuracy", axis="step")
    assert chart.figure.layout.yaxis.autorangeoptions.clipmin == pytest.approx(0.78)
    crowd = [replace(group[0], text=f"run {number}", place=number) for number in range(10)]
    assert group_chart(crowd, metric="accuracy", axis="step").figure.layout.hovermode == "closest"


def test_verdict_names_the_winner_and_says_what_may_be_luck(store: RunStore, grid: Grid) -> None:
    grid(0.9, 0.95, 0.949, over=True)
    text = verdict(loaded(store), standings(loaded(store)))
    assert text.startswith("**Learning rate 0.2** came first: 95.00% of 5,000 validation images, 95% interval 94.36%")
    assert "But one other lies within it, so **the first place may be luck**" in text
    assert list(ranking_rows(standings(loaded(store)))["Rank"]) == [1, 2, 3]


def test_verdict_on_a_clear_winner_and_on_one_alone(store: RunStore, grid: Grid) -> None:
    grid(0.9, 0.95, over=True)
    assert "No other lies within it." in verdict(loaded(store), standings(loaded(store)))
    put(store, 1, RunStatus.FAILED)
    assert verdict(loaded(store), standings(loaded(store))).endswith("1 broke off.")


def test_seeds_have_no_winner(store: RunStore, grid: Grid) -> None:
    grid(0.9, 0.92, 0.91, field="seed", over=True)
    text = verdict(loaded(store), standings(loaded(store)))
    assert text.startswith("**3 seeds** read 91.00% of the test images on average, from 90.00% to 92.00%")
    assert "none of them is the better set-up" in text
    data = loaded(store)
    assert not any(member.is_ghost for member in members(data, standings(data)))


def test_group_without_a_complete_run_has_no_winner(store: RunStore, grid: Grid) -> None:
    grid(None, None)
    put(store, 1, RunStatus.FAILED)
    text = verdict(loaded(store), standings(loaded(store)))
    assert text == "None of them was trained to its end. 1 broke off."
    grid(0.9, field="seed")
    data = load_study(store, 2)
    assert verdict(data, standings(data)) == "One seed reads 90.00% of the test images."


def test_an_end_while_it_is_drawn_shows_the_ranking(
    store: RunStore, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = grid(0.7, 0.9)
    page = opened(group=str(study.id))
    assert not any("came first" in text.value for text in page.markdown)
    get, asked = Studies.get, []

    def ends(self: Studies, study_id: int) -> Study:
        asked.append(study_id)
        if len(asked) == 2:
            self.end(study_id, get(self, study_id).claim, StudyStatus.FINISHED, message="all were tried", winner=1)
        return get(self, study_id)

    monkeypatch.setattr(Studies, "get", ends)
    page = ran(page.run())
    assert any("came first" in text.value for text in page.markdown)


def test_a_store_that_fails_while_it_is_drawn_is_a_warning(
    store: RunStore, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise StoreError("the run store is locked by another program")

    study = grid(0.7, 0.9)
    monkeypatch.setattr(group_view, "standings", locked)
    page = opened(group=str(study.id))
    assert "The run store is locked by another program. The view goes on by itself." in [
        warning.value for warning in page.warning
    ]


def test_store_that_fails_later_is_one_sentence_and_the_view_goes_on(
    store: RunStore, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid(0.9, None)
    page = opened(group="1")
    monkeypatch.setattr(group_view, "load_study", Mock(side_effect=StoreError("the store is locked")))
    ran(page.run())
    assert [warning.value for warning in page.warning] == ["The store is locked. The view goes on by itself."]


def test_of_very_many_runs_the_best_are_drawn(store: RunStore, grid: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    grid(0.9, 0.8, 0.7, over=True)
    monkeypatch.setattr(group_view, "MOST_LINES", 2)
    page = opened(group="1")
    assert "The charts show 2 of 3 runs: those that stand best." in [caption.value for caption in page.caption]
    data = loaded(store)
    assert [member.text for member in members(data, standings(data))] == ["Learning rate 0.1", "Learning rate 0.2"]


def test_run_that_is_shown_leaves_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    monkeypatch.setattr(group_ranks, "select_run", shown.append)
    for click in (None, SimpleNamespace(row=1), SimpleNamespace(row=9)):
        monkeypatch.setattr(group_ranks.st, "session_state", {group_ranks.CLICKED: click})
        group_ranks._show([11, 12])
    assert shown == [12]
