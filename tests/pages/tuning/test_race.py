"""A race on the page Tune, without a browser: who may race, what is sent, and what can be done with it."""

import pytest

from mnist_core.store.race import Entrant, Race, RaceStatus
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.race import MOMENTS, Moment, entry
from pages.components.tuning.race import encode
from tests.store.any_state import put

CONFIG = entry(TrainingConfig(hidden_sizes=(4,)), epochs=1, images=1000)
ENTRANTS = [Entrant("slow *one*", CONFIG), Entrant("wild", CONFIG.with_changes(learning_rate=9.0))]
OUT = "Training diverged at step 3 (epoch 1): the loss is 1e7. Try less."


@pytest.fixture
def finished(store: RunStore) -> Race:
    """Put a race into the store in which one fell out."""
    race = store.races.start(ENTRANTS)
    moments = [Moment(0, (0.1, 0.12), (0.0, 0.0), ("", ""))]
    moments += [Moment(1000 * k // MOMENTS, (0.5 + k / 200, 0.2), (k / 10, 0.1), ("", OUT)) for k in range(1, 61)]
    store.races.write(race.id, moments)
    store.races.end(race.id, RaceStatus.FINISHED)
    return store.races.get(race.id)


def open_race(open_page, race: Race | None = None):
    return open_page("tune.py", **{"for": "race"} | ({"race": str(race.id)} if race else {}))


def test_presets_race_and_a_run_beside_them(open_page, store, started_jobs):
    run = store.runs.create(TrainingConfig(hidden_sizes=(4,)), name="mine")
    put(store, run.id, RunStatus.FINISHED)
    app = open_race(open_page)
    assert "you see who leads" in app.info[0].value
    app = app.multiselect(key="race_entrants").set_value(["Quick", f"#{run.id} mine"]).run()
    app.selectbox(key="race_pace").set_value("As fast as it can").run()
    app = app.button(key="start_race").click().run()
    assert not app.exception
    (race,) = store.races.all()
    assert [each.name for each in race.entrants] == ["Quick", f"#{run.id} mine"]
    assert {each.config.training_size for each in race.entrants} == {10_000}
    assert len(started_jobs) == 1
    assert app.query_params["race"] == str(race.id)
    app = app.button(key="stop_race").click().run()
    assert store.races.get(race.id).status is RaceStatus.STOPPED
    assert not app.exception


@pytest.mark.parametrize(
    ("chosen", "part"),
    [([], "must have 2 to 6 set-ups, got 0"), (["Quick", "Small digits"], "must learn from the same data")],
)
def test_who_cannot_race_is_one_sentence_and_starts_nothing(open_page, chosen, part):
    app = open_race(open_page)
    app = app.multiselect(key="race_entrants").set_value(chosen).run()
    assert not app.exception
    assert [part in error.value for error in app.error] == [True]
    assert app.button(key="start_race").disabled


def test_a_finished_race_is_shown_raced_again_and_its_winner_trained(open_page, store, finished):
    app = open_race(open_page, finished)
    assert not app.exception
    texts = " ".join(caption.value for caption in app.caption)
    assert "same 2,000 validation images" in texts
    assert "diverged" in texts
    app = app.button(key="train_winner").click().run()
    run = store.runs.all()[0]
    assert (run.name, run.config.training_size, run.config.epochs) == ("slow *one*, after its race", 0, 5)
    app = app.button(key="race_other_seeds").click().run()
    assert not app.exception
    assert [each.config.seed for each in store.races.all()[0].entrants] == [1, 1]


def test_a_race_is_deleted_and_brought_back(open_page, store, finished):
    app = open_race(open_page, finished)
    app = app.button(key="delete_race").click().run()
    assert store.races.all() == []
    app = app.button(key="undo_race").click().run()
    assert not app.exception
    assert [race.id for race in store.races.all()] == [finished.id]


def test_a_race_that_broke_off_says_why(open_page, store, finished):
    race = store.races.start(ENTRANTS)
    store.races.end(race.id, RaceStatus.FAILED, message="memory ran out")
    app = open_race(open_page, race)
    assert "Memory ran out" in app.error[0].value


def test_a_race_travels_in_a_few_kilobytes_and_says_what_it_shows(finished):
    message = encode(finished)
    assert message["goal"] == 1000
    assert message["out"] == [None, {"images": 16, "why": "Training diverged at step 3 (epoch 1)"}]
    assert "slow *one* is first with 80.0%" in message["alt"]
    assert len(str(message)) < 6_000


def test_the_best_trials_are_sent_to_race(open_page, store, told):
    study = told("learning_rate=0.1, 0.2, 0.3", sampler="grid")
    app = open_page("tune.py", study=str(study.id))
    app = app.button(key="race_best").click().run()
    assert not app.exception
    assert app.query_params["for"] == "race"
    assert len(app.multiselect(key="race_entrants").value) == 3
    assert not app.button(key="start_race").disabled
