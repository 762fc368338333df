"""The recipes behind the presets do what their sentences say."""

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.training.presets import PRESETS
from mnist_core.training.trainer import Trainer


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
