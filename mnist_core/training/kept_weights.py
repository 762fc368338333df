"""Which weights a training leaves behind: the latest, their average, or those of the best epoch."""

from typing import Any

from mnist_core.data.dataset import ImageSet
from mnist_core.evaluation.calibration import fit_temperature
from mnist_core.evaluation.report import evaluate
from mnist_core.nn.network import NeuralNetwork
from mnist_core.training.config import TrainingConfig
from mnist_core.training.early_stopping import EarlyStopping
from mnist_core.training.weight_average import WeightAverage


class KeptWeights:
    """The live network and what is remembered of it.

    Parameters
    ----------
    network : NeuralNetwork
        The network in training.
    config : TrainingConfig
        Whether weights are averaged, and whether those of the best epoch are the ones to keep.
    """

    def __init__(self, network: NeuralNetwork, config: TrainingConfig) -> None:
        self._live = network
        self._average = WeightAverage(network, config.weight_average) if config.weight_average else None
        self.early_stopping = EarlyStopping(config.early_stopping)

    @property
    def latest(self) -> NeuralNetwork:
        """The network that the end of an epoch is measured by: averaged or live weights, not a copy."""
        return self._average.network if self._average else self._live

    @property
    def kept(self) -> NeuralNetwork:
        """The network to keep if training stopped now, not a copy: the best, if it stops early, else the latest."""
        stopping = self.early_stopping
        return (stopping.best_network if stopping.patience else None) or self.latest

    @property
    def chosen_epoch(self) -> int | None:
        """The epoch whose network `kept` is, where validation chose it."""
        return self.early_stopping.best_epoch if self.early_stopping.patience else None

    @property
    def best(self) -> tuple[int, NeuralNetwork] | None:
        """The epoch with the lowest validation loss and its network, not a copy; None without validation."""
        stopping = self.early_stopping
        if stopping.best_epoch is None or stopping.best_network is None:
            return None
        return stopping.best_epoch, stopping.best_network

    def update(self, step: int) -> None:
        """Take note of the live weights after this step, from 1."""
        if self._average:
            self._average.update(step)

    def measure(self, image_set: ImageSet) -> tuple[float, float]:
        """Return the latest network's mean loss an image, nats, and its accuracy, 0 to 1."""
        measured = evaluate(self.latest, image_set)
        return measured.loss, measured.accuracy

    def judge(self, epoch: int, validation: ImageSet) -> tuple[float | None, float | None, bool]:
        """Measure the latest network after this epoch on images to choose by, where there are any.

        Returns
        -------
        loss, accuracy : float or None
        is_best : bool
            Whether no loss was lower so far.
        """
        if not len(validation):
            return None, None, False
        loss, accuracy = self.measure(validation)
        return loss, accuracy, self.early_stopping.observe(epoch, loss, self.latest)

    def calibrate(self, validation: ImageSet) -> None:
        """Fit the live network's temperature on images that its weights were not; without any it stays as it is."""
        if not len(validation):
            return
        self._live.temperature = fit_temperature(self._live.predict_logits(validation.images), validation.labels)

    def state(self) -> dict[str, Any]:
        """Return copies of the networks' arrays, such as "network.parameters", "average.state", "best.parameters"."""
        average = self._average.network if self._average else None
        networks = {"network": self._live, "average": average, "best": self.early_stopping.best_network}
        arrays: dict[str, Any] = {}
        for name, network in networks.items():
            if network:
                arrays |= {f"{name}.parameters": network.parameters.copy(), f"{name}.state": network.state.copy()}
        return arrays

    def load_state(self, state: dict[str, Any], early_stopping: dict[str, Any]) -> None:
        """Continue where `state` and that of `early_stopping` were taken; raise a ValueError if sizes differ."""
        _load_network(self._live, state, "network")
        if self._average:
            _load_network(self._average.network, state, "average")
        best = None
        if "best.parameters" in state:
            best = self._live.copy()
            _load_network(best, state, "best")
        self.early_stopping.load_state(early_stopping, best)


def _load_network(network: NeuralNetwork, state: dict[str, Any], name: str) -> None:
    """Fill a network from a saved state, or raise a ValueError if the sizes differ."""
    for vector, key in ((network.parameters, f"{name}.parameters"), (network.state, f"{name}.state")):
        if state[key].shape != vector.shape:
            raise ValueError(f"{key} has {state[key].size:,} numbers where {vector.size:,} are needed")
        vector[...] = state[key]
