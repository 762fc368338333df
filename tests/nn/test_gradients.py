"""A gradient arrives where it should, beside what is kept of what was there."""

import numpy as np
import pytest

from mnist_core.nn.gradients import Destination, Gradients

A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [1.0, -1.0]])
ADD = {
    "product": (lambda gradients: gradients.add_product("p", A, B), A @ B),
    "column sums": (lambda gradients: gradients.add_column_sums("p", A), A.sum(axis=0)),
    "as it is": (lambda gradients: gradients.add("p", A), A),
}


@pytest.mark.parametrize("way", ADD)
@pytest.mark.parametrize("keep", [0, 1, 0.5])
def test_a_share_of_what_was_there_is_kept(way, keep):
    add, gradient = ADD[way]
    place = np.full(gradient.shape, 10.0)

    add(Gradients({"p": place}, keep))

    np.testing.assert_allclose(place, keep * 10 + gradient)


@pytest.mark.parametrize("way", ADD)
def test_nothing_is_kept_even_of_what_is_no_number(way):
    add, gradient = ADD[way]
    place = np.full(gradient.shape, np.nan)

    add(Gradients({"p": place}))

    np.testing.assert_allclose(place, gradient)


def test_destination_receives_a_gradient_that_lies_elsewhere():
    vector, gradients = np.array([1.0, 2.0]), np.array([10.0, -10.0])

    Destination(vector, keep=0.5, scale=-0.1).receive(gradients)

    np.testing.assert_allclose(vector, [-0.5, 2.0])


def test_destination_leaves_a_gradient_that_is_there_already():
    gradients = np.array([10.0, -10.0])

    Destination(gradients).receive(gradients)

    assert gradients.tolist() == [10, -10]
