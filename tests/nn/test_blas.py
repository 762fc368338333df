"""Products agree with NumPy's, whichever way their factors lie in memory, and add to what is there."""

import numpy as np
import pytest

from mnist_core.nn.blas import add_column_sums, add_multiple, add_product, inner, row_sums

DTYPES = [np.float32, np.float64]


def numbers(*shape, dtype):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(dtype)


def lying_as_its_transpose(x):
    return np.ascontiguousarray(x.T).T


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 5, 3), (7, 4, 1), (3, 1, 2), (33, 70, 17)])
@pytest.mark.parametrize("lie_a", [np.ascontiguousarray, lying_as_its_transpose])
@pytest.mark.parametrize("lie_b", [np.ascontiguousarray, lying_as_its_transpose])
@pytest.mark.parametrize("keep", [0, 1, -0.3])
def test_add_product_adds_to_a_share_of_what_is_there(dtype, sizes, lie_a, lie_b, keep):
    n, k, m = sizes
    a, b, out = lie_a(numbers(n, k, dtype=dtype)), lie_b(numbers(k, m, dtype=dtype)), numbers(n, m, dtype=dtype)
    expected = keep * out + a @ b

    returned = add_product(a, b, out, keep=keep)

    assert returned is out
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


def test_nothing_is_kept_even_of_what_is_no_number():
    out, sums = np.full((2, 2), np.nan), np.full(2, np.nan)

    add_product(np.eye(2), np.eye(2), out)
    add_column_sums(np.eye(2), sums)

    np.testing.assert_array_equal(out, np.eye(2))
    np.testing.assert_array_equal(sums, [1, 1])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 7, 50_001])
def test_add_multiple_works_in_place(dtype, n):
    x, out = numbers(n, dtype=dtype), np.ones(n, dtype)

    assert add_multiple(-0.5, x, out) is out

    np.testing.assert_allclose(out, 1 - 0.5 * x, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (6, 1), (30, 41)])
def test_sums_agree_with_numpy(dtype, shape):
    x, columns, rows = numbers(*shape, dtype=dtype), numbers(shape[1], dtype=dtype), np.empty(shape[0], dtype)
    expected = 0.5 * columns + x.sum(axis=0)

    add_column_sums(x, columns, keep=0.5)
    row_sums(x, rows)

    np.testing.assert_allclose(columns, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(rows, x.sum(axis=1), rtol=1e-4, atol=1e-5)
    assert inner(x, x) == pytest.approx(np.sum(x.astype(np.float64) ** 2), rel=1e-5)
