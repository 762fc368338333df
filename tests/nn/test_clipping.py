"""Clipping bounds the norm and nothing else."""

import numpy as np

from mnist_core.nn.clipping import clip_gradients


def test_a_long_gradient_keeps_its_direction():
    gradients = np.array([3.0, -4.0])

    clip_gradients(gradients, 1.0)

    np.testing.assert_allclose(gradients, [0.6, -0.8])


def test_a_short_gradient_stays_as_it_is():
    gradients = np.array([0.3, -0.4])

    clip_gradients(gradients, 1.0)

    assert gradients.tolist() == [0.3, -0.4]
