import numpy as np
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mnist_core.files.snapshots import save_snapshot
from mnist_core.nn.network import NeuralNetwork
from pages.components.inside.moments import moments_of, network_at
from pages.components.inside.network_map.message import MapView, encode
from pages.components.inside.offered_moments import offered_weights, with_offered_moments
from pages.components.inside.subject import Subject
from pages.components.inside.traces import cached_trace
from pages.server.moments import moments_route


def test_the_browser_fetches_what_the_page_would_send(store, add_run):
    run = add_run()
    for step in (0, 1, 2):
        network = NeuralNetwork(run.config.layer_sizes, rng=np.random.default_rng(step))
        save_snapshot(store.runs.folder(run.id), step, network)
    moments = moments_of(run)
    client = TestClient(Starlette(routes=[moments_route()]))
    pixels = np.arange(784, dtype=np.uint8).tobytes()

    def view(place: int) -> MapView:
        network, key = network_at(run, moments[place])
        subject = Subject(network, key, pixels, 3, 0.0)
        shown = MapView(cached_trace(subject), offered_weights(subject), (1, 2), False, (), moments, place)
        return with_offered_moments(shown, run, subject)

    here, there = view(3), view(1)
    assert here.offered == there.offered
    assert client.get(f"{here.offered}1").content == encode(there)
    assert client.get(f"{here.offered}4").status_code == 204
