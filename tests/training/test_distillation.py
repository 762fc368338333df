"""A network that learns from teachers follows their answers, whatever the labels say."""

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.nn.losses import softmax
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.distillation import DistillationUpdate
from mnist_core.training.trainer import Trainer

CONFIG = TrainingConfig(
    hidden_sizes=(16,), batch_size=50, validation_size=0, epochs=30, dtype="float64", optimizer="adam"
)


@pytest.fixture
def teachers() -> list[NeuralNetwork]:
    return [
        NeuralNetwork((784, 12, 10), batch_norm=True, dtype="float64", rng=np.random.default_rng(seed))
        for seed in (1, 2)
    ]


def test_the_loss_is_the_cross_entropy_to_their_mean_answer(teachers: list[NeuralNetwork]) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.random((6, 784)), rng.integers(0, 10, 6).astype(np.uint8)
    update = DistillationUpdate(CONFIG, teachers)
    loss, correct = update.forward(images, labels)
    answers = np.mean([teacher.predict_proba(images) for teacher in teachers], axis=0)
    own = softmax(update.network.predict_logits(images))
    assert loss == pytest.approx(-(answers * np.log(own)).sum() / 6)
    assert correct == (own.argmax(axis=1) == labels).sum()


def test_its_gradient_is_the_slope_of_the_loss(teachers: list[NeuralNetwork]) -> None:
    images = np.random.default_rng(0).random((6, 784))
    labels = np.zeros(6, np.uint8)
    update = DistillationUpdate(CONFIG, teachers)
    update.forward(images, labels)
    update.probe()  # leaves the gradient where it can be seen
    weight = update.network.layers[-1].weight
    found = update.network.named_gradients()[f"{update.network.layers[-1].name}.weight"].copy()
    for place in ((0, 0), (3, 7), (15, 9)):
        losses = []
        for step in (1e-5, -1e-5):
            before = weight[place]
            weight[place] = before + step
            losses.append(update.forward(images, labels)[0])
            weight[place] = before
        assert found[place] == pytest.approx((losses[0] - losses[1]) / 2e-5, abs=1e-8)


def test_teachers_stay_and_are_followed(small_data: Dataset, teachers: list[NeuralNetwork]) -> None:
    before = [(teacher.parameters.copy(), teacher.state.copy()) for teacher in teachers]
    trainer = Trainer(CONFIG, update=DistillationUpdate(CONFIG, teachers))
    list(trainer.fit(small_data.train))
    for teacher, (parameters, state) in zip(teachers, before, strict=True):
        np.testing.assert_array_equal(teacher.parameters, parameters)
        np.testing.assert_array_equal(teacher.state, state)
    answers = np.mean([teacher.predict_proba(small_data.train.images) for teacher in teachers], axis=0)
    far = np.abs(
        NeuralNetwork((784, 16, 10), rng=np.random.default_rng(0)).predict_proba(small_data.train.images) - answers
    )
    near = np.abs(trainer.network.predict_proba(small_data.train.images) - answers)
    assert near.mean() < 0.3 * far.mean()
