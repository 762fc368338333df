"""When to stop: once validation images have stopped improving, more training only learns the training set by heart."""

import math
from typing import Any

from mnist_core.nn.network import NeuralNetwork


class EarlyStopping:
    """Watches the validation loss and remembers the weights of the best epoch.

    Parameters
    ----------
    patience : int
        Epochs without a better validation loss after which training should stop; 0 never stops it.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.best_loss = math.inf
        self.best_epoch: int | None = None
        self.best_network: NeuralNetwork | None = None
        self.epochs_without_gain = 0

    def observe(self, epoch: int, validation_loss: float, network: NeuralNetwork) -> bool:
        """Take note of an epoch's validation loss and the network that had it; return whether it is the lowest."""
        if not validation_loss < self.best_loss:
            self.epochs_without_gain += 1
            return False
        self.best_loss, self.epochs_without_gain = validation_loss, 0
        self.best_epoch = epoch
        self.best_network = network.copy()
        return True

    @property
    def should_stop(self) -> bool:
        """Whether patience has run out."""
        return 0 < self.patience <= self.epochs_without_gain

    def state(self) -> dict[str, Any]:
        """Return what later decisions depend on, but the best weights, as JSON-able values."""
        return {
            "best_loss": self.best_loss if math.isfinite(self.best_loss) else None,
            "best_epoch": self.best_epoch,
            "epochs_without_gain": self.epochs_without_gain,
        }

    def load_state(self, state: dict[str, Any], best_network: NeuralNetwork | None) -> None:
        """Continue where `state` was taken."""
        self.best_loss = math.inf if state["best_loss"] is None else state["best_loss"]
        self.best_epoch = state["best_epoch"]
        self.epochs_without_gain = state["epochs_without_gain"]
        self.best_network = best_network
