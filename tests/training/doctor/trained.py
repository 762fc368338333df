"""A training as a worker records it, without a store."""

from collections.abc import Iterator

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import DivergenceError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.doctor.record import Record
from mnist_core.training.events import BatchEnd, EpochEnd, Event, Insight
from mnist_core.training.trainer import Trainer

LOOKS = 30
"""Insights of a whole training."""


def trained(config: TrainingConfig, train: ImageSet) -> tuple[Record, NeuralNetwork]:
    """Train, and return what was recorded and the network."""
    trainer = Trainer(config)
    losses, epochs, insights = [], [], []
    diverged = False
    try:
        for event in _looking(trainer, train):
            match event:
                case BatchEnd():
                    losses.append(event.loss)
                case EpochEnd():
                    epochs.append(event)
                case Insight():
                    insights.append(event)
    except DivergenceError:
        diverged = True
    return Record(config, epochs, insights, np.array(losses), diverged), trainer.network


def _looking(trainer: Trainer, train: ImageSet) -> Iterator[Event]:
    """Train, and look inside now and then."""
    events = trainer.fit(train)
    every = max(1, trainer.steps_per_epoch * trainer.config.epochs // LOOKS)
    for event in events:
        if isinstance(event, BatchEnd) and (event.step % every == 1 or every == 1):
            trainer.measure_next_step()
        yield event
