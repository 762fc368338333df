"""The networks of a run's best and last epoch."""

import numpy as np
import pytest

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import StoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.best_epoch import OTHER_FILE, SPARE_FILE, KeptEpochs
from mnist_core.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_sizes=(4,))
TEST = ImageSet(np.random.default_rng(0).integers(0, 256, (50, 784), np.uint8), np.arange(50, dtype=np.uint8) % 10)


def network(seed: int) -> NeuralNetwork:
    return NeuralNetwork(CONFIG.layer_sizes, rng=np.random.default_rng(seed))


def test_a_run_judged_by_its_last_epoch_can_be_judged_by_its_best_and_back(store):
    run = store.runs.create(CONFIG)
    last, best = network(0), network(1)
    store.best_epoch.keep(run.id, last, 5, (3, best))
    assert store.best_epoch.of(run.id) == KeptEpochs(judged=5, other=3)
    assert store.best_epoch.of(run.id).best == 3
    for judged, epochs in ((best, (3, 5)), (last, (5, 3))):
        store.best_epoch.judge_by_other(run.id, TEST)
        assert store.best_epoch.of(run.id) == KeptEpochs(*epochs)
        np.testing.assert_array_equal(store.networks.load(run.id).parameters, judged.parameters)
        assert store.runs.get(run.id).test_accuracy == evaluate(judged, TEST).accuracy


def test_a_run_whose_best_epoch_is_the_last_has_one_network(store):
    run = store.runs.create(CONFIG)
    store.best_epoch.keep(run.id, network(0), 5, (5, network(0)))
    assert store.best_epoch.of(run.id) is None
    with pytest.raises(StoreError, match="keeps one network only"):
        store.best_epoch.judge_by_other(run.id, TEST)


def test_a_crash_between_the_renames_loses_neither(store):
    run = store.runs.create(CONFIG)
    store.best_epoch.keep(run.id, network(0), 5, (3, network(1)))
    folder = store.runs.folder(run.id)
    (folder / OTHER_FILE).rename(folder / SPARE_FILE)
    assert store.best_epoch.of(run.id) == KeptEpochs(judged=5, other=3)
    store.best_epoch.judge_by_other(run.id, TEST)
    assert store.best_epoch.of(run.id) == KeptEpochs(judged=3, other=5)
