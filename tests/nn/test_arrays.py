"""Buffers lend the same memory again as long as it is large enough."""

import numpy as np

from mnist_core.nn.arrays import Buffer


def test_smaller_batches_borrow_the_first_rows():
    buffer = Buffer()
    large = buffer.take((8, 3), np.float32)

    small = buffer.take((5, 3), np.float32)

    assert small.shape == (5, 3)
    assert np.shares_memory(small, large[:5])
    assert np.shares_memory(buffer.take((8, 3), np.float32), large)


def test_larger_batches_and_other_types_get_new_memory():
    buffer = Buffer()
    first = buffer.take((2, 3), np.float32)

    assert not np.shares_memory(buffer.take((4, 3), np.float32), first)
    assert buffer.take((2, 3), np.float64).dtype == np.float64
    assert buffer.take((2, 4), np.float64).shape == (2, 4)
