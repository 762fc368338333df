"""The engine is what the textbook says: the same start and the same batches lead to the same weights."""

import numpy as np
import pytest

from mnist_core.data.batches import batch_slices, epoch_order
from mnist_core.data.mnist import load_mnist
from mnist_core.nn import textbook
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from mnist_core.training.randomness import Purpose, stream
from mnist_core.training.trainer import Trainer


def arrays(network, kind):
    return [array.copy() for name, array in network.named_parameters().items() if name.endswith(kind)]


@pytest.mark.parametrize("hidden_sizes", [(), (16,), (16, 8), (12, 10, 8, 6)])
def test_engine_and_textbook_learn_the_same_weights(hidden_sizes):
    images = load_mnist().train.take(slice(300))
    config = TrainingConfig(
        hidden_sizes=hidden_sizes,
        batch_size=32,
        learning_rate=0.1,
        epochs=2,
        validation_size=0,
        dtype="float64",
        seed=4,
    )
    trainer = Trainer(config)
    weights, biases = arrays(trainer.network, "weight"), arrays(trainer.network, "bias")

    losses = []
    for epoch in range(config.epochs):
        order = epoch_order(len(images), shuffle=True, rng=stream(config.seed, Purpose.SHUFFLE, epoch))
        for rows in batch_slices(len(images), config.batch_size):
            x, labels = images.images[order[rows]] / 255, images.labels[order[rows]]
            losses.append(textbook.step(weights, biases, x, labels, config.learning_rate))
    engine_losses = [event.loss for event in trainer.fit(images) if isinstance(event, BatchEnd)]

    assert losses[-1] < losses[0]
    np.testing.assert_allclose(engine_losses, losses, rtol=0, atol=1e-12)
    for kind, expected in (("weight", weights), ("bias", biases)):
        for found, wanted in zip(arrays(trainer.network, kind), expected, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)


def test_loss_and_its_gradient_are_the_engines():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(0, 5, (7, 10)), rng.integers(0, 10, 7, dtype=np.uint8)

    value, gradient = textbook.loss(logits, labels)
    engine_value, engine_gradient = SoftmaxCrossEntropy()(logits, labels)

    assert value == pytest.approx(engine_value, rel=1e-13)
    np.testing.assert_allclose(gradient, engine_gradient, rtol=0, atol=1e-15)
