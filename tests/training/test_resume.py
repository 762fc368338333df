"""A trainer that loads a state goes on as if nothing had happened, wherever the state was taken."""

import dataclasses
import json

import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import CheckpointError
from mnist_core.training.config import OPTIMIZERS, TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.training.trainer import Trainer

CASES = {name: {"optimizer": name, "learning_rate": 0.003, "weight_decay": 0.01} for name in OPTIMIZERS} | {
    "dropout": {"dropout": 0.3},
    "batch norm": {"batch_norm": True},
    "weight average": {"weight_average": 0.9, "batch_norm": True},
    "early stopping": {"early_stopping": 1, "learning_rate": 2.0},
    "one cycle": {"schedule": "one_cycle", "warmup": 0.3},
    "augmentation": {"augmentation": Augmentation(shift=2, rotation=10)},
    "fading augmentation": {"augmentation": Augmentation(shift=2, elastic=1), "fade_augmentation": 0.7},
    "everything": {
        "optimizer": "adamw",
        "dropout": 0.2,
        "batch_norm": True,
        "weight_average": 0.9,
        "early_stopping": 2,
        "label_smoothing": 0.1,
        "gradient_clip": 1.0,
        "schedule": "cosine",
        "learning_rate": 0.01,
    },
}
STEPS_PER_EPOCH = 5


def config(**changes):
    return TrainingConfig(
        **{"hidden_sizes": (16, 8), "batch_size": 32, "epochs": 3, "training_size": 150, "validation_size": 100}
        | changes
    )


def untimed(events):
    return [dataclasses.replace(e, train_seconds=0) if isinstance(e, EpochEnd) else e for e in events]


def through_a_file(state):
    """Return the state as it comes back from a file: arrays as they are, the rest through JSON."""
    return {
        key: value.copy() if isinstance(value, np.ndarray) else json.loads(json.dumps(value))
        for key, value in state.items()
    }


@pytest.mark.parametrize("name", CASES)
def test_resumed_at_any_event_equals_uninterrupted_to_the_bit(name, images):
    whole = Trainer(config(**CASES[name]))
    expected = untimed(whole.fit(images))

    for stop in (0, 1, 3, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 1, 2 * STEPS_PER_EPOCH + 3, len(expected)):
        first = Trainer(whole.config)
        events = first.fit(images)
        seen = [next(events) for _ in range(stop)]
        state = through_a_file(first.state())
        events.close()
        second = Trainer(whole.config)
        second.load_state(state)

        rest = list(second.fit(images))

        assert untimed(seen + rest)[: len(expected)] == expected
        np.testing.assert_array_equal(second.network.parameters, whole.network.parameters)
        np.testing.assert_array_equal(second.network.state, whole.network.state)


def test_live_changes_survive(images):
    def changed(interrupt):
        trainer = Trainer(config(optimizer="nesterov"))
        events = trainer.fit(images)
        seen = [next(events) for _ in range(3)]
        trainer.change("learning_rate", 0.01)
        trainer.change("dropout", 0.2)
        if interrupt:
            state = through_a_file(trainer.state())
            trainer = Trainer(trainer.config)
            trainer.load_state(state)
            events = trainer.fit(images)
        return untimed([*seen, *events]), trainer.network.parameters

    (expected, parameters), (found, resumed_parameters) = changed(False), changed(True)

    assert found == expected
    np.testing.assert_array_equal(resumed_parameters, parameters)


def test_stopped_generator_can_be_started_again(images):
    expected = untimed(Trainer(config()).fit(images))
    trainer = Trainer(config())
    events = trainer.fit(images)
    seen = [next(events) for _ in range(7)]
    events.close()

    assert untimed([*seen, *trainer.fit(images)]) == expected


def test_state_is_a_copy(images):
    trainer = Trainer(config())
    state = trainer.state()
    before = state["network.parameters"].copy()

    next(trainer.fit(images))

    np.testing.assert_array_equal(state["network.parameters"], before)


@pytest.mark.parametrize("damage", ["missing", "other network", "no progress"])
def test_state_that_does_not_fit_is_refused(damage):
    state = Trainer(config(hidden_sizes=(3,)) if damage == "other network" else config()).state()
    if damage != "other network":
        del state["progress" if damage == "no progress" else "network.parameters"]

    with pytest.raises(CheckpointError, match="does not fit this configuration"):
        Trainer(config()).load_state(state)
