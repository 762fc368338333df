"""The data sets that come with the project, by the names that configurations know them by."""

from collections.abc import Callable

from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import load_mnist
from mnist_core.data.reference import MNIST, SMALL_DIGITS
from mnist_core.data.small_digits import load_small_digits
from mnist_core.errors import DataError

_LOADERS: dict[str, Callable[[], Dataset]] = {MNIST.key: load_mnist, SMALL_DIGITS.key: load_small_digits}


def load_built_in(key: str) -> Dataset:
    """Load a built-in data set by its key.

    Raises
    ------
    DataError
        If there is none of this key, or its files are missing or damaged.
    """
    if key not in _LOADERS:
        raise DataError(f"data must be one of {', '.join(_LOADERS)}, got {key!r:.60}")
    return _LOADERS[key]()
