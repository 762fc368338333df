"""Five values of one setting."""

import pytest

from mnist_core.training.config import TrainingConfig
from pages.components.settings.controls import CONTROLS
from pages.components.training.one_field import TRIED, one_field_plan, tried_values

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
