"""A computation of minutes on the page: asked for, under way, given up, failed and tried again."""

from dataclasses import replace

import pytest

from mnist_core.errors import StoreError
from mnist_core.store.job import Job, JobState, job_key
from mnist_core.store.jobs import FAILURE, Jobs
from mnist_core.store.run import Run
from mnist_core.store.runs import Runs


@pytest.fixture
def robustness(open_page, add_run, few_images):
    """Return a page of Evaluate that offers to measure robustness."""
    return open_page("evaluate.py", run=str(add_run().id), view="robustness")


def begin(app):
    return next(button for button in app.button if (button.key or "").startswith("start_")).click().run()


def test_it_is_asked_for_runs_and_can_be_given_up(robustness, store, started_jobs):
    assert not started_jobs
    app = begin(robustness)
    (folder,) = started_jobs
    assert store.jobs.look(folder.name).state is JobState.RUNNING
    stop = next(button for button in app.button if button.key == f"stop_{folder.name}")
    app = stop.click().run()
    assert not app.exception
    assert store.jobs.look(folder.name).state is JobState.ABSENT


def test_what_failed_is_told_and_tried_again(robustness, store, started_jobs):
    app = begin(robustness)
    key = started_jobs[0].name
    (store.jobs.folder(key) / FAILURE).write_text("memory ran *out*; close other programs")
    app = app.run()
    assert not app.exception
    assert [error.value for error in app.error] == [r"Memory ran \*out\*; close other programs."]
    app = app.button(key=f"again_{key}").click().run()
    assert not app.exception
    assert store.jobs.look(key).state is JobState.RUNNING
    assert len(started_jobs) == 2
    assert job_key("robustness", {}) != key


def test_one_that_cannot_be_started_is_one_sentence(robustness, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise StoreError("the computation cannot be started: No space left on device")

    monkeypatch.setattr(Jobs, "start", full)
    app = begin(robustness)
    assert not app.exception
    assert [error.value for error in app.error] == ["The computation cannot be started: No space left on device."]


def test_one_that_ends_while_it_is_looked_at_shows_what_came_of_it(robustness, store, started_jobs, monkeypatch):
    look = Jobs.look

    def ends_at_the_second_look(self: Jobs, key: str) -> Job:
        found = look(self, key)
        if started_jobs:
            (store.jobs.folder(key) / FAILURE).write_text("memory ran out")
        return found

    monkeypatch.setattr(Jobs, "look", ends_at_the_second_look)
    app = begin(robustness)
    assert not app.exception
    assert [error.value for error in app.error] == ["Memory ran out."]


def test_a_run_deleted_meanwhile_takes_its_computation_along(robustness, store, started_jobs, monkeypatch):
    get = Runs.get

    def deleted(self: Runs, run_id: int) -> Run:
        run = get(self, run_id)
        return replace(run, deleted_at=1.0) if started_jobs else run

    monkeypatch.setattr(Runs, "get", deleted)
    app = begin(robustness)
    assert not app.exception
    assert "This run was deleted while this was being computed" in app.warning[0].value
    assert store.jobs.look(started_jobs[0].name).state is JobState.ABSENT


def test_a_store_that_fails_meanwhile_is_one_sentence(robustness, started_jobs, monkeypatch):
    get = Runs.get

    def fails(self: Runs, run_id: int) -> Run:
        if started_jobs:
            raise StoreError("the run store cannot be read")
        return get(self, run_id)

    monkeypatch.setattr(Runs, "get", fails)
    app = begin(robustness)
    assert not app.exception
    assert [error.value for error in app.error] == ["The run store cannot be read."]
