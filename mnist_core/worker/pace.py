"""How fast a run may go: at full speed, in slow motion, step by step, or not at all; and what is done by the clock."""

from dataclasses import dataclass, replace
from typing import Self

from mnist_core.store.commands import Command
from mnist_core.training.events import BatchEnd, EpochEnd, Event

INSIGHT_SECONDS = 1.0
LEAST_INSIGHT_SECONDS = 0.4
"""So often at most, where epochs are short: each ends with an insight."""

INSIGHT_SHARE = 0.04
"""Insights of a large network come more seldom, so that they take no more than this share of the time."""

TRIAL_CHECKPOINT_SECONDS = 1.0


@dataclass(frozen=True)
class Rhythm:
    """What a worker does by the clock while it trains, in seconds.

    Attributes
    ----------
    poll : float, default 0.1
        Between two looks for commands while a run is paused.
    write : float, default 0.25
        Between two writes to the store.
    retry : float, default 2.0
        From a write that the store refused to the next attempt.
    release : float, default 600.0
        After so long a pause the worker lets the run go; its checkpoint brings it back.
    checkpoint : float, default 0.0
        Between two checkpoints at the least; else there is one at the end of every epoch.
    """

    poll: float = 0.1
    write: float = 0.25
    retry: float = 2.0
    release: float = 600.0
    checkpoint: float = 0.0

    def of_trial(self) -> Self:
        """Return the rhythm of a trial of a search, one of many short runs: what a crash undoes is soon done again."""
        return replace(self, checkpoint=TRIAL_CHECKPOINT_SECONDS)


RHYTHM = Rhythm()


class Pace:
    """Counts what a person allowed; knows no clock of its own and no trainer."""

    def __init__(self) -> None:
        self.paused = False
        self.stopped = False
        self.steps_per_second: float | None = None
        self._batches_left: int | None = None
        self._epochs_left: int | None = None

    @property
    def is_stepping(self) -> bool:
        """Whether a person asked for a number of steps, after which the run pauses again."""
        return self._batches_left is not None or self._epochs_left is not None

    @property
    def most_steps(self) -> int | None:
        """How many steps may be taken before one has to look here again; None where it does not matter."""
        return 1 if self.steps_per_second is not None else self._batches_left

    def obey(self, command: Command) -> None:
        """Take a command into account; `change` is not a matter of pace."""
        match command.kind:
            case "pause":
                self._set(paused=True)
            case "resume":
                self._set(paused=False)
            case "stop":
                self.stopped = True
            case "step":
                payload = command.payload
                self._set(paused=False, batches=payload.get("batches"), epochs=payload.get("epochs"))
            case "speed":
                self.steps_per_second = command.payload["steps_per_second"]

    def count(self, event: Event) -> None:
        """Take note of an event; the last allowed one pauses the run."""
        if self._batches_left is not None and isinstance(event, BatchEnd):
            self._batches_left -= 1
            if self._batches_left == 0:
                self._set(paused=True)
        elif self._epochs_left is not None and isinstance(event, EpochEnd):
            self._epochs_left -= 1
            if self._epochs_left == 0:
                self._set(paused=True)

    def seconds_until_next(self, since_last_step: float) -> float:
        """Return how long slow motion still waits before the next step."""
        if self.steps_per_second is None:
            return 0.0
        return max(0.0, 1 / self.steps_per_second - since_last_step)

    def _set(self, *, paused: bool, batches: int | None = None, epochs: int | None = None) -> None:
        """Begin another way of going."""
        self.paused, self._batches_left, self._epochs_left = paused, batches, epochs


class InsightPace:
    """Says when to look inside the network: about once a second, and seldom enough where a look takes long.

    Parameters
    ----------
    last : float
        When it was done last.
    """

    def __init__(self, last: float = 0.0) -> None:
        self._pause = INSIGHT_SECONDS
        self._last = last
        self._is_asked = False

    def ask(self, now: float) -> None:
        """Take note that the next step is looked into."""
        self._last = now
        self._is_asked = True

    def count_step(self, seconds: float) -> None:
        """Take note of how long a step took; if it was looked into, that decides when the next one is."""
        if self._is_asked:
            self._is_asked = False
            self._pause = max(INSIGHT_SECONDS, seconds / INSIGHT_SHARE)

    def is_due(self, now: float, *, ends_epoch: bool) -> bool:
        """Whether to look into the next step, which may be the last of its epoch."""
        early = ends_epoch and self._pause == INSIGHT_SECONDS
        return now - self._last >= (LEAST_INSIGHT_SECONDS if early else self._pause)
