"""Races in the store: kept whole, stopped, deleted and restored, and over where their process died."""

import pytest

from mnist_core.errors import ConfigurationError, NotYoursError, StoreError
from mnist_core.store.race import Entrant, RaceStatus
from mnist_core.store.races import MOST_AT_ONCE
from mnist_core.store.visitor import Visitor
from mnist_core.training.config import TrainingConfig
from mnist_core.training.race import Moment, entry

CONFIG = entry(TrainingConfig(hidden_sizes=(4,)), epochs=1, images=1000)
ENTRANTS = [Entrant("slow", CONFIG), Entrant("fast", CONFIG.with_changes(learning_rate=0.3))]
MOMENTS = [
    Moment(0, (0.1, 0.12), (0.0, 0.0), ("", "")),
    Moment(1000, (0.812345, 0.9), (0.11111, 0.2), ("", "Training diverged: at step 3")),
]


@pytest.fixture(autouse=True)
def processes(started_jobs):
    """Take note of the processes and start none."""
    return started_jobs


def test_a_race_is_kept_whole(store):
    race = store.races.start(ENTRANTS, least_seconds=15.0)
    assert race.name == "slow against fast"
    assert store.races.write(race.id, MOMENTS)
    store.races.end(race.id, RaceStatus.FINISHED)
    kept = store.races.get(race.id)
    assert (kept.status, kept.is_over, kept.least_seconds) == (RaceStatus.FINISHED, True, 15.0)
    assert kept.entrants == tuple(ENTRANTS)
    assert kept.configs == [each.config for each in ENTRANTS]
    assert kept.moments[1] == Moment(1000, (0.8123, 0.9), (0.1111, 0.2), ("", "Training diverged: at step 3"))
    assert [each.id for each in store.races.all()] == [race.id]


def test_a_stopped_race_takes_nothing_more(store):
    race = store.races.start(ENTRANTS)
    store.races.write(race.id, MOMENTS[:1])
    store.races.stop(race.id)
    assert store.races.get(race.id).status is RaceStatus.STOPPED
    assert not store.races.write(race.id, MOMENTS)
    store.races.end(race.id, RaceStatus.FINISHED)
    assert store.races.get(race.id).status is RaceStatus.STOPPED
    assert len(store.races.get(race.id).moments) == 1


def test_a_race_is_deleted_and_restored(store):
    race = store.races.start(ENTRANTS)
    store.races.delete(race.id)
    assert store.races.all() == []
    assert store.races.get(race.id).is_over
    store.races.restore(race.id)
    assert [each.id for each in store.races.all()] == [race.id]


def test_a_race_whose_process_died_has_failed_and_says_so(store):
    race = store.races.start(ENTRANTS)
    folder = next(path for path in (store.database.folder / "jobs").iterdir())
    (folder / "failure.txt").write_text("the images are gone")
    assert store.races.get(race.id).status is RaceStatus.FAILED
    assert store.races.get(race.id).message == "the images are gone"


def test_so_many_at_once_and_no_more(store):
    for _ in range(MOST_AT_ONCE):
        store.races.start(ENTRANTS)
    with pytest.raises(StoreError, match="races are on already"):
        store.races.start(ENTRANTS)


def test_what_cannot_race_is_not_kept(store):
    with pytest.raises(ConfigurationError):
        store.races.start(ENTRANTS[:1])
    assert store.races.all() == []
    with pytest.raises(StoreError, match="there is no race 7"):
        store.races.get(7)


def test_a_race_without_a_process_has_failed(store, monkeypatch):
    def fail(*_: object) -> None:
        raise StoreError("no")

    monkeypatch.setattr(store.jobs, "start", fail)
    with pytest.raises(StoreError):
        store.races.start(ENTRANTS)
    assert store.races.all()[0].status is RaceStatus.FAILED


def test_visitors_have_races_of_their_own(store):
    ada, ben = store.of(Visitor("Ada")), store.of(Visitor("Ben"))
    race = ada.races.start(ENTRANTS)
    assert ben.races.all() == []
    assert ben.races.get(race.id).visitor == "Ada"
    with pytest.raises(NotYoursError):
        ben.races.stop(race.id)
