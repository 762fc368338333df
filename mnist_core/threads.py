"""How many threads a matrix multiply may use; it must be settled before NumPy is imported.

More threads than cores make every one of them slower, and a layer of a few hundred units does not fill more than
eight. A person who sets one of the variables is obeyed.
"""

import os

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
