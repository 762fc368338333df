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
from mnist_core.errors import CheckpointError, ConfigurationError, DivergenceError
from mnist_core.nn.arrays import Array
from mnist_core.nn.losses import SoftmaxCrossEntropy
from mnist_core.nn.network import NeuralNetwork
from mnist_core.nn.optimizers import Momentum, clip_gradients, make_optimizer
from mnist_core.nn.schedules import Schedule, make_schedule
from mnist_core.training.batch_source import BatchSource, make_batch_source
from mnist_core.training.config import LIVE_FIELDS, TrainingConfig, checked
from mnist_core.training.early_stopping import EarlyStopping
from mnist_core.training.events import BatchEnd, EpochEnd, Event, FitEnd, Insight, SettingChanged
from mnist_core.training.insights import InsightProbe
from mnist_core.training.presets import get_preset
from mnist_core.training.progress import Progress
from mnist_core.training.randomness import Purpose, stream
from mnist_core.training.training_set import split_training_set, steps_per_epoch
from mnist_core.training.weight_average import WeightAverage

_HOPELESS_LOSS = 1e6
"""Nats from which no training comes back; guessing costs 2.3. NaN is not below it either."""


class Trainer:
    """Trains one network as a configuration says.

    Parameters
    ----------
    config : TrainingConfig

    Attributes
    ----------
    network : NeuralNetwork
        The live network while it trains; after `FitEnd` it holds the weights to keep.
    epoch : int
        Epochs completed.
    step : int
        Updates made.
    steps_per_epoch : int
        Updates in an epoch: with all of MNIST, until `fit` is given the images.

    Examples
    --------
    >>> trainer = Trainer(TrainingConfig(epochs=1))
    >>> for event in trainer.fit(load_mnist().train):
    ...     print(event)
    """

    def __init__(self, config: TrainingConfig) -> None:
        self.config = config
        self.network = NeuralNetwork(
            config.layer_sizes,
            activation=config.activation,
            initializer=config.initializer,
            batch_norm=config.batch_norm,
            dropout=config.dropout,
            dtype=config.dtype,
            rng=stream(config.seed, Purpose.INITIALIZE),
        )
        self.steps_per_epoch = steps_per_epoch(config)
        self._progress = Progress()
        self._start_parameters = self.network.parameters.copy()
        self._average = WeightAverage(self.network, config.weight_average) if config.weight_average else None
        self._loss = SoftmaxCrossEntropy(config.label_smoothing)
        self._optimizer = make_optimizer(
            config.optimizer,
            self.network.parameters,
            self.network.gradients,
            weight_count=self.network.weight_count,
            weight_decay=config.weight_decay,
            momentum=config.momentum,
            beta1=config.beta1,
            beta2=config.beta2,
            epsilon=config.epsilon,
        )
        self._early_stopping = EarlyStopping(config.early_stopping)
        self._settings: dict[str, float] = {name: getattr(config, name) for name in LIVE_FIELDS}
        self._changes: list[tuple[str, float, float]] = []
        self._insight_wanted = False
        self._insight: Insight | None = None
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
        train, validation = split_training_set(self.config, train, validation)
        self.steps_per_epoch = batch_count(len(train), self.config.batch_size)
        return self._run(train, validation)

    def _run(self, train: ImageSet, validation: ImageSet) -> Iterator[Event]:
        """Yield the events of training from the current position on."""
        source = make_batch_source(train, self.config)
        schedule = make_schedule(
            self.config.schedule,
            epochs=self.config.epochs,
            steps_per_epoch=self.steps_per_epoch,
            warmup=self.config.warmup,
            decay_factor=self.config.decay_factor,
            decay_every=self.config.decay_every,
        )
        try:
            while self.epoch < self.config.epochs and not self._early_stopping.should_stop:
                while self._progress.batch < self.steps_per_epoch:
                    yield from self._applied_changes()
                    yield self._train_step(source, schedule)
                    if self._insight:
                        insight, self._insight = self._insight, None
                        yield insight
                yield self._end_epoch(train, validation, schedule)
        finally:
            self._insight = None
            source.close()
        if not self._progress.finished:
            self.network.set_values(self._kept_network())
            self._progress.finished = True
        reason = "completed" if self.epoch == self.config.epochs else "early_stopping"
        yield FitEnd(reason=reason, epoch=self.epoch, best_epoch=self._early_stopping.best_epoch)

    def _train_step(self, source: BatchSource, schedule: Schedule) -> BatchEnd:
        """Update the weights by one batch."""
        started = perf_counter()
        images, labels = source.batch(self.epoch, self._progress.batch)
        learning_rate = self._settings["learning_rate"] * schedule(self.step)
        with np.errstate(over="ignore", invalid="ignore"):  # reported as a DivergenceError, not as warnings
            logits = self.network.forward(images, training=True)
            correct = int(np.count_nonzero(logits.argmax(axis=1) == labels))
            loss, grad_logits = self._loss(logits, labels)
            if not loss < _HOPELESS_LOSS:
                raise self._divergence(f"the loss is {loss:.3g}", learning_rate)
            probe = self._insight_probe(grad_logits) if self._insight_wanted else None
            self._update(grad_logits, learning_rate)
        if self._average:
            self._average.update(self.step + 1)
        self._progress.add_step(loss=loss, correct=correct, images=len(labels), seconds=perf_counter() - started)
        self._insight = probe.read(self.epoch + 1, self.step) if probe else None
        self._insight_wanted = False
        return BatchEnd(self.epoch + 1, self.step, loss, correct / len(labels), learning_rate)

    def _update(self, grad_logits: Array, learning_rate: float) -> None:
        """Let the optimizer take a step along the gradient, or along as much of it as clipping leaves."""
        optimizer = self._optimizer
        if self.config.gradient_clip:
            self.network.backward(grad_logits)
            clip_gradients(self.network.gradients, self.config.gradient_clip)
            optimizer.receive(learning_rate)
        else:
            grad_logits *= optimizer.scale(learning_rate)
            self.network.backward(grad_logits, onto=optimizer.target, keep=optimizer.keep)
        optimizer.step(learning_rate)

    def _insight_probe(self, grad_logits: Array) -> InsightProbe:
        """Compute the gradient for its own sake, which the update will not leave anywhere, and look at it."""
        self.network.backward(grad_logits)
        if self.config.gradient_clip:
            clip_gradients(self.network.gradients, self.config.gradient_clip)
        return InsightProbe(self.network, self._start_parameters)

    def _end_epoch(self, train: ImageSet, validation: ImageSet, schedule: Schedule) -> EpochEnd:
        """Measure the epoch that has just run and get ready for the next."""
        unused = (old for field, old, _ in self._changes if field == "learning_rate")
        learning_rate = next(unused, self._settings["learning_rate"]) * schedule(self.step - 1)
        if not np.isfinite(self.network.parameters).all():
            raise self._divergence("a weight is no longer a finite number", learning_rate)
        candidate = self._latest_network()
        if self.config.exact_training_metrics:
            train_loss, train_accuracy = _measure(candidate, train)
        else:
            train_loss, train_accuracy = self._progress.loss_sum / len(train), self._progress.correct / len(train)
        validation_loss = validation_accuracy = None
        is_best = False
        if len(validation):
            validation_loss, validation_accuracy = _measure(candidate, validation)
            is_best = self._early_stopping.observe(self.epoch + 1, validation_loss, candidate)
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

    def _divergence(self, what: str, learning_rate: float) -> DivergenceError:
        """Explain that training left the finite numbers."""
        return DivergenceError(
            f"Training diverged at step {self.step + 1} (epoch {self.epoch + 1}): {what} at learning rate "
            f"{learning_rate:g}. Try a learning rate of {learning_rate / 10:g} or less, or gradient clipping."
        )

    def change(self, field: str, value: float) -> None:
        """Change a setting while the network trains; the next step uses it, after yielding a SettingChanged.

        Parameters
        ----------
        field : {"learning_rate", "momentum", "weight_decay", "dropout"}
        value : float
            In the range that `TrainingConfig` gives the field.

        Raises
        ------
        ConfigurationError
            If the field cannot be changed or the value is out of its range.
        """
        if field not in LIVE_FIELDS:
            raise ConfigurationError(f"only {', '.join(LIVE_FIELDS)} can change while training, got {field!r}")
        if field == "momentum" and not isinstance(self._optimizer, Momentum):
            raise ConfigurationError(f"momentum has no effect with the optimizer {self.config.optimizer}")
        value = float(checked(field, value))
        if value != self._settings[field]:
            self._changes.append((field, self._settings[field], value))
            self._apply(field, value)

    def _apply(self, field: str, value: float) -> None:
        """Let the next step use a changed setting."""
        self._settings[field] = value
        self._optimizer.weight_decay = self._settings["weight_decay"]
        self.network.dropout = self._settings["dropout"]
        if isinstance(self._optimizer, Momentum):
            self._optimizer.momentum = self._settings["momentum"]

    def _applied_changes(self) -> Iterator[SettingChanged]:
        """Yield the changes made since the last step."""
        while self._changes:
            field, old, new = self._changes.pop(0)
            yield SettingChanged(self.epoch + 1, self.step + 1, field, old, new)

    def measure_next_step(self) -> None:
        """Ask for an Insight, which follows the next step's BatchEnd."""
        self._insight_wanted = True

    def evaluation_network(self) -> NeuralNetwork:
        """Return a copy of what would be kept if training stopped now: the best, the averaged or the live weights."""
        return self._kept_network().copy()

    def _kept_network(self) -> NeuralNetwork:
        return self._early_stopping.best_network or self._latest_network()

    def _latest_network(self) -> NeuralNetwork:
        return self._average.network if self._average else self.network

    def state(self) -> dict[str, Any]:
        """Return copies of everything that the rest of training depends on; it can be taken between any two events.

        Returns
        -------
        dict
            Arrays under names such as "network.parameters", and under "progress" one JSON-able mapping.
        """
        average = self._average.network if self._average else None
        networks = {"network": self.network, "average": average, "best": self._early_stopping.best_network}
        arrays: dict[str, Any] = {}
        for name, network in networks.items():
            if network:
                arrays |= {f"{name}.parameters": network.parameters.copy(), f"{name}.state": network.state.copy()}
        optimizer = self._optimizer.state()
        steps = optimizer.pop("steps")
        arrays |= {f"optimizer.{name}": vector for name, vector in optimizer.items()}
        progress = self._progress.to_dict() | {
            "optimizer_steps": steps,
            "settings": dict(self._settings),
            "changes": [list(change) for change in self._changes],
            "dropout": self.network.dropout_rng.bit_generator.state,
            "early_stopping": self._early_stopping.state(),
        }
        return arrays | {"progress": progress}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue where `state` was taken, from a trainer of the same configuration.

        Raises
        ------
        CheckpointError
            If the state lacks something or belongs to a network of another shape.
        """
        try:
            progress = state["progress"]
            _load_network(self.network, state, "network")
            if self._average:
                _load_network(self._average.network, state, "average")
            best = None
            if "best.parameters" in state:
                best = self.network.copy()
                _load_network(best, state, "best")
            prefix = "optimizer."
            vectors = {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
            self._optimizer.load_state(vectors | {"steps": progress["optimizer_steps"]})
            self._early_stopping.load_state(progress["early_stopping"], best)
            self._progress = Progress.from_dict(progress)
            self._take_dropout_stream()
            for field, value in progress["settings"].items():
                self._apply(field, value)
            self._changes = [(field, old, new) for field, old, new in progress["changes"]]
            self.network.dropout_rng.bit_generator.state = progress["dropout"]
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"the checkpoint does not fit this configuration: {error}") from error


def _load_network(network: NeuralNetwork, state: dict[str, Any], name: str) -> None:
    """Fill a network from a saved state, or raise a ValueError if the sizes differ."""
    for vector, key in ((network.parameters, f"{name}.parameters"), (network.state, f"{name}.state")):
        if state[key].shape != vector.shape:
            raise ValueError(f"{key} has {state[key].size:,} numbers where {vector.size:,} are needed")
        vector[...] = state[key]


def _measure(network: NeuralNetwork, image_set: ImageSet) -> tuple[float, float]:
    """Return the mean cross-entropy and the accuracy over all images."""
    logits = network.predict_logits(image_set.images)
    loss, _ = SoftmaxCrossEntropy()(logits, image_set.labels)
    return loss, float(np.mean(logits.argmax(axis=1) == image_set.labels))
