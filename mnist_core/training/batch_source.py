"""Where the images of a step come from: straight from the training set, or varied copies of it.

Both sources answer by position, epoch and batch, and not in sequence, so that a resumed run asks for the batch it was
at and gets the one it would have had.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.augmentation import Augmentation, augment
from mnist_core.data.batches import batch_count, epoch_order, gather_scaled, scale
from mnist_core.data.dataset import ImageSet
from mnist_core.nn.arrays import aligned_zeros
from mnist_core.training.config import TrainingConfig
from mnist_core.training.randomness import Purpose, stream

Batch = tuple[NDArray[np.floating[Any]], NDArray[np.uint8]]
"""Images scaled to [0, 1], shape (n, 784), and their labels, shape (n,)."""

_BLOCK_IMAGES = 4096
"""Images that are varied at a time, about; small enough that the first step need not wait long."""

_BLOCKS_AHEAD = 4
"""Blocks that are prepared while the network learns from earlier ones."""


class BatchSource:
    """Batches of the training images as they are."""

    def __init__(self, train: ImageSet, config: TrainingConfig) -> None:
        self.train, self.config = train, config
        self.batches_per_epoch = batch_count(len(train), config.batch_size)
        self._raw = aligned_zeros((config.batch_size, train.images.shape[1]), np.uint8)
        self._scaled = aligned_zeros(self._raw.shape, config.dtype)
        self._labels = np.empty(config.batch_size, np.uint8)
        self._epoch = -1
        self._order: NDArray[np.intp] = np.empty(0, np.intp)

    def batch(self, epoch: int, index: int) -> Batch:
        """Return the batch with this index, from 0, of this epoch, from 0; valid until the next call."""
        places = self._places(epoch, index)
        images = gather_scaled(self.train.images, places, self._raw, self._scaled)
        return images, self._labels_at(places)

    def _places(self, epoch: int, index: int) -> NDArray[np.intp]:
        """Return which training images make up a batch."""
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._order_of(epoch)
        start = index * self.config.batch_size
        return self._order[start : start + self.config.batch_size]

    def _order_of(self, epoch: int) -> NDArray[np.intp]:
        """Return the order in which an epoch visits the training images."""
        rng = stream(self.config.seed, Purpose.SHUFFLE, epoch)
        return epoch_order(len(self.train), shuffle=self.config.shuffle, rng=rng)

    def _labels_at(self, places: NDArray[np.intp]) -> NDArray[np.uint8]:
        return self.train.labels.take(places, out=self._labels[: len(places)], mode="clip")

    def close(self) -> None:
        """Give up what runs in the background."""


class AugmentedBatchSource(BatchSource):
    """Batches of varied copies of the training images, new ones each epoch, prepared in a background thread.

    A block of images is varied at once, in the order in which the epoch visits them, by a random stream of its own;
    the thread stays a few blocks ahead of training, across the border between epochs.
    """

    def __init__(self, train: ImageSet, config: TrainingConfig) -> None:
        super().__init__(train, config)
        self._batches_per_block = max(1, _BLOCK_IMAGES // config.batch_size)
        self._blocks_per_epoch = -(-self.batches_per_epoch // self._batches_per_block)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="augmentation")
        self._blocks: dict[int, Future[NDArray[np.uint8]]] = {}

    def batch(self, epoch: int, index: int) -> Batch:
        number, index_in_block = divmod(index, self._batches_per_block)
        block = self._block(epoch * self._blocks_per_epoch + number)
        places = self._places(epoch, index)
        start = index_in_block * self.config.batch_size
        images = scale(block[start : start + len(places)], self._scaled[: len(places)])
        return images, self._labels_at(places)

    def _block(self, number: int) -> NDArray[np.uint8]:
        """Return the block with this number, counted over all epochs, and have the next ones prepared."""
        if number not in self._blocks or number + _BLOCKS_AHEAD not in self._blocks:
            last = min(number + _BLOCKS_AHEAD, self.config.epochs * self._blocks_per_epoch - 1)
            self._blocks = {
                k: self._blocks.get(k) or self._executor.submit(self._make_block, k) for k in range(number, last + 1)
            }
        return self._blocks[number].result()

    def _make_block(self, number: int) -> NDArray[np.uint8]:
        """Vary the images of one block; the same number always gives the same images."""
        epoch, block = divmod(number, self._blocks_per_epoch)
        size = self._batches_per_block * self.config.batch_size
        places = self._order_of(epoch)[block * size : (block + 1) * size]
        rng = stream(self.config.seed, Purpose.AUGMENT, epoch, block)
        labels = self.train.labels[places]
        return augment(self.train.images[places], augmentation_in(epoch, self.config), rng=rng, labels=labels)

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


def augmentation_in(epoch: int, config: TrainingConfig) -> Augmentation:
    """Return how far images are varied in this epoch, from 0: less and less in the epochs that fade.

    What is left falls as the epochs that are left do, from 1 where fading starts to one step above zero in the last
    epoch. The smoothness of elastic deformation is no strength and stays.
    """
    left = 1 - epoch / config.epochs
    if left >= config.fade_augmentation:
        return config.augmentation
    strengths = config.augmentation.to_dict()
    smoothness = {"elastic_sigma": strengths.pop("elastic_sigma")}
    share = left / config.fade_augmentation
    return Augmentation(**{name: share * strength for name, strength in strengths.items()}, **smoothness)


def make_batch_source(train: ImageSet, config: TrainingConfig) -> BatchSource:
    """Return the source that the configuration asks for."""
    return BatchSource(train, config) if config.augmentation.is_identity else AugmentedBatchSource(train, config)
