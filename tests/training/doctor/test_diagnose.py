"""What a doctor says of records with one thing wrong, and of those with nothing wrong."""

from typing import Any

import numpy as np
import pytest

from mnist_core.training.config import TrainingConfig
from mnist_core.training.doctor.diagnose import RULES, diagnose, sentence
from mnist_core.training.doctor.fit_rules import nothing_learned
from mnist_core.training.doctor.record import Record
from mnist_core.training.doctor.theory import THEORY, theory
from mnist_core.training.events import EpochEnd, Insight

HEALTHY = {"train_accuracy": 0.985, "validation_accuracy": 0.98, "train_loss": 0.05, "validation_loss": 0.07}


def epoch(number: int, *, images: int = 55_000, **values: float) -> EpochEnd:
    """Return an epoch of a good training, or what is given instead."""
    measured = HEALTHY | values
    return EpochEnd(
        epoch=number, step=430 * number, learning_rate=0.1, images=images, train_seconds=1.0, is_best=True, **measured
    )  # type: ignore[arg-type]


def insight(step: int, layers: int = 3, **values: tuple[float, ...]) -> Insight:
    """Return a look inside a network in which all is well, or what is given instead."""
    measured: dict[str, Any] = {
        "gradient_rms": (1e-3,) * layers,
        "weight_rms": (0.05,) * layers,
        "update_ratio": (2e-3,) * layers,
        "dead_units": (0.05,) * (layers - 1),
    }
    none = ((),) * layers
    return Insight(1, step, *(measured | values).values(), none, none, none)


def record(
    config: TrainingConfig, epochs: list[EpochEnd], insights: list[Insight] | None = None, **more: Any
) -> Record:
    """Return what was recorded, with a loss of the batches that falls."""
    looks = [insight(1), insight(500)] if insights is None else insights
    losses = more.pop("losses", np.geomspace(2.3, 0.05, 2000))
    return Record(config, epochs, looks, losses, **more)


def bad(accuracy: float, loss: float = 1.0, count: int = 3, **more: Any) -> list[EpochEnd]:
    """Return epochs at which training and validation stand still at an accuracy."""
    values = {"train_accuracy": accuracy, "validation_accuracy": accuracy, "train_loss": loss, "validation_loss": loss}
    return [epoch(number, **(values | more)) for number in range(1, count + 1)]


def falling(losses: list[float], accuracy: float, name: str = "train_loss") -> list[EpochEnd]:
    """Return epochs over which a loss takes these values."""
    return [
        epoch(number, **({"train_accuracy": accuracy, "validation_accuracy": accuracy} | {name: loss}))
        for number, loss in enumerate(losses, start=1)
    ]


def config(**changes: Any) -> TrainingConfig:
    return TrainingConfig(**changes)


CASES = {
    "diverged": record(config(learning_rate=20.0), [], [], has_diverged=True, losses=np.array([2.3, 1e5])),
    "rate-too-high": record(config(learning_rate=2.0), bad(0.4), [insight(9, update_ratio=(0.2, 0.1, 0.1))]),
    "rate-too-low": record(
        config(learning_rate=1e-4), falling([1.0, 0.9, 0.8], 0.8), [insight(9, update_ratio=(1e-5,) * 3)]
    ),
    "too-few-epochs": record(config(epochs=2), [*bad(0.7, 0.9, count=2)[:1], *bad(0.85, 0.5, count=2)[1:]]),
    "noisy-batches": record(
        config(batch_size=4), bad(0.94), losses=np.random.default_rng(0).exponential(size=2000) ** 2
    ),
    "batch-too-large": record(
        config(batch_size=20_000, epochs=1),
        [EpochEnd(1, 3, 2.0, 0.6, 2.0, 0.6, 0.1, 55_000, 1.0, True)],
    ),
    "momentum-too-high": record(config(optimizer="momentum", momentum=0.99, learning_rate=0.05), bad(0.7)),
    "warmup-too-long": record(config(schedule="one_cycle", warmup=0.9), bad(0.96)),
    "zero-start": record(config(initializer="zeros"), bad(0.11, 2.3)),
    "vanishing-gradients": record(
        config(hidden_sizes=(64, 64), activation="sigmoid"), bad(0.1, 2.3), [insight(9, gradient_rms=(1e-9, 1e-5, 0.1))]
    ),
    "exploding-gradients": record(config(), bad(0.5), [insight(9, gradient_rms=(50.0, 1.0, 1e-3))]),
    "saturated-units": record(
        config(activation="tanh", hidden_sizes=(64, 64)), bad(0.8), [insight(9, weight_rms=(2.0, 2.0, 0.1))]
    ),
    "dead-units": record(config(learning_rate=0.1), bad(0.8), [insight(9, dead_units=(0.9, 0.1))]),
    "clipped-too-hard": record(
        config(gradient_clip=0.01), bad(0.9), [insight(9, update_ratio=(1e-5,) * 3)]
    ),
    "slow-average": record(config(weight_average=0.9999), bad(0.6)),
    "too-little-data": record(
        config(training_size=500), [epoch(1, images=500, train_accuracy=1.0, validation_accuracy=0.85)]
    ),
    "overfitting": record(
        config(), falling([0.1, 0.08, 0.2], 0.97, "validation_loss")[:2] + [
            epoch(3, validation_loss=0.2, train_accuracy=1.0, validation_accuracy=0.97)
        ],
    ),
    "strong-smoothing": record(config(label_smoothing=0.6), [epoch(1)]),
    "strong-dropout": record(config(dropout=0.8), bad(0.7)),
    "strong-decay": record(
        config(weight_decay=0.1), bad(0.7), [insight(1), insight(500, weight_rms=(0.01, 0.05, 0.05))]
    ),
    "strong-variation": record(config(augmentation={"rotation": 45, "shift": 8}), bad(0.6)),
    "too-small": record(config(hidden_sizes=(4,)), bad(0.8), [insight(9, layers=2)]),
    "plateau": record(config(), bad(0.9, 0.4, count=9)),
    "nothing-learned": record(config(), bad(0.11, 2.3)),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_finds_what_it_is_for_and_its_remedy_is_a_configuration(rule: str) -> None:
    findings = {finding.rule: finding for finding in diagnose(CASES[rule])}
    assert rule in findings
    finding = findings[rule]
    assert finding.mended(CASES[rule].config) != CASES[rule].config
    assert finding.what.endswith(".") and not finding.advice.endswith(".")
    for x, y in finding.evidence.lines.values():
        assert len(x) == len(y)
    assert finding.evidence.lines


def test_there_is_a_case_and_a_theory_of_five_sentences_for_every_rule() -> None:
    assert len(CASES) == len(RULES) + 1 >= 20
    assert set(THEORY) == set(CASES)
    for rule in THEORY:
        assert theory(rule).count(". ") == 4, rule
    assert nothing_learned not in RULES


def test_a_good_training_gets_no_finding() -> None:
    assert diagnose(record(config(), [epoch(1), epoch(2)])) == []
    assert diagnose(Record(config())) == []
    assert sentence([]) == ""


def test_the_sentence_says_the_cause_first_and_names_what_else_there_is() -> None:
    told = sentence(diagnose(record(config(initializer="zeros", label_smoothing=0.5), bad(0.11, 2.3))))
    assert told.startswith("Weights that began at zero: ")
    assert "Try initial weights by He, uniform." in told
    assert told.endswith("Also: label smoothing too strong.")
