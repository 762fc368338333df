"""Small digits: 1,797 digits of 8 × 8 pixels, which come with scikit-learn and are learned in a blink.

They are of Alpaydin and Kaynak, "Optical recognition of handwritten digits" (UCI repository, 1998): forms of 43 people,
each pixel the count of ink in 4 × 4 finer ones. No writer's images lie together, so every fourth serves to test by.
"""

import numpy as np

from mnist_core.data.dataset import Dataset, ImageSet

WHITE = 16
"""The count of a pixel that is all ink."""


def load_small_digits() -> Dataset:
    """Load the small digits: 1,348 images to learn from and 449 to test by."""
    from sklearn import datasets

    found = datasets.load_digits()
    images = np.rint(found.data * (255 / WHITE)).astype(np.uint8)
    whole = ImageSet(images, found.target.astype(np.uint8))
    test = np.arange(len(whole)) % 4 == 3
    return Dataset(train=whole.take(~test), test=whole.take(test))
