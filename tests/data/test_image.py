"""The form of MNIST's images is that of the images themselves."""

import numpy as np

from mnist_core.data.image import BOX, CENTRE_OF_MASS, CLASSES, MIDDLE, PIXELS, SIDE
from mnist_core.data.mnist import load_mnist


def test_numbers_are_those_of_mnist() -> None:
    train = load_mnist().train
    assert train.images.shape[1] == PIXELS == SIDE * SIDE
    assert np.unique(train.labels).size == CLASSES
    images = train.images[:10_000].reshape(-1, SIDE, SIDE).astype(np.float64)
    ink = images.sum(axis=(1, 2))
    places = np.arange(SIDE)
    down, across = images.sum(axis=2) @ places / ink, images.sum(axis=1) @ places / ink
    assert abs(down.mean() - CENTRE_OF_MASS) < 0.05 and abs(across.mean() - CENTRE_OF_MASS) < 0.05
    assert MIDDLE == places.mean()
    rows = (images > 0).any(axis=2).sum(axis=1)
    columns = (images > 0).any(axis=1).sum(axis=1)
    assert np.median(np.maximum(rows, columns)) == BOX
