"""MNIST: 70,000 handwritten digits by 500 people, the first data set of the field.

Its four files are part of the project, so that it works with no network. What is loaded is what was published: each
file's unpacked bytes are checked against the SHA-256 of the original before they are used.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from mnist_core.data.dataset import Dataset, ImageSet
from mnist_core.data.idx import check_packed, read_idx
from mnist_core.data.image import PIXELS
from mnist_core.errors import DataError

MNIST_FOLDER = Path(__file__).with_name("mnist")
"""Where the project keeps the files."""

SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""SHA-256 of each file's unpacked bytes."""


def load_mnist(folder: Path | str | None = None) -> Dataset:
    """Load MNIST: 60,000 images to learn from and 10,000 to test by.

    Parameters
    ----------
    folder : path-like, optional
        Where the four gzipped files lie; by default the project's own copies.

    Returns
    -------
    Dataset
        Arrays are read-only.

    Raises
    ------
    DataError
        If a file is missing or damaged; the message names it and says how to mend it.
    """
    folder = MNIST_FOLDER if folder is None else Path(folder)
    return Dataset(train=load_part(folder, "train"), test=load_part(folder, "t10k"))


def open_mnist(folder: Path | str | None = None) -> Dataset:
    """Return MNIST as `load_mnist` does, but keep its training images out of memory until somebody asks for them.

    Whoever only reads the test images needs 8 MB rather than 55. All four files are checked at once, so `train` raises
    a DataError only if its files were damaged since.
    """
    return _OpenMnist(MNIST_FOLDER if folder is None else Path(folder))


class _OpenMnist(Dataset):
    """MNIST whose training images are read at first use."""

    _folder: Path

    def __init__(self, folder: Path) -> None:
        for name in SHA256:
            if name.startswith("train"):
                _or_how_to_mend(folder, name, check_packed)
        object.__setattr__(self, "_folder", folder)
        object.__setattr__(self, "test", load_part(folder, "t10k"))

    @cached_property
    def train(self) -> ImageSet:
        return load_part(self._folder, "train")


def load_part(folder: Path, part: str) -> ImageSet:
    """Read the images and labels whose names begin with `part`."""
    images, labels = (
        _or_how_to_mend(folder, name, read_idx) for name in (f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte")
    )
    return ImageSet(images.reshape(-1, PIXELS), labels)


_Made = TypeVar("_Made")


def _or_how_to_mend(folder: Path, name: str, use: Callable[[Path, str], _Made]) -> _Made:
    """Use a file, of which the SHA-256 is known; raise a DataError that also says how to mend it."""
    path = folder / f"{name}.gz"
    try:
        return use(path, SHA256[name])
    except DataError as error:
        own_copy = folder == MNIST_FOLDER
        mend = f"restore it with `git checkout -- {path}` or download" if own_copy else "download"
        raise DataError(f"{error}; {mend} {'the project' if own_copy else 'it'} again") from None
