"""A lesson in one person's handwriting: a trained network, and digits of theirs to teach it.

Their digits alone would make it forget everybody else's, so varied copies of each are mixed with a larger sample of
the images that it learned from, and only its last layer moves (see `LastLayerUpdate`). That takes a second or two.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.augmentation import Augmentation, augment
from mnist_core.data.batches import batch_count, batch_slices, epoch_order
from mnist_core.data.dataset import ImageSet
from mnist_core.drawing.own_digits import MAX_DIGITS
from mnist_core.errors import ConfigurationError
from mnist_core.nn.layers import Dense
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.last_layer import LastLayerUpdate
from mnist_core.training.live_settings import schedule_for
from mnist_core.training.randomness import Purpose, stream

COPIES = 100
"""Varied copies of all own digits together, about; each has one at least."""

REPLAY = 8000
"""Images of the training set that are shown again, each with the answer that the network gives already."""

VARIATION = Augmentation(shift=1, rotation=7, scale=0.1, shear=0.1, elastic=0.8, thickness=0.7)

JUDGED_ALONE = 40
"""With up to so many digits, each is judged by a network that was taught all others; of more, several at a time."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """A network and the digits to teach it.

    Attributes
    ----------
    start : NeuralNetwork
    digits : ImageSet
        Of one hand, 1 to 500.
    """

    start: NeuralNetwork
    digits: ImageSet

    def __post_init__(self) -> None:
        if not 1 <= len(self.digits) <= MAX_DIGITS:
            raise ConfigurationError(f"digits must be 1 to {MAX_DIGITS}, got {len(self.digits)}")

    def config(self, taught: TrainingConfig, *, seed: int = 0) -> TrainingConfig:
        """Return how to teach.

        Parameters
        ----------
        taught : TrainingConfig
            How the network learned before; its layers and its label smoothing are kept.
        seed : int, default 0
        """
        start = self.start
        return TrainingConfig(
            hidden_sizes=tuple(start.layer_sizes[1:-1]),
            activation=start.activation,
            batch_norm=start.batch_norm,
            dtype=start.dtype.name,
            label_smoothing=taught.label_smoothing,
            optimizer="momentum",
            learning_rate=0.02,
            schedule="cosine",
            epochs=4,
            batch_size=64,
            training_size=len(self.digits) * self._copies + REPLAY,
            validation_size=0,
            seed=seed,
        )

    @property
    def _copies(self) -> int:
        """Varied copies of each digit."""
        return max(1, COPIES // len(self.digits))

    def images(self, train: ImageSet, *, seed: int) -> ImageSet:
        """Return the images to learn from, copies of each own digit first.

        Parameters
        ----------
        train : ImageSet
            What the network learned from.
        seed : int
            Of the configuration: equal seeds give equal images, so that a run can be resumed.
        """
        rng = stream(seed, Purpose.SPLIT)
        labels = np.repeat(self.digits.labels, self._copies)
        copies = augment(np.repeat(self.digits.images, self._copies, axis=0), VARIATION, rng=rng)
        copies[:: self._copies] = self.digits.images  # each as it is, too
        replay = train.images[np.resize(rng.permutation(len(train)), REPLAY)]
        answers = self.start.predict(replay).astype(np.uint8)  # none is to change, a mistake neither
        return ImageSet(np.concatenate([copies, replay]), np.concatenate([labels, answers]))

    def read_left_out(self, images: ImageSet, config: TrainingConfig) -> NDArray[np.uint8]:
        """Return what each own digit is read as by a network that was taught all the others, shape (digits,).

        Parameters
        ----------
        images : ImageSet
            Those to learn from, as `images` gives them.
        config : TrainingConfig

        Notes
        -----
        The frozen layers answer the same at every step, so each image passes through them once; then every such
        network is ten weighted sums, learned in some hundredths of a second.
        """
        features = self.start.hidden_activations(images.images)[-1] if len(self.start.layer_sizes) > 2 else None
        seen = images.images / np.float32(255) if features is None else features
        read = np.empty(len(self.digits), np.uint8)
        for places in self._left_out(config.seed):
            kept = ~np.isin(np.arange(len(images)) // self._copies, places)
            head = _learned_head(self.start, seen[kept], images.labels[kept], config)
            read[places] = head.forward(seen[places * self._copies], training=False).argmax(axis=1)
        return read

    def _left_out(self, seed: int) -> Iterator[NDArray[np.intp]]:
        """Yield which digits to leave out at once."""
        order = stream(seed, Purpose.SPLIT, 1).permutation(len(self.digits))
        yield from np.array_split(order, min(len(order), JUDGED_ALONE))


def _learned_head(
    start: NeuralNetwork, features: NDArray[np.floating], labels: NDArray[np.uint8], config: TrainingConfig
) -> NeuralNetwork:
    """Return the last layer as a network of its own, having learned as the trainer lets it learn."""
    last = start.layers[-1]
    assert isinstance(last, Dense)
    head = NeuralNetwork((last.fan_in, last.fan_out), dtype=start.dtype, rng=np.random.default_rng(0))
    for name, array in head.named_parameters().items():
        array[...] = start.named_parameters()[name.replace("dense1", last.name)]
    update = LastLayerUpdate(config, head)
    steps = batch_count(len(labels), config.batch_size)
    schedule = schedule_for(config, steps)
    for epoch in range(config.epochs):
        order = epoch_order(len(labels), shuffle=True, rng=stream(config.seed, Purpose.SHUFFLE, epoch))
        for number, part in enumerate(batch_slices(len(order), config.batch_size)):
            update.forward(features[order[part]], labels[order[part]])
            update.backward(config.learning_rate * schedule(epoch * steps + number))
    return update.network
