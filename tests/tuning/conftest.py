"""A study whose trials are not trained but told: an accuracy after each epoch, as a worker would write it."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store import commands
from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace
from mnist_core.tuning.tuner import Tuner
from tests.store.any_state import put

BASE = TrainingConfig(hidden_sizes=(8,), batch_size=50, epochs=3, validation_size=100, learning_rate=0.05)
STEPS = 12
MOST_STEPS = 500

Accuracy = Callable[[TrainingConfig, int], float]


@pytest.fixture
def start_study(store: RunStore) -> Callable[..., Study]:
    """Return a function that puts a study into the store."""

    def start(*search: str, base: TrainingConfig = BASE, **values: Any) -> Study:
        space = SearchSpace(tuple(read_searched(text) for text in search or ("learning_rate=0.001..1:log",)))
        plan = StudyPlan(base=base, space=space, **{"trials": 6, **values})
        return store.studies.create(plan.to_dict(), measures_all=plan.repeats_seeds)

    return start


def by_rate(config: TrainingConfig, epoch: int) -> float:
    """An accuracy that rises with the learning rate and with time."""
    return min(config.learning_rate, 0.9) * epoch / (epoch + 1)


class Player:
    """Plays the worker: takes queued runs and gives them epochs, one at each call."""

    def __init__(self, store: RunStore, accuracy: Accuracy = by_rate) -> None:
        self.store = store
        self.accuracy = accuracy
        self.worker = store.workers.register()

    def play(self) -> None:
        """Let every run that trains come one epoch further, and begin what may begin."""
        while self.store.queue.claim(self.worker) is not None:
            pass
        for run in self.store.runs.all(include_deleted=True):
            if run.status is RunStatus.RUNNING:
                self._play(run)

    def _play(self, run: Run) -> None:
        """Give a run one more epoch, unless it is asked to stop or diverges."""
        store, asked = self.store, self.store.queue.waiting_commands(run.id)
        if any(command.kind == "stop" for command in asked):
            with store.database.writing() as connection:
                commands.discard(connection, run.id)
            self._keep(run)
            return put(store, run.id, RunStatus.STOPPED, worker_id=None)
        if run.config.learning_rate > 1e6:
            return put(store, run.id, RunStatus.FAILED, worker_id=None, message="Training diverged at step 1.")
        epoch = len(store.history.epochs(run.id)) + 1
        accuracy = self.accuracy(run.config, epoch)
        with store.database.writing() as connection:
            write_epochs(connection, run.id, [epoch_end(epoch, accuracy)])
        is_last = epoch >= run.config.epochs
        put(
            store,
            run.id,
            RunStatus.FINISHED if is_last else RunStatus.RUNNING,
            epoch=epoch,
            step=STEPS * epoch,
            steps_per_epoch=STEPS,
            validation_accuracy=accuracy,
            worker_id=None if is_last else self.worker,
        )
        if is_last:
            self._keep(run)
        return None

    def _keep(self, run: Run) -> None:
        """Leave a network behind."""
        network = NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(0))
        self.store.networks.keep(run.id, network)


def epoch_end(epoch: int, accuracy: float) -> EpochEnd:
    """Return the end of an epoch that took a second."""
    return EpochEnd(epoch, STEPS * epoch, 1.0, accuracy, 1 - accuracy, accuracy, 0.1, 600, 1.0, True)


@pytest.fixture
def player(store: RunStore) -> Player:
    """Return what plays the worker."""
    return Player(store)


@pytest.fixture
def tuner(store: RunStore, small_data: Dataset) -> Iterator[Callable[[int], Tuner]]:
    """Return a function that makes a tuner of a study, as a process of its own would be."""

    def make(study_id: int) -> Tuner:
        store.tuners.release(study_id, store.studies.get(study_id).claim)
        assert store.tuners.ensure() == [study_id]
        claim = store.studies.get(study_id).claim
        store.tuners.register(study_id, claim)
        return Tuner(store, study_id, claim, load=lambda: small_data)

    yield make


def play_on(tuner: Tuner, player: Player, *, until: Callable[[], bool] = lambda: False) -> None:
    """Let tuner and worker take turns until the tuner leaves or something has come true."""
    for _ in range(MOST_STEPS):
        if not tuner.step() or until():
            return
        player.play()
    raise AssertionError("the study did not end")
