"""The strongest connections, the same that the tables show."""

import numpy as np

from mnist_core.explanation.connections import strongest_incoming, strongest_outgoing
from mnist_core.explanation.contributions import forward_sum
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, make


def test_strongest_incoming_terms_lead_the_sum():
    layer = trace_image(make(), digit()).layers[0]

    indices, terms = strongest_incoming(layer, 5)

    for unit in range(len(layer.z)):
        shown = forward_sum(layer, unit, terms=5).terms
        assert [term.index for term in shown] == indices[unit].tolist()
        np.testing.assert_allclose([term.value * term.factor for term in shown], terms[unit], rtol=1e-5)


def test_strongest_outgoing_are_the_largest_products_with_the_next_weights():
    trace = trace_image(make((7, 5), activation="tanh"), digit())

    indices, terms = strongest_outgoing(trace, 0, 2)

    products = trace.layers[1].weight * trace.layers[0].outputs[:, None]
    assert indices.shape == terms.shape == (7, 2)
    np.testing.assert_array_equal(np.abs(terms[:, 0]), np.abs(products).max(axis=1))
    np.testing.assert_array_equal(np.take_along_axis(products, indices, axis=1), terms)


def test_the_last_layer_leads_nowhere():
    indices, terms = strongest_outgoing(trace_image(make(), digit()), 2, 3)

    assert indices.shape == terms.shape == (10, 0)


def test_more_than_there_are_gives_all():
    indices, _ = strongest_incoming(trace_image(make(), digit()).layers[-1], 100)

    assert np.sort(indices, axis=1).tolist() == [list(range(5))] * 10
