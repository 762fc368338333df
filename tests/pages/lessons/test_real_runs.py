"""What the set-ups of the lessons really do: each shows what its lesson says it shows."""

from collections.abc import Iterator
from functools import cache
from itertools import count

import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import DivergenceError
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd
from mnist_core.training.trainer import Trainer
from pages.components.lessons.all_lessons import LESSONS
from pages.components.lessons.evidence import Evidence

NUMBERS = count(1)


def setup(name: str) -> TrainingConfig:
    """Return what the lesson opens Train with."""
    config = LESSONS[name].doors(Evidence())[0].config
    assert config is not None
    return config


@cache
def trained(config: TrainingConfig) -> tuple[Run, list[EpochEnd], float]:
    """Train as a worker would; return the run, its epochs and the loss of its first batch."""
    epochs, first, status, message = [], None, RunStatus.FINISHED, ""
    try:
        for event in Trainer(config).fit(load_mnist().train):
            if isinstance(event, EpochEnd):
                epochs.append(event)
            elif isinstance(event, BatchEnd) and first is None:
                first = event.loss
    except DivergenceError as error:
        status, message = RunStatus.FAILED, str(error)
    run = Run(next(NUMBERS), "real", "", "trained", config, status, 0.0, message=message)
    return run, epochs, first or 0.0


def conclusion(name: str, *configs: TrainingConfig) -> str:
    """Return which prediction the runs of these set-ups prove right."""
    results = [trained(config) for config in configs]
    evidence = Evidence(
        runs=[run for run, _, _ in results],
        epochs={run.id: epochs for run, epochs, _ in results},
        first_losses={run.id: first for run, _, first in results},
    )
    finding = LESSONS[name].check(evidence)
    assert finding.missing is None, finding.missing.in_language("en")
    return LESSONS[name].conclude(finding.shown).right


@pytest.fixture(scope="module", autouse=True)
def forget_runs() -> Iterator[None]:
    yield
    trained.cache_clear()


def test_a_new_network_guesses() -> None:
    assert conclusion("loss", setup("loss")) == "guess"


@pytest.mark.parametrize("high", [10.0, 100.0])
def test_three_learning_rates_are_too_low_right_and_too_high(high: float) -> None:
    low = setup("learning-rate")
    right = conclusion("learning-rate", low, low.with_changes(learning_rate=0.1), low.with_changes(learning_rate=high))
    assert low.learning_rate == 0.0001 and right == "bursts"


def test_small_batches_learn_more_in_the_same_epochs() -> None:
    small = setup("batch-size")
    assert conclusion("batch-size", small, small.with_changes(batch_size=512)) == "small"


@pytest.mark.parametrize("remedy", [{"early_stopping": 3}, {"weight_decay": 0.01}])
def test_few_images_are_learned_by_heart_and_something_helps(remedy: dict[str, float]) -> None:
    first = setup("overfitting")
    assert conclusion("overfitting", first, first.with_changes(**remedy)) == "rises"


def test_zeros_stay_at_guessing() -> None:
    zeros = setup("initialisation")
    assert conclusion("initialisation", zeros, zeros.with_changes(initializer="he_uniform")) == "nothing"


@pytest.mark.campaign
def test_the_first_hidden_layer_is_worth_most() -> None:
    one = setup("width-and-depth")
    shapes = [one.with_changes(hidden_sizes=sizes) for sizes in ((), (64, 64, 64))]
    assert conclusion("width-and-depth", one, *shapes) == "first"
