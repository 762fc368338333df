"""The second built-in data set proves that size and classes follow the data."""

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.data.reference import SMALL_DIGITS, describe_data
from mnist_core.data.small_digits import load_small_digits
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import network_bytes, read_network
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer


def test_small_digits_are_as_their_reference_says() -> None:
    data = load_small_digits()
    assert describe_data(data, key=SMALL_DIGITS.key, name=SMALL_DIGITS.name) == SMALL_DIGITS
    assert data.train.images.max() == 255


def test_the_preset_reads_97_of_100() -> None:
    data = load_small_digits()
    trainer = Trainer.from_preset("small-digits")
    list(trainer.fit(data.train))
    assert evaluate(trainer.network, data.test).accuracy >= 0.97


def test_a_network_takes_over_size_and_names_and_its_file_keeps_them() -> None:
    rng = np.random.default_rng(0)
    images = ImageSet(rng.integers(0, 256, (90, 100), np.uint8), rng.integers(0, 2, 90, np.uint8), ("bag", "coat"))
    trainer = Trainer(TrainingConfig(hidden_sizes=(5,), epochs=1, batch_size=10, validation_size=10))
    list(trainer.fit(images))
    assert trainer.network.layer_sizes == (100, 5, 2)
    assert read_network(network_bytes(trainer.network)).class_names == ("bag", "coat")
    assert evaluate(trainer.network, images).confusion.shape == (2, 2)
    swapped = ImageSet(images.images, 1 - images.labels, ("coat", "bag"))
    assert evaluate(trainer.network, swapped).accuracy == evaluate(trainer.network, images).accuracy
