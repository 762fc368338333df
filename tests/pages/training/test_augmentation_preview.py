"""The digits beside the augmentation's controls."""

import numpy as np

from mnist_core.training.presets import PRESETS
from pages.components.state import get_mnist
from pages.components.training.augmentation_preview import contact_sheet, varied_copies


def test_augmentation_preview_shows_varied_copies() -> None:
    image = get_mnist().train.images[0]
    config = PRESETS["robust"].config
    copies = varied_copies(image, 5, config.augmentation, seed=0)
    assert (copies[0] == image).all()
    assert len(np.unique(copies, axis=0)) == len(copies)
    assert contact_sheet(copies).shape[2] == 4
