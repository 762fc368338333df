"""The numbers that are told before training are those that training then has."""

import pytest

from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import (
    check_fits,
    split_training_set,
    steps_per_epoch,
    training_set_size,
)


@pytest.mark.parametrize(
    ("changes", "size", "steps"),
    [
        ({}, 55_000, 860),
        ({"validation_size": 0}, 60_000, 938),
        ({"training_size": 500}, 500, 8),
        ({"training_size": 55_000, "batch_size": 55_000}, 55_000, 1),
    ],
)
def test_size_and_steps_for_mnist(changes, size, steps):
    config = TrainingConfig(**changes)

    assert (training_set_size(config), steps_per_epoch(config)) == (size, steps)


@pytest.mark.parametrize(("training_size", "batch_size"), [(0, 64), (1, 1), (64, 64), (65, 64), (900, 900)])
def test_training_has_the_numbers_told_before(training_size, batch_size, images):
    config = TrainingConfig(
        hidden_sizes=(), epochs=1, validation_size=100, training_size=training_size, batch_size=batch_size
    )
    trainer = Trainer(config)

    end = next(event for event in trainer.fit(images) if isinstance(event, EpochEnd))

    assert end.images == training_set_size(config, len(images))
    assert end.step == trainer.steps_per_epoch == steps_per_epoch(config, len(images))


def test_validation_images_that_are_given_take_nothing_from_the_training_set(images):
    given = images.take(slice(10))

    train, validation = split_training_set(TrainingConfig(validation_size=500), images, given)

    assert (len(train), validation) == (len(images), given)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"training_size": 101}, "training_size must be at most 100, the images that validation leaves, got 101"),
        ({"batch_size": 101}, "batch_size must be at most 100, the number of training images, got 101"),
        ({"training_size": 10, "batch_size": 11}, "batch_size must be at most 10, the number of training images, got"),
        ({"early_stopping": 1}, "early_stopping needs validation images; set validation_size above 0"),
    ],
)
def test_too_few_images_give_one_sentence(changes, message):
    with pytest.raises(ConfigurationError, match=message):
        check_fits(TrainingConfig(**changes), 100, 0)
