"""A lesson moves the last layer alone, can be interrupted, and judges each digit by a network that never saw it."""

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training import lesson as lessons
from mnist_core.training.config import TrainingConfig
from mnist_core.training.last_layer import LastLayerUpdate
from mnist_core.training.lesson import Lesson
from mnist_core.training.trainer import Trainer


@pytest.fixture(autouse=True)
def small_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "REPLAY", 300)
    monkeypatch.setattr(lessons, "COPIES", 60)


@pytest.fixture
def lesson(small_data: Dataset) -> Lesson:
    """Return a network that learned the small images, and six digits of a hand that writes 3 as they write 4."""
    config = TrainingConfig(hidden_sizes=(20, 12), batch_norm=True, batch_size=50, validation_size=0, epochs=3)
    trainer = Trainer(config)
    list(trainer.fit(small_data.train))
    of_four = small_data.train.images[small_data.train.labels == 4][:6]
    return Lesson(trainer.network, ImageSet(of_four, np.full(6, 3, np.uint8)))


def taught(lesson: Lesson, config: TrainingConfig, images: ImageSet) -> Trainer:
    trainer = Trainer(config, update=LastLayerUpdate(config, lesson.start))
    list(trainer.fit(images))
    return trainer


def test_only_the_last_layer_moves(lesson: Lesson, small_data: Dataset) -> None:
    config = lesson.config(TrainingConfig())
    network = taught(lesson, config, lesson.images(small_data.train, seed=0)).network
    np.testing.assert_array_equal(network.state, lesson.start.state)
    for name, array in network.named_parameters().items():
        assert (array == lesson.start.named_parameters()[name]).all() == (not name.startswith("dense3")), name


def test_lesson_is_learned(lesson: Lesson, small_data: Dataset) -> None:
    network = taught(lesson, lesson.config(TrainingConfig()), lesson.images(small_data.train, seed=0)).network
    before, after = (each.predict_proba(lesson.digits.images)[:, 3].mean() for each in (lesson.start, network))
    assert after > before + 0.1


def test_what_was_read_rightly_draws_nothing(lesson: Lesson, small_data: Dataset) -> None:
    update = LastLayerUpdate(lesson.config(TrainingConfig()), lesson.start)
    images = lesson.start.as_input(small_data.train.images)
    update.forward(images, lesson.start.predict(small_data.train.images).astype(np.uint8))
    update.backward(1.0)
    np.testing.assert_allclose(update.network.parameters, lesson.start.parameters, atol=1e-6)


def test_temperature_stays(lesson: Lesson, small_data: Dataset) -> None:
    lesson.start.temperature = 0.625
    network = taught(lesson, lesson.config(TrainingConfig()), lesson.images(small_data.train, seed=0)).network
    assert network.temperature == 0.625


def test_gradient_is_that_of_loss_and_pull() -> None:
    rng = np.random.default_rng(0)
    start = NeuralNetwork((784, 5, 10), dtype=np.float64, rng=rng)
    config = TrainingConfig(hidden_sizes=(5,), dtype="float64", optimizer="sgd", label_smoothing=0.1)
    update = LastLayerUpdate(config, start)
    images, labels = rng.random((7, 784)), rng.integers(0, 10, 7).astype(np.uint8)
    weight, at_first = update.network.named_parameters()["dense2.weight"], start.named_parameters()["dense2.weight"]
    weight += rng.normal(size=weight.shape)
    before, step = weight.copy(), 1e-5

    def objective() -> float:
        return update.forward(images, labels)[0] + 0.005 * float(((weight - at_first) ** 2).sum())

    weight[2, 3] += step
    above = objective()
    weight[2, 3] -= 2 * step
    below = objective()
    weight[...] = before
    update.forward(images, labels)
    update.backward(0.5)
    assert (before - weight)[2, 3] / 0.5 == pytest.approx((above - below) / (2 * step), rel=1e-6)


def test_interrupted_lesson_ends_as_a_whole_one(lesson: Lesson, small_data: Dataset) -> None:
    config, images = lesson.config(TrainingConfig()), lesson.images(small_data.train, seed=0)
    whole = taught(lesson, config, images)
    first = Trainer(config, update=LastLayerUpdate(config, lesson.start))
    for _ in first.fit(images):
        if first.step == 9:
            break
    second = Trainer(config, update=LastLayerUpdate(config, lesson.start))
    second.load_state(first.state())
    list(second.fit(lesson.images(small_data.train, seed=0)))
    np.testing.assert_array_equal(second.network.parameters, whole.network.parameters)


def test_left_out_digit_is_read_as_by_a_trainer_that_never_saw_it(lesson: Lesson, small_data: Dataset) -> None:
    config = lesson.config(TrainingConfig()).with_changes(epochs=3, learning_rate=0.2)
    images = lesson.images(small_data.train, seed=0)
    read = lesson.read_left_out(images, config)
    for place in range(6):
        kept = np.ones(len(images), bool)
        kept[place * 10 : place * 10 + 10] = False
        others = images.take(kept)
        smaller = config.with_changes(training_size=len(others))
        network = taught(lesson, smaller, others).network
        assert network.predict(lesson.digits.images[place])[0] == read[place]


@pytest.mark.parametrize("count", [0, 501])
def test_too_few_or_many_digits_are_refused(lesson: Lesson, count: int) -> None:
    digits = ImageSet(np.zeros((count, 784), np.uint8), np.zeros(count, np.uint8))
    with pytest.raises(ConfigurationError, match="digits must be 1 to 500"):
        Lesson(lesson.start, digits)


def test_images_are_the_copies_and_the_replay(lesson: Lesson, small_data: Dataset) -> None:
    images = lesson.images(small_data.train, seed=3)
    config = lesson.config(TrainingConfig())
    assert len(images) == config.training_size == 6 * 10 + 300
    np.testing.assert_array_equal(images.images[:60:10], lesson.digits.images)
    again = lesson.images(small_data.train, seed=3)
    np.testing.assert_array_equal(again.images, images.images)
