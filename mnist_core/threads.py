"""How many threads a matrix multiply may use; it must be settled before NumPy is imported.

More threads than cores make every one of them slower, and a layer of a few hundred units does not fill more than
eight. A person who sets one of the variables is obeyed.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
MOST_USEFUL = 8


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_per_worker(concurrent: int) -> int:
    """Return the threads of one worker: all cores but one, which the server needs, shared by the runs at once."""
    return max(1, min(MOST_USEFUL, (available_cores() - 1) // concurrent))


def limit_threads() -> None:
    """Let this process use every core, up to the most useful number, unless a person chose otherwise."""
    if not any(name in os.environ for name in THREAD_VARIABLES):
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(min(MOST_USEFUL, available_cores()))))


_few = threading.Lock()
_inside: list[Any] = []
"""The limit that is in force, once for each that is within it."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Let the matrix products of this process use one thread meanwhile.

    For a single image more threads gain nothing, and while another process is busy each product waits for the slowest
    of them: with one run training, reading a drawing took 125 ms with two threads and 11 ms with one. Others that
    compute at the same time have one thread as well.
    """
    with _few:
        _inside.append(_inside[0] if _inside else _controller().limit(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _few:
            limit = _inside.pop()
            if not _inside:
                limit.restore_original_limits()


@cache
def _controller() -> Any:
    """Return what knows the libraries that are loaded; to look for them takes longer than a product."""
    import scipy.linalg.blas  # noqa: F401  # brings a library of its own
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
