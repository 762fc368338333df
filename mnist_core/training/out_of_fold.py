"""What networks say of images that they did not learn from, for every image of a set.

The set is cut into folds; a network is trained on all but one and asked about that one. Done several times with other
cuts and other first weights, every image gets the opinion of several networks that never saw its label.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.trainer import Trainer

FOLDS, ROUNDS = 3, 2

SHORT_RUN = TrainingConfig(
    hidden_sizes=(256, 128),
    batch_size=128,
    learning_rate=0.2,
    epochs=3,
    optimizer="momentum",
    schedule="one_cycle",
    warmup=0.2,
    initializer="he_uniform",
    validation_size=0,
    weight_decay=0.0005,
)
"""How each network is trained: as the preset Quick, but for too short a time to learn single images by heart."""


class FoldEnd(NamedTuple):
    """One network is done.

    Attributes
    ----------
    done : int
        Networks so far.
    round : int
    held_out : ndarray of bool, shape (n,)
        The images that it did not learn from.
    probabilities : ndarray of float32, shape (held out, 10)
        What it says of these.
    test_probabilities : ndarray of float32, shape (m, 10)
        What it says of the test images.
    """

    done: int
    round: int
    held_out: NDArray[np.bool_]
    probabilities: NDArray[np.float32]
    test_probabilities: NDArray[np.float32]


def train_folds(
    train: ImageSet,
    test: ImageSet,
    *,
    folds: int = FOLDS,
    rounds: int = ROUNDS,
    config: TrainingConfig = SHORT_RUN,
) -> Iterator[FoldEnd]:
    """Train folds × rounds networks, each on all but one fold.

    Parameters
    ----------
    train : ImageSet
        Cut into folds at random, anew in each round.
    test : ImageSet
        Asked about by every network.
    folds : int, >= 2, default 3
    rounds : int, >= 1, default 2
    config : TrainingConfig
        The seed is changed for each network.
    """
    if folds < 2 or rounds < 1:
        raise ConfigurationError(f"folds must be at least 2 and rounds at least 1, got {folds} and {rounds}")
    done = 0
    for turn in range(rounds):
        fold_of = np.random.default_rng(config.seed + turn).permutation(len(train)) % folds
        for fold in range(folds):
            held_out = fold_of == fold
            trainer = Trainer(config.with_changes(seed=config.seed + 100 * turn + fold))
            for _ in trainer.fit(train.take(~held_out)):
                pass
            done += 1
            yield FoldEnd(
                done,
                turn,
                held_out,
                trainer.network.predict_proba(train.images[held_out]).astype(np.float32, copy=False),
                trainer.network.predict_proba(test.images).astype(np.float32, copy=False),
            )
