"""A neural network written from scratch in NumPy that learns to read handwritten digits, and all that it needs.

The names below are the public ones. Each is imported when it is first used, so that a program which only reads the run
store does not wait for SciPy, and one that chooses its number of threads can do so before NumPy starts.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mnist_core.data.augmentation import Augmentation
    from mnist_core.data.csv import load_csv
    from mnist_core.data.dataset import Dataset, ImageSet
    from mnist_core.data.mnist import load_mnist
    from mnist_core.data.readers.load import load_data
    from mnist_core.drawing.prepare import prepare_drawing
    from mnist_core.errors import MnistCoreError
    from mnist_core.evaluation.report import evaluate
    from mnist_core.files.network_file import load_network, save_network
    from mnist_core.nn.network import NeuralNetwork
    from mnist_core.store.store import RunStore
    from mnist_core.training.config import TrainingConfig
    from mnist_core.training.trainer import Trainer

__all__ = [
    "Augmentation",
    "Dataset",
    "ImageSet",
    "MnistCoreError",
    "NeuralNetwork",
    "RunStore",
    "Trainer",
    "TrainingConfig",
    "evaluate",
    "load_csv",
    "load_data",
    "load_mnist",
    "load_network",
    "prepare_drawing",
    "save_network",
]

_HOMES = {
    "Augmentation": "data.augmentation",
    "Dataset": "data.dataset",
    "ImageSet": "data.dataset",
    "MnistCoreError": "errors",
    "NeuralNetwork": "nn.network",
    "RunStore": "store.store",
    "Trainer": "training.trainer",
    "TrainingConfig": "training.config",
    "evaluate": "evaluation.report",
    "load_csv": "data.csv",
    "load_data": "data.readers.load",
    "load_mnist": "data.mnist",
    "load_network": "files.network_file",
    "prepare_drawing": "drawing.prepare",
    "save_network": "files.network_file",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
