"""Every preset is a configuration with a title and a sentence, and does what its sentence says."""

import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.training.presets import PRESETS
from mnist_core.training.trainer import Trainer


def test_presets_of_the_plan_exist():
    assert {"blog-post", "quick", "accurate", "robust"} <= set(PRESETS)
    assert {"learning-rate-too-high", "zero-initialisation", "overfit"} <= set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_preset_explains_itself(name):
    preset = PRESETS[name]

    assert preset.name == name
    assert preset.title[0].isupper()
    assert preset.description.endswith(".")


def test_quick_reads_98_of_100_test_digits() -> None:
    mnist = load_mnist()
    trainer = Trainer.from_preset("quick")
    for _ in trainer.fit(mnist.train):
        pass
    assert evaluate(trainer.network, mnist.test).accuracy >= 0.98


def test_recipes_with_augmentation_name_what_they_vary() -> None:
    for name in ("accurate", "robust"):
        assert PRESETS[name].config.augmentation.elastic > 0
    assert PRESETS["robust"].config.augmentation.handwriting > 0
