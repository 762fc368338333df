"""Waiting for a store that cannot be reached now: locked by a backup, on a server that starts again, on a full disk.

A worker that gave up would leave a queue behind that nobody looks after. So every call of its loop is made again until
it succeeds, the worker must leave, or an hour has passed.
"""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

from mnist_core.errors import StoreUnavailableError

PATIENCE_SECONDS = 3600.0
P = ParamSpec("P")
T = TypeVar("T")


class Patience:
    """Calls what asks something of the store until the store answers.

    Parameters
    ----------
    leave : threading.Event
        Ends the waiting.
    retry : float
        Seconds from one attempt to the next.
    """

    def __init__(self, leave: threading.Event, retry: float) -> None:
        self._leave = leave
        self._retry = retry

    def __call__(self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `action` returns.

        Raises
        ------
        StoreUnavailableError
            If the worker must leave, or an hour was not enough.
        """
        limit, said = time.monotonic() + PATIENCE_SECONDS, ""
        while True:
            try:
                return action(*args, **kwargs)
            except StoreUnavailableError as error:
                if self._leave.is_set() or time.monotonic() >= limit:
                    raise
                if str(error) != said:
                    said = str(error)
                    say(f"{said}; waiting")
                self._leave.wait(self._retry)


def say(message: object) -> None:
    """Write a line into the worker's log; a disk that is full ends nothing."""
    with suppress(OSError):
        print(message, file=sys.stderr, flush=True)
