"""Every view of Evaluate, of a network that has nothing to say."""

import numpy as np
import pytest

from mnist_core.files.network_file import network_bytes
from mnist_core.nn.network import NeuralNetwork
from pages.components.evaluation.views import VIEWS


def always_one(hidden=()):
    """Return a network that reads everything as 1, and nothing else in it."""
    network = NeuralNetwork((784, *hidden, 10), rng=np.random.default_rng(0))
    network.parameters[:] = 0
    network.forward(np.zeros((1, 784), np.float32), training=False)
    biases = network.parameters[network.weight_count :]
    biases[-9] = 5.0
    assert (network.predict(np.zeros((3, 784), np.uint8)) == 1).all()
    return network


@pytest.mark.parametrize("hidden", [(), (8,)])
@pytest.mark.parametrize("view", [view.address for view in VIEWS])
def test_a_network_that_reads_everything_as_1_is_judged_all_the_same(open_page, store, started_jobs, view, hidden):
    run = store.networks.import_(network_bytes(always_one(hidden)))
    app = open_page("evaluate.py", run=str(run.id), view=view)
    assert not app.exception
    assert not app.error
    assert app.segmented_control or app.selectbox
    if view == VIEWS[0].address:
        assert {metric.label: metric.value for metric in app.metric}["Test accuracy"] == "11.35%"
