"""On every preset that goes wrong the doctor finds why, and its remedy helps; a good one gets no finding.

All good ones, and each preset in full: `python -m tests.benchmarks.doctor`.
"""

import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.training.config import TrainingConfig
from mnist_core.training.doctor.diagnose import diagnose
from mnist_core.training.presets import get_preset
from tests.training.doctor.trained import trained

SHORT = {"training_size": 10_000, "validation_size": 1_000, "epochs": 2}
"""Enough to go wrong in, and to do better in."""

FAILURES = {
    "learning-rate-too-high": ("diverged", SHORT),
    "zero-initialisation": ("zero-start", SHORT),
    "vanishing-gradients": ("vanishing-gradients", SHORT),
    "dead-units": ("dead-units", SHORT),
    "too-few-units": ("too-small", {}),  # with fewer images it would be something else
    "strong-label-smoothing": ("strong-smoothing", SHORT),
    "overfit": ("too-little-data", {"epochs": 20}),
}


def accuracy(config: TrainingConfig) -> tuple[float, list[str], TrainingConfig | None]:
    """Train; return the test accuracy, the rules that found something, and the mended configuration."""
    mnist = load_mnist()
    record, network = trained(config, mnist.train)
    findings = diagnose(record)
    measured = 0.0 if record.has_diverged else evaluate(network, mnist.test).accuracy
    return measured, [finding.rule for finding in findings], findings[0].mended(config) if findings else None


@pytest.mark.parametrize("name", FAILURES)
def test_the_remedy_of_a_preset_that_goes_wrong_improves_it(name: str) -> None:
    rule, shorter = FAILURES[name]
    before, rules, mended = accuracy(get_preset(name).config.with_changes(**shorter))
    assert rules[0] == rule
    assert mended is not None
    after, _, _ = accuracy(mended.with_changes(epochs=2))  # in fewer epochs than the bad one had
    assert after > before + 0.01
    assert after > 0.85


def test_a_good_preset_gets_no_finding() -> None:
    assert accuracy(get_preset("small").config)[1:] == ([], None)
