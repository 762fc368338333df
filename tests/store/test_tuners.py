"""Who holds a search, and when its process is taken to be dead."""

import time

import pytest

from mnist_core.store import tables
from mnist_core.store.signs_of_life import SignsOfLife
from mnist_core.store.store import RunStore
from mnist_core.store.worker_process import STALE_SECONDS


@pytest.mark.parametrize("difference", [-7200.0, 0.0, 7200.0])
def test_a_tuner_on_another_machine_is_judged_by_its_signs_of_life_and_by_no_clock(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, difference: float
) -> None:
    now = 1000.0
    monkeypatch.setattr(store.tuners, "_signs", SignsOfLife(lambda: now))
    study = store.studies.create({})
    with store.database.writing() as connection:
        connection.execute(
            tables.studies.update().values(host="elsewhere", pid=4, claim=1, heartbeat=time.time() + difference)
        )
    assert store.tuners.ensure() == []
    now += STALE_SECONDS - 1
    assert store.tuners.ensure() == []
    with store.database.writing() as connection:
        connection.execute(tables.studies.update().values(heartbeat=tables.studies.c.heartbeat + 5))
    now += STALE_SECONDS - 1
    assert store.tuners.ensure() == [], "it was heard of meanwhile"
    now += STALE_SECONDS + 1
    assert store.tuners.ensure() == [study.id]


def test_a_tuner_that_left_is_followed_at_once_wherever_it_was(store: RunStore) -> None:
    study = store.studies.create({})
    assert store.tuners.ensure() == [study.id]
    with store.database.writing() as connection:
        connection.execute(tables.studies.update().values(host="elsewhere", pid=4))
    assert store.tuners.ensure() == []
    store.tuners.release(study.id, 1)
    assert store.tuners.ensure() == [study.id]
    assert store.studies.get(study.id).claim == 2
