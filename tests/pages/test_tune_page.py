"""The page Tune without a browser: the form, a study that is told by hand, and what can be done with it."""

import pytest

from mnist_core.store.store import RunStore
from mnist_core.store.study import Study, StudyStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace
from mnist_core.tuning.tuner import Tuner
from tests.tuning.conftest import Player, play_on


@pytest.fixture
def told_study(store: RunStore, small_data) -> Study:
    """Put a study of eleven trials into the store, one of them given up."""
    space = SearchSpace((read_searched("learning_rate=0.01..1:log"), read_searched("optimizer=sgd, adam")))
    base = TrainingConfig(hidden_sizes=(4,), epochs=3, training_size=1000)
    plan = StudyPlan(base=base, space=space, trials=11, pruner="median")
    study = store.studies.create(plan.to_dict(), name="rates *and* rules")
    store.tuners.ensure()
    store.tuners.register(study.id, 1)
    play_on(Tuner(store, study.id, 1, load=lambda: small_data), Player(store))
    return store.studies.get(study.id)


def test_without_a_search_it_says_what_one_is(open_page, store):
    app = open_page("tune.py")
    assert not app.exception
    assert "A search trains many networks" in app.info[0].value


def test_the_form_starts_a_search(open_page, store):
    app = open_page("tune.py")
    app.number_input(key="tune_trials").set_value(12).run()
    app = app.button(key="start_study").click().run()
    assert not app.exception
    (study,) = store.studies.all()
    plan = StudyPlan.from_dict(study.plan)
    assert plan.trials == 12
    assert plan.space.names == ["learning_rate", "optimizer", "hidden_width"]
    assert study.status is StudyStatus.RUNNING
    assert store.queue.settings.max_concurrent == 2
    assert any("first trial" in info.value for info in app.info)


@pytest.mark.parametrize(
    ("field", "text", "part"),
    [
        ("learning_rate", "1..0.1", "Learning rate must have a range whose end is above its start"),
        ("learning_rate", "0..1:log", "Learning rate must be"),
        ("optimizer", "adam", "Optimizer must have at least two different values"),
        ("learning_rate", "fast..slow", "Learning rate must be a number"),
    ],
)
def test_nonsense_is_one_sentence_and_starts_nothing(open_page, store, field, text, part):
    app = open_page("tune.py")
    app = app.text_input(key=f"tune_values_{field}").set_value(text).run()
    assert not app.exception
    assert [part in error.value for error in app.error] == [True]
    assert app.button(key="start_study").disabled


def test_no_limit_is_refused(open_page, store):
    app = open_page("tune.py").number_input(key="tune_trials").set_value(0).run()
    assert "must have a limit" in app.error[0].value


def test_a_study_shows_its_winner_and_its_trials(open_page, told_study):
    app = open_page("tune.py", study=str(told_study.id))
    assert not app.exception
    texts = " ".join(text.value for text in app.markdown)
    assert "Winner: Trial" in texts
    assert "Test images, measured once" in texts
    table = next(frame.value for frame in app.dataframe)
    assert len(table) == 11
    assert table["Validation accuracy"].is_monotonic_decreasing or table["Validation accuracy"].isna().any()
    assert "complete trials" in " ".join(caption.value for caption in app.caption)


def test_more_trials_rename_delete_and_undo(open_page, store, told_study):
    app = open_page("tune.py", study=str(told_study.id))
    app.text_input(key=f"study_name_{told_study.id}").set_value("better name").run()
    app = app.button(key="rename_study").click().run()
    assert store.studies.get(told_study.id).name == "better name"
    app = app.button(key="more_trials").click().run()
    assert StudyPlan.from_dict(store.studies.get(told_study.id).plan).trials == 21
    assert store.studies.get(told_study.id).status is StudyStatus.RUNNING
    app = app.button(key="delete_study").click().run()
    assert store.studies.all() == []
    app = app.button(key="undo_study").click().run()
    assert not app.exception
    assert [study.id for study in store.studies.all()] == [told_study.id]


def test_a_set_up_of_ones_own_is_wished_for_or_refused(open_page, store, told_study):
    app = open_page("tune.py", study=str(told_study.id))
    app.text_input(key=f"wish_{told_study.id}_learning_rate").set_value("7").run()
    app = app.button(key="add_wish").click().run()
    assert "from 0.01 to 1 in this search" in app.error[0].value
    app.text_input(key=f"wish_{told_study.id}_learning_rate").set_value("0.5").run()
    app = app.button(key="add_wish").click().run()
    assert store.studies.get(told_study.id).wishes[0]["learning_rate"] == 0.5


def test_the_best_is_trained_longer_and_repeated(open_page, store, told_study):
    best = next(trial for trial in store.trials.of(told_study.id) if trial.run_id == told_study.winner)
    app = open_page("tune.py", study=str(told_study.id), state={"shown_trial": best.number + 1})
    app = app.button(key="train_longer").click().run()
    run = store.runs.all()[0]
    assert (run.config.epochs, run.config.training_size) == (9, 0)
    assert run.config.learning_rate == pytest.approx(best.params["learning_rate"])
    app = app.button(key="repeat_seeds").click().run()
    assert not app.exception
    repeated = store.studies.all()[0]
    plan = StudyPlan.from_dict(repeated.plan)
    assert (plan.repeats_seeds, plan.space["seed"].values, repeated.measures_all) == (True, (1, 2, 3, 4, 5), True)
    assert plan.base.learning_rate == pytest.approx(best.params["learning_rate"])
    assert app.query_params["study"] == str(repeated.id)


def test_a_running_search_gets_more_trials_than_were_planned(open_page, store, told_study):
    store.studies.set_status(told_study.id, StudyStatus.RUNNING)
    app = open_page("tune.py", study=str(told_study.id))
    app.number_input(key=f"more_{told_study.id}").set_value(5).run()
    app = app.button(key="more_trials").click().run()
    assert not app.exception
    assert StudyPlan.from_dict(store.studies.get(told_study.id).plan).trials == 16


def test_importances_stand_beside_fanova_where_a_person_wants_it(open_page, told_study):
    app = open_page("tune.py", study=str(told_study.id))
    app = app.toggle(key="tune_fanova").set_value(True).run()
    assert not app.exception
