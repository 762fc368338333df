"""A trainer whose steps are made elsewhere: a worker's session holds it as it holds any other.

It passes on the events as they come, and when somebody asks for weights or state it fetches them first. So whatever
is kept of a run, whatever a person asks of it, and whatever resumes it is the same code as for a run at home.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from mnist_core.cluster.cluster import Cluster, RemoteCalls
from mnist_core.data.dataset import ImageSet
from mnist_core.errors import ConfigurationError, DivergenceError
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, Event, FitEnd, Insight
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import config_for

CHUNK_SECONDS = 0.25
"""For so long the worker trains before it is asked again: charts move and commands are obeyed as often."""


class RemoteTrainer(Trainer):
    """Trains one network on a worker of a cluster.

    Parameters
    ----------
    config : TrainingConfig
    cluster : Cluster
    worker : str
        The worker's address.

    Attributes
    ----------
    most_steps : int or None
        How many steps the next chunk may take at most.
    """

    def __init__(self, config: TrainingConfig, cluster: Cluster, worker: str) -> None:
        super().__init__(config)
        self.most_steps: int | None = None
        self._cluster, self._worker = cluster, worker
        self._calls: RemoteCalls | None = None
        self._buffer: deque[Event] = deque()
        self._told_step = 0
        self._told_end = False
        self._is_fetched = True
        self._state: tuple[dict[str, Any], float] | None = None

    @property
    def step(self) -> int:
        """Updates whose events were passed on."""
        return self._told_step

    @property
    def between_steps(self) -> bool:
        """Whether all that came was passed on: the worker stands between two steps."""
        return not self._buffer

    @property
    def has_ended(self) -> bool:
        """Whether only the FitEnd is still to come."""
        return self._told_end

    def fit(self, train: ImageSet, validation: ImageSet | None = None) -> Iterator[Event]:
        """Begin on the worker, and pass on its events; `validation` must be left to the configuration."""
        config = config_for(self.config, train, begun=self.step > 0)
        if config is not self.config:
            self._begin(config)
        state = super().state() if self.step else None
        self._calls = self._cluster.begin(self._worker, self.config, train, state)
        return self._pass_on(self._calls)

    def _pass_on(self, calls: RemoteCalls) -> Iterator[Event]:
        """Yield the events of one chunk after another."""
        try:
            while True:
                measure, self._insight_wanted = self._insight_wanted, False
                most = 1 if measure else self.most_steps
                chunk = calls("advance", CHUNK_SECONDS, most, measure=measure)
                self._is_fetched, self._told_end, self._state = False, chunk.has_ended, chunk.state
                self._buffer.extend(chunk.events)
                while self._buffer:
                    event = self._buffer.popleft()
                    if isinstance(event, BatchEnd):
                        self._told_step = event.step
                    elif isinstance(event, Insight | FitEnd):
                        self._fetch()
                    yield event
                    if isinstance(event, FitEnd):
                        return
                if chunk.error:
                    raise DivergenceError(chunk.error)
        finally:
            calls.close()

    def change(self, field: str, value: float) -> None:
        """Change a setting as `LiveSettings.change` does, on the worker."""
        if self._calls is None:
            return super().change(field, value)
        if reason := self._calls("change", field, value):
            raise ConfigurationError(reason)
        self._is_fetched, self._state = False, None
        return None

    def evaluation_network(self) -> NeuralNetwork:
        self._fetch()
        return super().evaluation_network()

    def best_network(self) -> tuple[int, NeuralNetwork] | None:
        self._fetch()
        return super().best_network()

    def latest_network(self) -> NeuralNetwork:
        self._fetch()
        return super().latest_network()

    def state(self) -> dict[str, Any]:
        self._fetch()
        return super().state()

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self._told_step = self._progress.step
        self._told_end = super().has_ended

    def _fetch(self) -> None:
        """Make this trainer what the worker's is, unless it is."""
        if self._is_fetched or self._calls is None:
            return
        state, temperature = self._state or self._calls("state")
        super().load_state(state)
        self.network.temperature = temperature
        self._is_fetched = True
