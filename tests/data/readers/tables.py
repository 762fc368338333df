"""Tables of MNIST images, written in the ways that people write them."""

import functools

from mnist_core.data.dataset import ImageSet
from mnist_core.data.mnist import MNIST_FOLDER, load_part

NAMES = [f"pixel{i}" for i in range(784)]


@functools.cache
def digits(n: int = 8) -> ImageSet:
    """The first test images: 7 2 1 0 4 1 4 9 5 9 0 6 …"""
    return load_part(MNIST_FOLDER, "t10k").take(slice(0, n))


def rows(n: int = 8, *, form: str = "{}", label_form: str = "{}", scale: float = 1) -> list[list[str]]:
    """Cells of each image, its label first."""
    images = digits(n)
    return [
        [label_form.format(label), *(form.format(pixel / scale if scale != 1 else pixel) for pixel in image)]
        for label, image in zip(images.labels.tolist(), images.images.tolist(), strict=True)
    ]


def text(table: list[list[str]], separator: str = ",", end: str = "\n") -> bytes:
    """Join cells to lines."""
    return "".join(separator.join(row) + end for row in table).encode()


HEADER = ["label", *NAMES]
