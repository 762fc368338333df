"""Five values of one setting."""

import numpy as np
import pytest

from mnist_core.store.studies import Studies
from mnist_core.training.config import TrainingConfig
from mnist_core.training.presets import PRESETS
from mnist_core.tuning.tuner import Tuner
from pages.components.charts.multiples import Multiple, multiples_figure
from pages.components.settings.controls import CONTROLS
from pages.components.training.one_field import TRIED, one_field_plan, tried_values
from tests.tuning.conftest import Player, play_on

CONFIG = TrainingConfig()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("learning_rate", [0.01, 0.03, 0.1, 0.3, 1.0]),
        ("batch_size", [32, 64, 128, 256, 512]),
        ("batch_norm", [False, True]),
        ("hidden_sizes", ["16", "64", "256", "256-128"]),
        ("seed", [0, 1, 2, 3, 4]),
        ("activation", ["relu", "leaky_relu", "sigmoid", "tanh"]),
    ],
)
def test_values_lie_around_that_of_the_form(name, values):
    config = CONFIG.with_changes(learning_rate=0.1, batch_size=128)
    tried = tried_values(CONTROLS[name], config)
    assert tried == values or (name == "hidden_sizes" and tried[-4:] == values)


@pytest.mark.parametrize("control", TRIED.values(), ids=TRIED)
def test_every_setting_of_the_form_can_be_tried(control):
    plan = one_field_plan(control, CONFIG)
    values = plan.space.searched[0].values
    assert 2 <= len(values) <= 5
    assert (plan.sampler, plan.base.epochs, plan.base.training_size) == ("grid", 2, 10_000)
    for value in values:
        assert plan.config({control.name: value})


def test_values_that_make_no_network_are_left_out():
    few = CONFIG.with_changes(training_size=100, batch_size=64)
    assert one_field_plan(CONTROLS["batch_size"], few).space.searched[0].values == (16, 32, 64)


def test_the_button_starts_a_grid_of_one_field_and_the_result_can_be_used(open_page, store):
    app = open_page("train.py")
    app = app.selectbox(key="one_field").set_value("Dropout").run()
    app = app.button(key="one_field_start").click().run()
    assert not app.exception
    (study,) = store.studies.all()
    assert study.name == "What dropout does"
    assert [each["name"] for each in study.plan["space"]] == ["dropout"]


def test_a_setting_that_does_not_count_is_told(open_page, store):
    app = open_page("train.py")
    app = app.selectbox(key="one_field").set_value("Decay factor").run()
    assert not app.exception
    assert "Decay factor changes nothing in this set-up." in [caption.value for caption in app.caption]
    assert app.button(key="one_field_start").disabled


def test_what_came_of_the_values_is_drawn_and_the_best_goes_into_the_form(open_page, store, small_data):
    app = open_page("train.py")
    app = app.selectbox(key="one_field").set_value("Learning rate").run()
    app = app.button(key="one_field_start").click().run()
    (study,) = store.studies.all()
    search, player = Tuner(store, study.id, study.claim, load=lambda: small_data), Player(store)
    store.tuners.register(study.id, study.claim)
    play_on(search, player, until=lambda: len(store.trials.of(study.id)) > 1)
    app = app.run()
    assert not app.exception
    assert "**What learning rate does**, 2 epochs each" in [text.value for text in app.markdown]
    assert "one_field_use" not in [button.key for button in app.button]
    play_on(search, player)
    app = app.run()
    best = max(tried_values(CONTROLS["learning_rate"], PRESETS["quick"].config))
    use = app.button(key="one_field_use")
    assert use.label == f"Use {best:g}"
    app = use.click().run()
    assert not app.exception and float(app.selectbox(key="learning_rate").value) == best


def test_an_end_while_it_is_drawn_offers_the_best_at_once(open_page, store, small_data, monkeypatch):
    app = open_page("train.py")
    app = app.selectbox(key="one_field").set_value("Batch normalisation").run()
    app = app.button(key="one_field_start").click().run()
    (study,) = store.studies.all()
    store.tuners.register(study.id, study.claim)
    search, player = Tuner(store, study.id, study.claim, load=lambda: small_data), Player(store)
    get, asked = Studies.get, []

    def ends_at_the_second_look(self, study_id):
        asked.append(study_id)
        if len(asked) == 2:
            play_on(search, player)
        return get(self, study_id)

    monkeypatch.setattr(Studies, "get", ends_at_the_second_look)
    app = app.run()
    assert not app.exception and app.button(key="one_field_use").label in ("Use on", "Use off")


def test_each_value_has_its_loss_and_its_accuracy_side_by_side():
    steps = np.arange(1, 301)
    shown = [
        Multiple("0.1", steps, 2 / steps, 1 - 1 / steps, [150, 300], [0.8, 0.9]),
        Multiple("<b>", steps[:0], steps[:0], steps[:0], [], [], has_failed=True),
    ]
    figure = multiples_figure(shown)
    assert [title.text for title in figure.layout.annotations] == ["0.1", "&lt;b&gt; ✕"]
    traces = {trace.uid: trace for trace in figure.data}
    assert list(traces["Validation 0.1"].y) == [0.8, 0.9]
    assert traces["Loss 0.1"].y[0] == 2 and traces["Loss 0.1"].x[-1] == 300
    assert len(traces["Loss <b>"].x) == 0
