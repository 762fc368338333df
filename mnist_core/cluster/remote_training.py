"""What happens on a machine of the cluster: a trainer goes on by a chunk whenever it is asked to.

It needs this package and nothing else: configuration, images and state come with the request, and what was measured
goes back with the answer. Between two chunks it stands between two steps, so that its state can be taken there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError, MnistCoreError
from mnist_core.files.snapshots import is_moment
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, Event, FitEnd, Insight
from mnist_core.training.trainer import Trainer


@dataclass(frozen=True)
class Chunk:
    """What a trainer told since it was last asked.

    Attributes
    ----------
    events : list of Event
    has_ended : bool
        Whether only the FitEnd is still to come.
    error : str
        Why training failed after these events, else empty.
    state : tuple or None
        As `RemoteTraining.state` returns it, where it is surely wanted: it then needs no way of its own.
    """

    events: list[Event]
    has_ended: bool
    error: str = ""
    state: tuple[dict[str, Any], float] | None = None


class RemoteTraining:
    """A training that lives on a machine of the cluster, from one task of Dask to the next.

    Parameters
    ----------
    config : TrainingConfig
    train : ImageSet
        All images to learn from; those to choose by are set aside here, by the same seed as anywhere.
    state : dict, optional
        Where to go on; from the first step without it.

    Raises
    ------
    MnistCoreError
        If the configuration does not fit the images, or the state the configuration.
    """

    def __init__(self, config: TrainingConfig, train: ImageSet, state: dict[str, Any] | None = None) -> None:
        self._trainer = Trainer(config)
        if state is not None:
            self._trainer.load_state(state)
        self._events: Iterator[Event] = self._trainer.fit(train)

    def advance(self, seconds: float, most_steps: int | None, *, measure: bool) -> Chunk:
        """Train for about so long, at most so many steps, and no further than an epoch's end or a snapshot's moment.

        Parameters
        ----------
        seconds : float
        most_steps : int or None
        measure : bool
            Whether to look inside the network at the first step.
        """
        if measure:
            self._trainer.measure_next_step()
        limit, steps, events = perf_counter() + seconds, 0, []
        try:
            for event in self._events:
                events.append(event)
                steps += isinstance(event, BatchEnd)
                if isinstance(event, EpochEnd | FitEnd) or (self._trainer.between_steps and self._is_due(event)):
                    break
                if steps and self._trainer.between_steps and (steps == most_steps or perf_counter() >= limit):
                    break
        except MnistCoreError as error:
            return Chunk(events, self._trainer.has_ended, str(error))
        is_wanted = isinstance(events[-1], EpochEnd | FitEnd | Insight) or self._is_due(events[-1])
        return Chunk(events, self._trainer.has_ended, state=self.state() if is_wanted else None)

    def _is_due(self, event: Event) -> bool:
        """Whether a snapshot may be taken after this event."""
        return isinstance(event, BatchEnd) and is_moment(event.step, self._trainer.steps_per_epoch)

    def change(self, field: str, value: float) -> str:
        """Change a setting from the next step on; return why that makes no sense, else an empty text."""
        try:
            self._trainer.change(field, value)
        except ConfigurationError as error:
            return str(error)
        return ""

    def state(self) -> tuple[dict[str, Any], float]:
        """Return the trainer's whole state, and the temperature of its network, which the end of training sets."""
        return self._trainer.state(), self._trainer.network.temperature


_trainings: dict[str, RemoteTraining] = {}


def begin(key: str, config: TrainingConfig, train: ImageSet, state: dict[str, Any] | None) -> None:
    """Begin a RemoteTraining that later tasks on this worker know by a key."""
    _trainings[key] = RemoteTraining(config, train, state)


def call(key: str, name: str, *arguments: Any, **options: Any) -> Any:
    """Return what a method of a RemoteTraining returns; a LookupError if this process does not have it."""
    return getattr(_trainings[key], name)(*arguments, **options)


def end(key: str) -> None:
    """Forget a RemoteTraining."""
    _trainings.pop(key, None)
