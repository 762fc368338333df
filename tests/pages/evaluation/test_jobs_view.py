"""A computation of minutes on the page: asked for, under way, given up, failed and tried again."""

import pytest

from mnist_core.store.jobs import FAILURE, JobState, job_key


@pytest.fixture
def robustness(open_page, add_run):
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
