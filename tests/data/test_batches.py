import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.data.batches import batch_slices, epoch_order, gather_scaled, scale


@given(n=st.integers(0, 500), seed=st.integers(0, 2**32 - 1))
def test_epoch_order_visits_every_image_once(n, seed):
    order = epoch_order(n, shuffle=True, rng=np.random.default_rng(seed))
    assert order.dtype == np.intp
    assert sorted(order) == list(range(n))


def test_epoch_order_without_shuffling_is_the_files_own():
    assert epoch_order(5, shuffle=False, rng=np.random.default_rng(0)).tolist() == [0, 1, 2, 3, 4]


@given(n=st.integers(0, 500), batch_size=st.integers(1, 600))
def test_batch_slices_partition_the_places(n, batch_size):
    slices = list(batch_slices(n, batch_size))
    assert [place for rows in slices for place in range(n)[rows]] == list(range(n))
    assert all(rows.stop - rows.start == batch_size for rows in slices[:-1])
    assert all(0 < rows.stop - rows.start <= batch_size for rows in slices)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gather_scaled_equals_indexing_and_dividing(dtype):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (50, 784), dtype=np.uint8)
    indices = rng.permutation(50)[:16]
    result = gather_scaled(images, indices, np.empty((16, 784), np.uint8), np.empty((16, 784), dtype))
    assert result.dtype == dtype
    np.testing.assert_allclose(result, images[indices] / 255, rtol=np.finfo(dtype).eps * 2)


def test_gather_scaled_of_a_smaller_last_batch_fills_the_first_rows():
    images = np.arange(30, dtype=np.uint8).reshape(10, 3)
    scaled = np.full((4, 3), -1.0)
    result = gather_scaled(images, np.array([9, 0]), np.empty((4, 3), np.uint8), scaled)
    assert np.shares_memory(result, scaled)
    np.testing.assert_allclose(result * 255, images[[9, 0]])
    assert (scaled[2:] == -1).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scale_maps_paper_to_0_and_ink_to_exactly_1(dtype):
    assert scale(np.array([0, 255], np.uint8), np.empty(2, dtype)).tolist() == [0, 1]


def test_gather_scaled_allocates_nothing():
    images = np.zeros((1000, 784), np.uint8)
    order = epoch_order(1000, shuffle=True, rng=np.random.default_rng(0))
    raw, scaled = np.empty((100, 784), np.uint8), np.empty((100, 784), np.float32)
    tracemalloc.start()
    try:
        gather_scaled(images, order[:100], raw, scaled)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        for rows in batch_slices(1000, 100):
            gather_scaled(images, order[rows], raw, scaled)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak - before < 4096  # views and slices; a batch of bytes alone is 78,400
