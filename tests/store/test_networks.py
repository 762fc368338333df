import json

import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.errors import NetworkFileError
from mnist_core.files.network_file import network_bytes
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig


def test_imported_network_is_a_run_with_its_accuracy_measured(
    store: RunStore, small_data: Dataset, rng_network: NeuralNetwork
) -> None:
    config = TrainingConfig(hidden_sizes=(9,), learning_rate=0.5, batch_norm=True)
    facts = {"name": "from afar", "config": json.dumps(config.to_dict()), "test_accuracy": "0.9999"}
    run = store.networks.import_(network_bytes(rng_network, metadata=facts), test=small_data.test)
    assert (run.name, run.source, run.status, run.has_checkpoint) == ("from afar", "imported", RunStatus.FINISHED, True)
    assert run.config == config
    correct = rng_network.predict(small_data.test.images) == small_data.test.labels
    assert run.test_accuracy == pytest.approx(correct.mean())
    assert store.networks.load(run.id).parameters.tobytes() == rng_network.parameters.tobytes()
    again = store.networks.import_(store.networks.export(run.id), "copy", test=small_data.test)
    assert (again.name, again.config) == ("copy", config)


@pytest.mark.parametrize("claim", ["", "[]", "{", '{"hidden_sizes": [5]}', '{"learning_rate": -1}', "[" * 50_000])
def test_configuration_that_does_not_fit_is_not_believed(
    store: RunStore, small_data: Dataset, rng_network: NeuralNetwork, claim: str
) -> None:
    run = store.networks.import_(network_bytes(rng_network, metadata={"config": claim}), test=small_data.test)
    assert run.config == TrainingConfig(hidden_sizes=(9,), batch_norm=True)


def test_refused_import_leaves_no_run(store: RunStore, small_data: Dataset) -> None:
    with pytest.raises(NetworkFileError):
        store.networks.import_(b"<html>", test=small_data.test)
    assert store.runs.all() == []


def test_disk_use_counts_every_file(store: RunStore, small_data: Dataset, rng_network: NeuralNetwork) -> None:
    run = store.networks.import_(network_bytes(rng_network), test=small_data.test)
    use = store.networks.disk_use()
    assert use.runs == {run.id: sum(path.stat().st_size for path in store.runs.folder(run.id).iterdir())}
    assert use.total == sum(use.runs.values()) + use.database + use.logs
