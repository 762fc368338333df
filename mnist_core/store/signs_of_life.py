"""How long a worker has been silent, by nobody's clock but the watcher's own.

A worker changes its heartbeat every few seconds. What it holds is of no matter, only that it changes: clocks of two
machines differ, and one that is set jumps. So a watcher remembers when it last saw a change.
"""

import time
from collections.abc import Callable, Iterable


class SignsOfLife:
    """What one process has seen of the workers.

    Parameters
    ----------
    clock : callable, default `time.monotonic`
        Returns seconds, from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[int, tuple[float, float]] = {}

    def silent_seconds(self, worker_id: int, heartbeat: float) -> float | None:
        """Return for how long this heartbeat has been the last one, or None if it was never looked at before.

        Parameters
        ----------
        worker_id : int
        heartbeat : float
            As it stands in the store.
        """
        now = self._clock()
        before = self._seen.get(worker_id)
        if before is None or before[0] != heartbeat:
            self._seen[worker_id] = (heartbeat, now)
            return None if before is None else 0.0
        return now - before[1]

    def forget_all_but(self, worker_ids: Iterable[int]) -> None:
        """Forget workers that are no longer on the list; no number is ever given out again."""
        self._seen = {key: self._seen[key] for key in self._seen.keys() & set(worker_ids)}
