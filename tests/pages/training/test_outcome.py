"""A run that ends at chance says so, with causes that were recorded."""

from dataclasses import replace
from typing import Any

import pytest

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import OPTIMIZERS, TrainingConfig
from mnist_core.training.events import Insight
from mnist_core.training.presets import PRESETS
from pages.components.training.outcome import USUAL_RATES, learned_nothing, likely_causes
from tests.pages.training.train_page import opened
from tests.store.any_state import put


def ended(accuracy: float, **settings: Any) -> Run:
    config = TrainingConfig(**settings)
    return Run(1, "a", "", "trained", config, RunStatus.FINISHED, 0.0, test_accuracy=accuracy, test_loss=2.3)


@pytest.mark.parametrize(
    ("settings", "dead", "cause"),
    [
        ({"initializer": "zeros"}, (), "the weights began at zero"),
        ({"optimizer": "adam", "learning_rate": 1.0}, (), "the learning rate 1 is high"),
        ({}, (0.2, 0.97), "97% of a layer's units are dead"),
        ({"learning_rate": 1e-6}, (0.0,), "too high or too low"),
    ],
)
def test_likely_cause_is_named(settings: dict[str, Any], dead: tuple[float, ...], cause: str) -> None:
    insight = Insight(1, 1, (), (), (), dead, (), (), ())
    sentence = likely_causes(ended(0.1, **settings), insight)
    assert cause in sentence
    assert sentence.count("Likely") == 1


def test_only_a_finished_run_at_chance_has_learned_nothing() -> None:
    run = ended(0.1135)
    assert learned_nothing(run)
    assert not learned_nothing(ended(0.5))
    assert not learned_nothing(replace(run, source="imported"))
    assert not learned_nothing(replace(run, status=RunStatus.RUNNING))
    assert not learned_nothing(replace(run, test_accuracy=None))


def test_every_optimizer_has_a_usual_rate_and_good_presets_keep_below_it() -> None:
    assert set(USUAL_RATES) == set(OPTIMIZERS)
    assert PRESETS["quick"].config.learning_rate <= USUAL_RATES[PRESETS["quick"].config.optimizer]


def test_page_says_it(store: RunStore) -> None:
    run = store.runs.create(TrainingConfig(initializer="zeros"))
    put(store, run.id, RunStatus.FINISHED, test_accuracy=0.1135, test_loss=2.3)
    assert any("no better than guessing" in warning.value for warning in opened().warning)
