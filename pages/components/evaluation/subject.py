"""What the parts of the page work with: a run, its network, and how it reads the test images."""

from dataclasses import dataclass
from typing import Any

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.evaluation.report import Evaluation
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run


@dataclass(frozen=True)
class Subject:
    """One network before the images.

    Attributes
    ----------
    run : Run
    key : tuple
        Changes whenever the network's weights do.
    network : NeuralNetwork
        Shared by all sessions; nobody changes it.
    evaluation : Evaluation
        Of the test images.
    data : Dataset
    """

    run: Run
    key: tuple[Any, ...]
    network: NeuralNetwork
    evaluation: Evaluation
    data: Dataset

    @property
    def test(self) -> ImageSet:
        """The images that `evaluation` is about."""
        return self.data.test
