"""A race: everybody learns as much, on the same images; who diverges is out; what cannot race is one sentence."""

import pytest

from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.race import check_race, entry, race
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import split_training_set


def enter(*configs: TrainingConfig, epochs: int = 2, images: int = 500) -> list[TrainingConfig]:
    """Return small set-ups as they race."""
    racing = [entry(config, epochs=epochs, images=images) for config in configs]
    return [config.with_changes(validation_size=200) for config in racing]


SMALL = TrainingConfig(hidden_sizes=(8,), batch_size=64, learning_rate=0.1)


def test_all_have_seen_as_many_images_at_every_moment(small_data):
    configs = enter(SMALL, SMALL.with_changes(batch_size=100, optimizer="adam", learning_rate=0.003))
    moments = list(race(configs, small_data.train, moments=10))
    assert len(moments) == 11
    assert moments[0].images == 0
    assert moments[-1].images == 1000
    assert [moment.images for moment in moments] == sorted(moment.images for moment in moments)
    assert all(min(moment.seconds) > 0 for moment in moments[1:])
    assert moments[-1].accuracies > moments[0].accuracies


def test_a_racer_learns_what_it_learns_alone(small_data):
    (config, other) = enter(SMALL, SMALL.with_changes(seed=1))
    last = list(race([config, other], small_data.train, moments=3))[-1]
    images, judges = split_training_set(config.with_changes(training_size=0), small_data.train)
    trainer = Trainer(config)
    for _ in trainer.fit(images, judges):
        pass
    assert last.accuracies[0] == (trainer.network.predict(judges.images) == judges.labels).mean()


def test_one_that_diverges_is_out_and_keeps_its_last_accuracy(small_data):
    wild = SMALL.with_changes(learning_rate=1e6, optimizer="sgd")
    moments = list(race(enter(wild, SMALL), small_data.train, moments=6))
    assert "diverged" in moments[-1].out[0]
    assert moments[-1].out[1] == ""
    assert moments[-1].accuracies[0] == moments[-2].accuracies[0]
    assert moments[-1].seconds[0] < moments[-1].seconds[1]


def test_augmented_images_are_given_up_with_the_race(small_data):
    varied = SMALL.with_changes(augmentation_rotation=10.0)
    running = race(enter(varied, SMALL), small_data.train, moments=5)
    next(running)
    next(running)
    running.close()


def test_an_entry_is_judged_by_the_same_images_and_never_stops_early():
    config = entry(SMALL.with_changes(early_stopping=2, left_out=(1, 2)), epochs=3, images=0)
    assert (config.early_stopping, config.left_out, config.epochs) == (0, (), 3)
    assert config.training_size == 58_000
    small = entry(SMALL.with_changes(data=SMALL_DIGITS, validation_size=100), epochs=1, images=10_000)
    assert small.training_size + small.validation_size == SMALL_DIGITS.train_images


@pytest.mark.parametrize(
    ("configs", "part"),
    [
        (enter(SMALL), "must have 2 to 6 set-ups, got 1"),
        (enter(*[SMALL] * 7), "must have 2 to 6 set-ups, got 7"),
        (enter(SMALL) + enter(SMALL, epochs=3), "as many images"),
        ([config.with_changes(validation_size=0) for config in enter(SMALL, SMALL)], "validation_size must be above 0"),
        (enter(SMALL, SMALL.with_changes(data=SMALL_DIGITS, validation_size=100)), "from the same data"),
    ],
)
def test_what_cannot_race_is_one_sentence(configs, part):
    with pytest.raises(ConfigurationError, match=part):
        check_race(configs)
