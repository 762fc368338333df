"""The matrix products of a network, and the sums that are products with ones.

NumPy's `dot` can only overwrite. The routine beneath it, BLAS's GEMM, does more: C ← k C + A B, adding a product to
what is there. A gradient that is added straight onto the vector that an optimizer updates needs no vector of its own
and no pass over it; for plain descent that saves 2 to 9% of the time. SciPy hands that routine out.

NumPy and SciPy each bring a BLAS with threads of its own, and threads that wait for work of one pool get in the way of
the other's. So whatever a step asks of BLAS is asked here, of one pool.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import blas

from mnist_core.nn.arrays import Array


class _Routines(NamedTuple):
    """BLAS's own routines for one type, under the names that it gives them."""

    gemm: Callable[..., Array]
    gemv: Callable[..., Array]
    dot: Callable[..., float]
    axpy: Callable[..., Array]


_ROUTINES = {
    np.dtype(np.float32): _Routines(blas.sgemm, blas.sgemv, blas.sdot, blas.saxpy),
    np.dtype(np.float64): _Routines(blas.dgemm, blas.dgemv, blas.ddot, blas.daxpy),
}
_ones: dict[tuple[int, np.dtype[Any]], Array] = {}


def add_product(a: Array, b: Array, out: Array, *, keep: float = 0.0) -> Array:
    """Set out ← keep · out + a b in place, and return it.

    Parameters
    ----------
    a : array of shape (n, k)
    b : array of shape (k, m)
    out : array of shape (n, m)
        C-contiguous. All three have the same type, float32 or float64.
    keep : float, default 0
        Factor of what is there; 0 overwrites it, whatever it is.
    """
    # BLAS stores columns: seen by it, each array is its own transpose, and outᵀ = bᵀ aᵀ.
    left, transpose_left = (b.T, 0) if b.flags.c_contiguous else (b, 1)
    right, transpose_right = (a.T, 0) if a.flags.c_contiguous else (a, 1)
    _ROUTINES[out.dtype].gemm(1.0, left, right, keep, out.T, transpose_left, transpose_right, 1)
    return out


def affine(x: Array, W: Array, b: Array, *, out: Array) -> Array:
    """Set out ← x W + b and return it, shape (n, m), for x of shape (n, k), W of shape (k, m) and b of shape (m,)."""
    out[...] = b
    return add_product(x, W, out, keep=1)


def add_column_sums(x: Array, out: Array, *, keep: float = 0.0) -> Array:
    """Set out ← keep · out + 1ᵀ x in place, and return it; NumPy's sum down columns takes 1.5 to 3 times as long.

    Parameters
    ----------
    x : array of shape (n, m), C-contiguous
    out : array of shape (m,), of the same type
    keep : float, default 0
    """
    _ROUTINES[out.dtype].gemv(1.0, x.T, _ones_of(len(x), x.dtype), keep, out, 0, 1, 0, 1, 0, 1)
    return out


def row_sums(x: Array, out: Array) -> Array:
    """Set out ← x 1 for x of shape (n, m), C-contiguous, and return it, shape (n,)."""
    _ROUTINES[out.dtype].gemv(1.0, x.T, _ones_of(x.shape[1], x.dtype), 0.0, out, 0, 1, 0, 1, 1, 1)
    return out


def add_multiple(factor: float, x: Array, out: Array) -> Array:
    """Set out ← out + factor · x in place, both of shape (n,), and return it.

    BLAS gives each thread its part of the vectors, which is the part that a product added there by the same thread
    has left in that core's cache.
    """
    _ROUTINES[out.dtype].axpy(x, out, len(out), factor)
    return out


def inner(a: Array, b: Array) -> float:
    """Return the sum of the products of two C-contiguous arrays' numbers, one by one."""
    return float(_ROUTINES[a.dtype].dot(a.reshape(-1), b.reshape(-1)))


def _ones_of(n: int, dtype: np.dtype[Any]) -> Array:
    """Return n ones; made once, never to be written to."""
    key = n, dtype
    if key not in _ones:
        _ones[key] = np.ones(n, dtype)
        _ones[key].flags.writeable = False
    return _ones[key]
