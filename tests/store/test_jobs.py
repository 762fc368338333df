"""A job is a folder: what is asked, how far it is, the result or why there is none."""

import json
import os
from pathlib import Path

import numpy as np
import psutil
import pytest

from mnist_core.errors import StoreError
from mnist_core.jobs.__main__ import run
from mnist_core.jobs.kinds import KINDS
from mnist_core.jobs.progress import Progress
from mnist_core.store import jobs
from mnist_core.store.job import JobState, job_key
from mnist_core.store.job_process import LOG, process_start
from mnist_core.store.store import RunStore

SUBJECT = {"network": "a1", "strengths": [0, 1]}


@pytest.fixture
def doubled(monkeypatch):
    """A computation that doubles a number, half of it at a time."""

    def steps(_store, subject, how):
        yield Progress(0.0, "First half")
        yield Progress(0.5, "Second half")
        if how.get("fail"):
            raise ValueError("odd")
        return {"answer": np.array(2 * subject["number"]), "names": np.array(["a", "bc"])}

    monkeypatch.setitem(KINDS, "doubled", steps)


def test_the_same_question_has_the_same_key_in_any_order():
    assert job_key("map", {"a": 1, "b": 2}) == job_key("map", {"b": 2, "a": 1})
    assert job_key("map", {"a": 1}) != job_key("map", {"a": 2}) != job_key("other", {"a": 2})


def test_a_job_is_started_once_and_its_result_read_back(store, started_jobs, doubled):
    key = job_key("doubled", {"number": 21})
    assert store.jobs.look(key).state is JobState.ABSENT
    store.jobs.start("doubled", {"number": 21})
    assert [folder.name for folder in started_jobs] == [key]

    run(store, key)

    assert store.jobs.look(key).state is JobState.DONE
    assert store.jobs.start("doubled", {"number": 21}).state is JobState.DONE
    assert len(started_jobs) == 1
    result = store.jobs.result(key)
    assert (int(result["answer"]), result["names"].tolist()) == (42, ["a", "bc"])


def test_a_failure_is_one_sentence_and_may_be_tried_again(store, started_jobs, doubled, capsys):
    store.jobs.start("doubled", {"number": 1}, {"fail": True})
    run(store, started_jobs[0].name)
    job = store.jobs.look(started_jobs[0].name)
    assert job.state is JobState.FAILED
    assert job.doing.startswith("the computation ended unexpectedly (ValueError: odd)")
    assert "ValueError" in capsys.readouterr().err
    store.jobs.start("doubled", {"number": 1})
    assert len(started_jobs) == 2
    run(store, started_jobs[1].name)
    assert store.jobs.look(started_jobs[1].name).state is JobState.DONE


def test_an_unknown_computation_fails_with_a_sentence(store, started_jobs):
    store.jobs.start("guess", {})
    run(store, started_jobs[0].name)
    assert store.jobs.look(started_jobs[0].name).doing == "no computation is called 'guess'"


def test_a_process_that_died_is_told(store, started_jobs):
    store.jobs.start("doubled", {"number": 3})
    (started_jobs[0] / jobs.PROCESS).write_text(json.dumps({"pid": 2**22 + 1, "started": 0.0}))
    (started_jobs[0] / LOG).write_text("first\nKilled\n")
    job = store.jobs.look(started_jobs[0].name)
    assert job.state is JobState.FAILED
    assert job.doing == "the computation ended before it was done: Killed"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", np.lib.format.MAGIC_PREFIX])
def test_a_damaged_result_is_a_sentence(store, content):
    folder = store.jobs.folder("map-1")
    folder.mkdir(parents=True)
    (folder / jobs.RESULT).write_bytes(content)
    with pytest.raises(StoreError, match="compute it again"):
        store.jobs.result("map-1")


def test_a_key_cannot_leave_the_folder(store):
    with pytest.raises(StoreError, match="key"):
        store.jobs.look("../runs")


def test_old_results_make_room(store, doubled, monkeypatch):
    monkeypatch.setattr(jobs, "KEPT", 2)
    for number in range(4):
        run(store, store.jobs.start("doubled", {"number": number}).key)
    assert len(list((store.database.folder / "jobs").iterdir())) == 2


def test_a_real_process_computes_and_is_stopped(wait_until):
    with_process = RunStore()
    job = with_process.jobs.start("readings", {"versions": []}, {"runs": []})
    wait_until(lambda: with_process.jobs.look(job.key).state is not JobState.RUNNING)
    assert with_process.jobs.look(job.key).state is JobState.DONE, with_process.jobs.look(job.key)
    with_process.jobs.forget(job.key)
    assert with_process.jobs.look(job.key).state is JobState.ABSENT

    job = with_process.jobs.start("readings", {"versions": ["x1"]}, {"runs": [99]})
    with_process.jobs.forget(job.key)
    assert with_process.jobs.look(job.key).state is JobState.ABSENT
    with_process.close()


def test_one_that_ends_while_it_is_looked_at_is_done_or_says_nothing(store, started_jobs, doubled, monkeypatch):
    key = store.jobs.start("doubled", {"number": 4}).key

    def ends(folder: Path) -> bool:
        run(store, folder.name)
        return False

    monkeypatch.setattr(jobs, "_is_alive", ends)
    assert store.jobs.look(key).state is JobState.DONE
    (started_jobs[0] / jobs.RESULT).unlink()
    (started_jobs[0] / jobs.FAILURE).write_text("")
    assert store.jobs.look(key).doing == "it left no message"


def test_no_process_can_be_started_is_one_sentence(open_store, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    store = open_store()
    monkeypatch.setattr(store.jobs, "_start", refuse)
    with pytest.raises(StoreError, match="the computation cannot be started: Cannot allocate memory"):
        store.jobs.start("doubled", {"number": 1})
    store.close()


def test_a_process_that_has_just_ended_needs_no_end(store, started_jobs, monkeypatch):
    key = store.jobs.start("doubled", {"number": 5}).key
    jobs.write_json(started_jobs[0] / jobs.PROCESS, {"pid": 2**22 + 1, "started": 0.0})
    monkeypatch.setattr(jobs, "is_process", lambda *_: True)
    store.jobs.forget(key)
    assert not started_jobs[0].exists()


def test_a_process_is_known_by_when_it_started():
    assert process_start(os.getpid()) == pytest.approx(psutil.Process().create_time())
    assert process_start(2**22 + 1) is None
