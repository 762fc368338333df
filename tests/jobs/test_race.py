"""The process of a race: every moment goes into the store, and one that was stopped takes no more."""

from mnist_core.jobs import __main__ as process
from mnist_core.store.job import JobState, job_key
from mnist_core.store.race import Entrant, RaceStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.training.race import MOMENTS, entry

CONFIG = entry(TrainingConfig(hidden_sizes=(4,), batch_size=100), epochs=1, images=600).with_changes(
    validation_size=100
)
ENTRANTS = [Entrant("one", CONFIG), Entrant("two", CONFIG.with_changes(seed=1))]


def test_a_race_is_held_to_its_end(store, small_data, started_jobs, monkeypatch):
    monkeypatch.setattr(store.data, "load", lambda _: small_data)
    race = store.races.start(ENTRANTS)
    key = job_key("race", {"race": race.id, "created_at": race.created_at})
    process.run(store, key)
    assert store.jobs.look(key).state is JobState.DONE
    held = store.races.get(race.id)
    assert held.status is RaceStatus.FINISHED
    assert len(held.moments) == MOMENTS + 1
    assert held.moments[-1].images == 600


def test_a_race_that_is_stopped_ends(store, small_data, started_jobs, monkeypatch):
    def load(_: object) -> object:
        store.races.end(race.id, RaceStatus.STOPPED)
        return small_data

    monkeypatch.setattr(store.data, "load", load)
    race = store.races.start(ENTRANTS)
    process.run(store, job_key("race", {"race": race.id, "created_at": race.created_at}))
    assert store.races.get(race.id).moments == ()
