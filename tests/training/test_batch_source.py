"""Batches in an epoch's order; augmentation that fades, the same wherever training is resumed."""

import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation
from mnist_core.errors import ConfigurationError
from mnist_core.training.batch_source import augmentation_in, make_batch_source
from mnist_core.training.config import TrainingConfig

FULL = Augmentation(
    shift=2, rotation=10, scale=0.2, shear=0.1, elastic=1, elastic_sigma=6, thickness=1, handwriting=0.5
)


def strengths(**changes):
    config = TrainingConfig(epochs=10, augmentation=FULL, **changes)
    return [augmentation_in(epoch, config) for epoch in range(config.epochs)]


def test_strengths_fall_in_a_straight_line_in_the_last_epochs():
    each = strengths(fade_augmentation=0.5)

    assert each[:6] == [FULL] * 6
    np.testing.assert_allclose([a.shift / FULL.shift for a in each[5:]], [1, 0.8, 0.6, 0.4, 0.2])
    np.testing.assert_allclose([a.handwriting / FULL.handwriting for a in each[5:]], [1, 0.8, 0.6, 0.4, 0.2])


def test_smoothness_of_elastic_deformation_does_not_fade():
    assert {a.elastic_sigma for a in strengths(fade_augmentation=1)} == {FULL.elastic_sigma}


def test_without_fading_every_epoch_is_alike():
    assert strengths() == [FULL] * 10


def test_last_epochs_show_images_closer_to_the_originals(images):
    train = images.take(slice(256))
    config = TrainingConfig(epochs=4, batch_size=256, augmentation=Augmentation(shift=4), shuffle=False)
    source = make_batch_source(train, config.with_changes(fade_augmentation=1))
    change = [np.abs(source.batch(epoch, 0)[0] - train.images / 255).mean() for epoch in range(4)]
    source.close()

    assert change == sorted(change, reverse=True)
    assert change[3] < 0.5 * change[0]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_share_out_of_range_is_refused(share):
    with pytest.raises(ConfigurationError, match="fade_augmentation must be a number in"):
        TrainingConfig(fade_augmentation=share)
