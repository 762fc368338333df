"""Tune while a search goes on, pauses, fails or cannot be read, and what a click or a mark on a chart shows."""

import numpy as np
import pytest

from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.studies import Studies
from mnist_core.store.study import StudyStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import Searched, SearchSpace
from pages.components.charts.tuning import Point
from pages.components.runs.study_data import load_study
from pages.components.tuning.parallel import encode
from pages.components.tuning.settings_view import ENOUGH, _surface
from tests.pages.sent import hold, send
from tests.store.any_state import put
from tests.store.test_data_sets import clothes


@pytest.fixture
def going_on(store):
    """A search that a tuner has yet to begin."""
    space = SearchSpace((read_searched("learning_rate=0.01..1:log"),))
    plan = StudyPlan(base=TrainingConfig(hidden_sizes=(4,), epochs=2), space=space, trials=4, patience=3)
    return store.studies.create(plan.to_dict(), name="rates")


def said(app) -> list[str]:
    return [caption.value for caption in app.caption]


def test_a_search_pauses_goes_on_and_stops_by_its_buttons(open_page, store, going_on):
    app = open_page("tune.py", study=str(going_on.id))
    for status in (StudyStatus.PAUSED, StudyStatus.RUNNING, StudyStatus.STOPPING):
        app = app.button(key=f"study_{status}").click().run()
        assert not app.exception and store.studies.get(going_on.id).status is status


def test_what_ends_a_search_is_counted(open_page, told):
    study = told("learning_rate=0.01..1:log", trials=5, patience=3, sampler="random")
    app = open_page("tune.py", study=str(study.id))
    assert any("without anything better" in text for text in said(app))


def test_a_search_of_one_setting_compares_none_with_another(open_page, told):
    study = told("seed=0, 1, 2", sampler="grid")
    app = open_page("tune.py", study=str(study.id))
    assert not app.exception
    assert "Importances need at least two searched settings." in said(app)
    assert f"pair_x_{study.id}" not in [box.key for box in app.selectbox]


def test_a_trial_that_is_clicked_can_be_opened(open_page, told):
    study = told("learning_rate=0.01..1:log", "hidden_width=4..64", trials=4, sampler="random")
    app = open_page("tune.py", study=str(study.id))
    assert any(text.startswith("Tick a trial, or click one in a chart") for text in said(app))
    app = send(app, "tune_history", click={"x": 2, "y": 0.5, "trace": "", "customdata": 2})
    assert not app.exception
    assert any(text.value.startswith("**Trial 2") for text in app.markdown)
    assert app.button(key="train_longer")


def test_a_trial_that_made_no_network_says_why_and_offers_nothing(open_page, told):
    study = told("batch_size=50, 60000", sampler="grid")
    app = open_page("tune.py", study=str(study.id), state={"shown_trial": 2})
    if not any(" must be at most " in text.value for text in app.markdown):
        app = open_page("tune.py", study=str(study.id), state={"shown_trial": 1})
    assert not app.exception
    assert any(" must be at most " in text.value for text in app.markdown)
    assert "train_longer" not in [button.key for button in app.button]


def test_marked_ranges_without_a_trial_say_so(open_page, told):
    study = told("learning_rate=0.01..1:log", "hidden_width=4..64", trials=3, sampler="random")
    app = hold(open_page("tune.py", study=str(study.id)), "parallel", brushed=[])
    assert not app.exception and "No trial lies in all of the marked ranges." in said(app)
    app = hold(app, "parallel", brushed=[1, 3])
    assert "**Trials**, best first: the 2 that are marked" in [text.value for text in app.markdown]


def test_trials_that_all_reach_the_same_lie_in_the_middle_of_its_axis(store, told):
    study = told("seed=0, 1, 2", sampler="grid")
    axis = encode(load_study(store, study.id))["axes"][-1]
    assert axis["places"] == [0.5] * 3


def test_contours_are_drawn_between_trials_that_span_a_plane():
    across, up = Searched("learning_rate", 0.01, 1, log=True), Searched("dropout", 0, 0.8)
    rng = np.random.default_rng(0)
    spread = [Point(place, 10.0 ** -rng.uniform(0, 2), rng.uniform(0, 0.8), "", 0.5) for place in range(ENOUGH)]
    assert _surface(across, up, spread) is not None
    assert _surface(across, up, spread[:-1]) is None
    assert _surface(across, up, [Point(place, 0.1, 0.1 * place, "", 0.5) for place in range(ENOUGH)]) is None


def test_an_end_while_it_is_drawn_shows_the_buttons_that_fit(open_page, store, going_on, monkeypatch):
    app = open_page("tune.py", study=str(going_on.id))
    assert f"study_{StudyStatus.STOPPING}" in [button.key for button in app.button]
    get, asked = Studies.get, []

    def ends(self, study_id):
        asked.append(study_id)
        if len(asked) == 2:
            self.set_status(study_id, StudyStatus.STOPPED)
        return get(self, study_id)

    monkeypatch.setattr(Studies, "get", ends)
    app = app.run()
    assert not app.exception
    assert f"study_{StudyStatus.STOPPING}" not in [button.key for button in app.button]


def test_a_store_that_fails_while_it_is_drawn_is_a_warning(open_page, store, going_on, monkeypatch):
    get, asked = Studies.get, []

    def fails(self, study_id):
        asked.append(study_id)
        if len(asked) > 1:
            raise StoreError("the run store is locked by another program")
        return get(self, study_id)

    monkeypatch.setattr(Studies, "get", fails)
    app = open_page("tune.py", study=str(going_on.id))
    assert not app.exception
    assert [text.value for text in app.warning] == [
        "The run store is locked by another program. The view goes on by itself."
    ]


def test_a_store_that_cannot_be_read_is_one_sentence(open_page, store, going_on, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise StoreError("the run store is locked by another program")

    monkeypatch.setattr(Studies, "all", fails)
    app = open_page("tune.py")
    assert not app.exception
    assert [error.value for error in app.error] == ["The run store is locked by another program."]
    monkeypatch.setattr(type(store.queue), "settings", property(fails))
    app = open_page("tune.py")
    assert not app.exception
    assert [error.value for error in app.error] == ["The run store is locked by another program."] * 2


def test_a_search_for_speed_asks_for_the_accuracy_to_reach(open_page, store):
    app = open_page("tune.py")
    app = app.selectbox(key="tune_goal").select("Least seconds to an accuracy").run()
    app.number_input(key="tune_target").set_value(95.0)
    app = app.run().button(key="start_study").click().run()
    assert not app.exception
    plan = StudyPlan.from_dict(store.studies.all()[0].plan)
    assert (plan.goal, plan.target_accuracy) == ("seconds_to_accuracy", 0.95)


def test_two_settings_that_decide_the_same_are_refused(open_page):
    app = open_page("tune.py")
    chosen = app.multiselect(key="tune_fields").value
    app = app.multiselect(key="tune_fields").set_value([*chosen, "Hidden layers"]).run()
    assert not app.exception and app.button(key="start_study").disabled
    assert any("decide the same; search one" in error.value for error in app.error)


def test_the_rate_that_was_found_is_searched_also_where_it_was_left_out(open_page):
    app = open_page("tune.py")
    app.number_input(key="tune_images").set_value(2000)
    app.multiselect(key="tune_fields").set_value(["Optimizer"])
    app = app.run().button(key="range_test_start").click().run()
    app = app.button(key="range_test_use").click().run()
    assert not app.exception
    assert app.multiselect(key="tune_fields").value == ["Optimizer", "Learning rate"]
    assert app.text_input(key="tune_values_learning_rate").value.endswith(":log")


def test_a_run_of_data_that_are_gone_can_start_no_range_test(open_page, store):
    reference = store.data.add(clothes(), "clothes")
    config = TrainingConfig(hidden_sizes=(4,), data=reference, validation_size=10, batch_size=8)
    run = store.runs.create(config)
    put(store, run.id, RunStatus.FINISHED)
    store.data.remove(reference.key)
    app = open_page("tune.py", run=str(run.id))
    app.number_input(key="tune_images").set_value(0)
    app = app.run().button(key="range_test_start").click().run()
    assert not app.exception
    assert any("clothes are not here any more" in error.value for error in app.error)
