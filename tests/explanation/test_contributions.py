"""Tables of terms: whoever adds up what is shown gets the total that is shown, to the last digit."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.errors import ConfigurationError
from mnist_core.explanation import contributions
from mnist_core.explanation.softmax_table import loss_sum
from mnist_core.explanation.trace import trace_image
from tests.explanation.random_networks import digit, labels, make, networks, smoothings


def added(found):
    """The sum of a table's lines, from the text that a page shows."""
    lines = [*(term.shown for term in found.terms), found.rest, *([] if found.bias is None else [found.bias])]
    assert {len(f"{line:f}".partition(".")[2]) for line in [*lines, found.total]} == {found.decimals}
    return sum(Decimal(f"{line:f}") for line in lines)


def check(found, engine_total):
    assert added(found) == Decimal(f"{found.total:f}")
    assert abs(found.total - Decimal(float(engine_total))) <= Decimal(1).scaleb(-found.decimals) / 2


@given(network=networks, label=labels, smoothing=smoothings, terms=st.integers(0, 12), digits=st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_shown_terms_add_up_to_the_shown_total(network, label, smoothing, terms, digits):
    trace = trace_image(network, digit(label, network.layer_sizes[0]), label, label_smoothing=smoothing)

    for number, layer in enumerate(trace.layers):
        for unit in range(len(layer.z)):
            check(contributions.forward_sum(layer, unit, terms=terms, digits=digits), layer.z[unit])
            check(contributions.backward_sum(trace, number, unit, terms=terms, digits=digits), layer.grad_outputs[unit])
    check(loss_sum(trace, digits=digits), trace.loss)


@given(network=networks)
@settings(max_examples=30, deadline=None)
def test_rest_is_small_rounding_where_all_terms_are_shown(network):
    trace = trace_image(network, digit(3, network.layer_sizes[0]), 1)

    found = contributions.forward_sum(trace.layers[-1], 0, terms=1000)

    assert found.rest_count == 0
    assert abs(found.rest) <= (len(found.terms) + 2) * Decimal(1).scaleb(-found.decimals)


def test_terms_are_the_largest_by_size_largest_first():
    found = contributions.addable(np.array([1.0, 2, 3, 4]), np.array([5.0, -4, 0.1, 0.2]), 1.1, bias=3.0, terms=2)

    assert [(term.index, term.value, term.factor) for term in found.terms] == [(1, 2, -4), (0, 1, 5)]
    assert [str(line) for line in (found.rest, found.bias, found.total)] == ["1.1000", "3.0000", "1.1000"]
    assert found.rest_count == 2


def test_a_unit_without_input_shows_its_bias_alone():
    found = contributions.addable(np.zeros(3), np.ones(3), 0.25, bias=0.25, terms=1)

    assert (str(found.rest), str(found.total)) == ("0.00000", "0.25000")


def test_all_zero_has_decimals_and_no_negative_zero():
    found = contributions.addable(np.array([0.0, -0.0]), np.array([-1.0, 1.0]), -0.0, terms=2)

    assert {str(line) for line in (*(term.shown for term in found.terms), found.rest, found.total)} == {"0.0000"}


def test_small_gradients_keep_their_significant_digits():
    found = contributions.addable(np.array([1.0]), np.array([1.23456e-9]), 1.23456e-9, digits=3)

    assert f"{found.total:f}" == "0.00000000123"


def test_gradient_of_a_logit_is_p_minus_target():
    trace = trace_image(make(), digit(), 4)
    found = contributions.backward_sum(trace, 2, 4)

    assert {term.factor for term in found.terms} == {1.0, -1.0}
    assert {term.index for term in found.terms} == {4}


@pytest.mark.parametrize(("layer", "unit"), [(3, 0), (-1, 0), (0, 7), (0, -1)])
def test_layer_or_unit_that_does_not_exist_is_refused(layer, unit):
    with pytest.raises(ConfigurationError, match="must be a whole number from 0 to"):
        contributions.backward_sum(trace_image(make(), digit(), 1), layer, unit)


def test_gradients_without_a_label_are_refused():
    with pytest.raises(ConfigurationError, match="label must be given"):
        contributions.backward_sum(trace_image(make(), digit()), 0, 0)
