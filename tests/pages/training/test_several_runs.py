"""Several runs in one step."""

import pytest

from mnist_core.store.store import RunStore
from mnist_core.tuning.plan import StudyPlan
from tests.pages.training.train_page import errors, opened, ran


def test_several_runs_queue_a_grid_in_one_step(store: RunStore) -> None:
    page = opened()
    page.selectbox("vary_0").select("Learning rate")
    ran(page.run())
    page.text_input("vary_values_0").set_value("0.001, 0.01, 1e-1")
    page.selectbox("vary_1").select("Seed")
    ran(page.run())
    page.text_input("vary_values_1").set_value("0, 1")
    ran(page.run())
    assert page.button("queue_several").label == "Queue 6 runs"
    ran(page.button("queue_several").click().run())
    (study,) = store.studies.all()
    plan = StudyPlan.from_dict(study.plan)
    assert plan.sampler == "grid"
    assert plan.space.grid_size == 6
    assert plan.space["learning_rate"].values == (0.001, 0.01, 0.1)
    assert not study.measures_all


def test_repeat_with_seeds_is_the_first_offer(store: RunStore) -> None:
    page = opened()
    ran(page.button("queue_several").click().run())
    (study,) = store.studies.all()
    assert StudyPlan.from_dict(study.plan).space["seed"].values == (0, 1, 2, 3, 4)
    assert study.measures_all


@pytest.mark.parametrize(
    ("setting", "values", "part"),
    [
        ("Learning rate", "0.1, fast", "Learning rate must be"),
        ("Seed", "", "at least one value"),
        ("Epochs", "3", "at least two different values"),
        ("Batch size", "64, 58000", "Batch size must be at most"),
        ("Hidden layers", "64; abc", "whole numbers"),
    ],
)
def test_nonsense_values_of_a_grid_give_a_sentence(setting: str, values: str, part: str) -> None:
    page = opened()
    page.selectbox("vary_0").select(setting)
    ran(page.run())
    page.text_input("vary_values_0").set_value(values)
    ran(page.run())
    assert any(part in sentence for sentence in errors(page)), errors(page)
    assert page.button("queue_several").disabled


@pytest.mark.parametrize(
    ("setting", "values"),
    [("Batch normalisation", "off, on"), ("Optimizer", "SGD, "), ("Batch size", "16, 32, 64")],
)
def test_a_setting_comes_with_values_to_begin_with(setting: str, values: str) -> None:
    page = opened()
    page.selectbox("vary_0").select(setting)
    ran(page.run())
    assert page.text_input("vary_values_0").value.startswith(values)


def test_a_setting_that_is_chosen_twice_is_told() -> None:
    page = opened()
    for place in (0, 1):
        page.selectbox(f"vary_{place}").select("Learning rate")
        ran(page.run())
    assert any("Learning rate is chosen twice; vary another setting" in sentence for sentence in errors(page))
    assert page.button("queue_several").disabled
