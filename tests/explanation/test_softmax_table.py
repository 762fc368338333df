"""The softmax table: shares that make 100%, and a loss that is the sum of its terms."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError
from mnist_core.explanation.softmax_table import loss_sum, softmax_table
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, make, networks


@given(network=networks, digits=st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_shown_shares_add_up_to_100_percent(network, digits):
    trace = trace_image(network, digit(2, network.layer_sizes[0]))

    rows = softmax_table(trace, digits=digits)

    assert sum(row.share for row in rows) == 100
    for row, probability in zip(rows, trace.probabilities, strict=True):
        assert abs(row.share - 100 * Decimal(float(probability))) < Decimal("1.01").scaleb(2 - digits)


def test_rows_are_the_steps_of_softmax():
    trace = trace_image(make(dtype="float64"), digit())

    rows = softmax_table(trace, digits=6)

    exponentials = np.array([float(row.exponential) for row in rows])
    assert max(row.shifted for row in rows) == 0
    assert max(exponentials) == 1
    np.testing.assert_allclose([float(row.logit) for row in rows], trace.logits, atol=1e-6)
    np.testing.assert_allclose([float(row.share) for row in rows], 100 * exponentials / exponentials.sum(), atol=1e-3)


def test_shares_of_a_network_that_is_sure_make_100_percent():
    network = make((5,))
    network.named_parameters()["dense2.weight"][...] *= 1000

    rows = softmax_table(trace_image(network, digit()))

    assert sum(row.share for row in rows) == 100
    assert max(row.share for row in rows) == 100


def test_loss_is_the_surprise_at_the_true_digit():
    trace = trace_image(make(), digit(), 6)

    found = loss_sum(trace)

    assert found.terms[0].index == 6
    assert found.terms[0].factor == pytest.approx(-np.log(float(trace.probabilities[6])), rel=1e-5)
    assert all(term.shown == 0 for term in found.terms[1:])


def test_loss_stays_finite_where_a_probability_is_rounded_to_zero():
    network = make((5,))
    network.named_parameters()["dense2.weight"][...] *= 10_000
    label = int(network.predict_proba(digit()).argmin())

    assert loss_sum(trace_image(network, digit(), label)).total.is_finite()


def test_loss_without_a_label_is_refused():
    with pytest.raises(ConfigurationError, match="label must be given"):
        loss_sum(trace_image(make(), digit()))
