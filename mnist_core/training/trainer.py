"""The loop in which a network learns, told as a generator of events.

Whoever trains pulls events out of `Trainer.fit`: to pause is to stop pulling, to stop is to close the generator, and
to test is to make a list. Between any two events the whole state can be saved, and a trainer that loads it goes on as
if nothing had happened, to the bit.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Any, Self

import numpy as np

from mnist_core.data.batches import batch_count
from mnist_core.data.dataset import ImageSet
from mnist_core.errors import CheckpointError, DivergenceError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.nn.schedules import Schedule
from mnist_core.training.batch_source import BatchSource, make_batch_source
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, Event, FitEnd, Insight
from mnist_core.training.kept_weights import KeptWeights
from mnist_core.training.live_settings import LiveSettings, schedule_for
from mnist_core.training.presets import get_preset
from mnist_core.training.progress import Progress, divergence
from mnist_core.training.randomness import Purpose, stream
from mnist_core.training.training_set import config_for, split_training_set, steps_per_epoch
from mnist_core.training.update import Update

_HOPELESS_LOSS = 1e6  # nats from which no training comes back; guessing costs 2.3, and NaN is not below it either


class Trainer:
    """Trains one network as a configuration says.

    Parameters
    ----------
    config : TrainingConfig
        For images of another form than its data have, `fit` builds the network anew.
    update : Update, default Update(config), a new network

    Attributes
    ----------
    network : NeuralNetwork
        The live network while it trains; after `FitEnd` it holds the weights to keep.
    epoch, step : int; epochs completed, and updates made
    steps_per_epoch : int
        Updates in an epoch: with all of the configuration's data, until `fit` is given the images.

    Examples
    --------
    >>> for event in Trainer(TrainingConfig(epochs=1)).fit(load_mnist().train):
    ...     print(event)
    """

    def __init__(self, config: TrainingConfig, *, update: Update | None = None) -> None:
        self._begin(config, update)

    def _begin(self, config: TrainingConfig, update: Update | None = None) -> None:
        """Build the network and all that trains it."""
        self.config = config
        self._update = update or Update(config)
        self.network = self._update.network
        self._settings = LiveSettings(config, self.network, self._update.optimizer)
        self._kept = KeptWeights(self.network, config)
        self._progress = Progress()
        self.steps_per_epoch = steps_per_epoch(config)
        self._insight_wanted = False
        self._insight: Insight | None = None
        self._divergence: DivergenceError | None = None
        self._take_dropout_stream()

    @classmethod
    def from_preset(cls, name: str, **overrides: Any) -> Self:
        """Build a trainer from the preset of this name, some of its fields changed."""
        return cls(get_preset(name).config.with_changes(**overrides))

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self._progress.epoch

    @property
    def step(self) -> int:
        """Updates made."""
        return self._progress.step

    @property
    def between_steps(self) -> bool:
        """Whether the last step is over: neither its Insight nor the EpochEnd after it is still to come."""
        return self._insight is None and self._progress.batch < self.steps_per_epoch

    @property
    def has_ended(self) -> bool:
        """Whether the last epoch is over, so that only the FitEnd is still to come."""
        return self.epoch >= self.config.epochs or self._kept.early_stopping.should_stop

    def _take_dropout_stream(self) -> None:
        """Let dropout draw from the stream of the epoch that begins."""
        self.network.dropout_rng = stream(self.config.seed, Purpose.DROPOUT, self.epoch)

    def fit(self, train: ImageSet, validation: ImageSet | None = None) -> Iterator[Event]:
        """Train, from the current position to the end of the last epoch.

        Parameters
        ----------
        train : ImageSet
        validation : ImageSet, optional
            Images to choose by. Without it `config.validation_size` images are set aside from `train`.

        Yields
        ------
        BatchEnd, EpochEnd, SettingChanged, Insight, and last a FitEnd

        Raises
        ------
        ConfigurationError
            If the configuration does not fit the number of images.
        DivergenceError
            If the loss grows beyond all reason or a weight is no longer a finite number.
        """
        config = config_for(self.config, train, begun=self.step > 0)
        if config is not self.config:
            self._begin(config)
        train, validation = split_training_set(self.config, train, validation)
        self.steps_per_epoch = batch_count(len(train), self.config.batch_size)
        return self._run(train, validation)

    def _run(self, train: ImageSet, validation: ImageSet) -> Iterator[Event]:
        """Yield the events of training from the current position on."""
        self._divergence = None
        source = make_batch_source(train, self.config)
        schedule = schedule_for(self.config, self.steps_per_epoch)
        try:
            while not self.has_ended:
                while self._progress.batch < self.steps_per_epoch:
                    yield from self._settings.tell(self.epoch + 1, self.step + 1)
                    yield self._train_step(source, schedule)
                    if self._divergence is not None:
                        raise self._divergence
                    if self._insight:
                        insight, self._insight = self._insight, None
                        yield insight
                yield self._end_epoch(train, validation, schedule)
        finally:
            self._insight = None
            source.close()
        if not self._progress.finished:
            self.network.set_values(self._kept.kept)
            self._progress.finished = True
        self._kept.calibrate(validation)
        reason = "completed" if self.epoch == self.config.epochs else "early_stopping"
        yield FitEnd(reason=reason, epoch=self.epoch, best_epoch=self._kept.chosen_epoch)

    def _train_step(self, source: BatchSource, schedule: Schedule) -> BatchEnd:
        """Update the weights by one batch; one whose loss is hopeless is only measured, and the run then diverges."""
        started = perf_counter()
        images, labels = source.batch(self.epoch, self._progress.batch)
        learning_rate = self._settings.learning_rate * schedule(self.step)
        with np.errstate(over="ignore", invalid="ignore"):  # reported as a DivergenceError, not as warnings
            loss, correct = self._update.forward(images, labels)
            if not loss < _HOPELESS_LOSS:
                self._divergence = divergence(f"the loss is {loss:.3g}", self._progress, learning_rate)
                if not np.isfinite(loss):
                    raise self._divergence
                return BatchEnd(self.epoch + 1, self.step + 1, loss, correct / len(labels), learning_rate)
            probe = self._update.probe() if self._insight_wanted else None
            self._update.backward(learning_rate)
        self._kept.update(self.step + 1)
        self._progress.add_step(loss=loss, correct=correct, images=len(labels), seconds=perf_counter() - started)
        self._insight, self._insight_wanted = probe.read(self.epoch + 1, self.step) if probe else None, False
        return BatchEnd(self.epoch + 1, self.step, loss, correct / len(labels), learning_rate)

    def _end_epoch(self, train: ImageSet, validation: ImageSet, schedule: Schedule) -> EpochEnd:
        """Measure the epoch that has just run and get ready for the next."""
        learning_rate = self._settings.last_learning_rate * schedule(self.step - 1)
        if not np.isfinite(self.network.parameters).all():
            raise divergence("a weight is no longer a finite number", self._progress, learning_rate)
        train_loss, train_accuracy = self._progress.loss_sum / len(train), self._progress.correct / len(train)
        if self.config.exact_training_metrics:
            train_loss, train_accuracy = self._kept.measure(train)
        validation_loss, validation_accuracy, is_best = self._kept.judge(self.epoch + 1, validation)
        event = EpochEnd(
            epoch=self.epoch + 1,
            step=self.step,
            train_loss=train_loss,
            train_accuracy=train_accuracy,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            learning_rate=learning_rate,
            images=len(train),
            train_seconds=self._progress.seconds,
            is_best=is_best,
        )
        self._progress.begin_next_epoch()
        self._take_dropout_stream()
        return event

    def change(self, field: str, value: float) -> None:
        """Change a setting as `LiveSettings.change` does; a SettingChanged precedes the next step, which uses it."""
        self._settings.change(field, value)

    def measure_next_step(self) -> None:
        """Ask for an Insight, which follows the next step's BatchEnd."""
        self._insight_wanted = True

    def evaluation_network(self) -> NeuralNetwork:
        """Return a copy of what would be kept if training stopped now: the best, the averaged or the live weights."""
        return self._kept.kept.copy()

    def best_network(self) -> tuple[int, NeuralNetwork] | None:
        """Return the epoch with the lowest validation loss and its network, not a copy; None without validation."""
        return self._kept.best

    def latest_network(self) -> NeuralNetwork:
        """Return what validation measures now, not a copy: the averaged weights, else the live ones."""
        return self._kept.latest

    def state(self) -> dict[str, Any]:
        """Return copies of all that the rest of training depends on: arrays, and a JSON-able mapping as "progress"."""
        memory, steps = self._update.memory()
        progress = {
            **self._progress.to_dict(),
            **self._settings.state(),
            "optimizer_steps": steps,
            "dropout": self.network.dropout_rng.bit_generator.state,
            "early_stopping": self._kept.early_stopping.state(),
        }
        return self._kept.state() | memory | {"progress": progress}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue where `state` was taken, from a trainer of the same configuration.

        Raises
        ------
        CheckpointError
            If the state lacks something or belongs to a network of another shape.
        """
        try:
            progress = state["progress"]
            self._kept.load_state(state, progress["early_stopping"])
            self._update.load_memory(state, progress["optimizer_steps"])
            self._progress = Progress.from_dict(progress)
            self._settings.load_state(progress)
            self._take_dropout_stream()
            self.network.dropout_rng.bit_generator.state = progress["dropout"]
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"the checkpoint does not fit this configuration: {error}") from error
