"""Which images a run learns from, how many they are and how many steps an epoch takes with them.

Some of the images at hand are set aside to choose by; of the rest a run may take the first few only. Whoever needs the
numbers before training begins, such as a form or a progress bar, gets them here without touching an image.
"""

from mnist_core.data.batches import batch_count
from mnist_core.data.dataset import ImageSet, split_validation
from mnist_core.data.reference import DataReference, describe_data
from mnist_core.errors import ConfigurationError
from mnist_core.training.config import TrainingConfig
from mnist_core.training.left_out import without
from mnist_core.training.randomness import Purpose, stream


def training_set_size(config: TrainingConfig, available: int | None = None) -> int:
    """Return how many images a run learns from: `training_size`, or all that validation leaves.

    Parameters
    ----------
    config : TrainingConfig
    available : int, optional
        How many there are; by default as many as the configuration's data have.
    """
    available = config.data.train_images if available is None else available
    left = max(available - len(config.left_out) - config.validation_size, 1)
    return min(config.training_size or left, left)


def steps_per_epoch(config: TrainingConfig, available: int | None = None) -> int:
    """Return how many steps an epoch takes; the last batch may be smaller than the others."""
    return batch_count(training_set_size(config, available), config.batch_size)


def check_fits_data(config: TrainingConfig) -> None:
    """Raise a ConfigurationError if the configuration's data have too few images for what is asked of them."""
    if misfits := data_misfits(config):
        raise ConfigurationError(misfits[0])


def data_misfits(config: TrainingConfig) -> list[str]:
    """Return a sentence on each setting for which the configuration's data have too few images."""
    available = config.data.train_images
    if config.validation_size >= max(available, 1):
        return [
            f"validation_size must be smaller than the number of training images, {available:,}, "
            f"got {config.validation_size:,}"
        ]
    left = available - len(config.left_out) - config.validation_size
    return _misfits(config, left, config.validation_size)


def check_fits(config: TrainingConfig, training: int, validation: int) -> None:
    """Raise a ConfigurationError, one sentence, if there are too few images for what is asked of them.

    Parameters
    ----------
    config : TrainingConfig
    training, validation : int
        Images to learn from, before `training_size` limits them, and images to choose by.
    """
    if misfits := _misfits(config, training, validation):
        raise ConfigurationError(misfits[0])


def _misfits(config: TrainingConfig, training: int, validation: int) -> list[str]:
    """Return a sentence on each setting that asks for more images than there are."""
    misfits = []
    if config.training_size > training:
        misfits.append(
            f"training_size must be at most {training:,}, the images that validation leaves, "
            f"got {config.training_size:,}"
        )
    used = min(config.training_size or training, training)
    if config.batch_size > used:
        misfits.append(f"batch_size must be at most {used:,}, the number of training images, got {config.batch_size:,}")
    if config.early_stopping and not validation:
        misfits.append("early_stopping needs validation images; set validation_size above 0")
    return misfits


def suited(config: TrainingConfig, data: DataReference) -> TrainingConfig:
    """Return the configuration for other data: a sixth of them judge at most, and no pen writes among them."""
    if not data.shows_digits:
        config = config.with_changes(augmentation_handwriting=0)
    return config.with_changes(data=data, validation_size=min(config.validation_size, data.train_images // 6))


def config_for(config: TrainingConfig, train: ImageSet, *, begun: bool = False) -> TrainingConfig:
    """Return the configuration itself where its data are of these images' form, else one for these images.

    Raises
    ------
    ConfigurationError
        If training has begun with images of another form, or a setting does not fit these.
    """
    if config.data.fits(train):
        return config
    if begun:
        raise ConfigurationError(f"this training began with {config.data.name}; go on with those images")
    return config.with_changes(data=describe_data(train))


def split_training_set(
    config: TrainingConfig, train: ImageSet, validation: ImageSet | None = None
) -> tuple[ImageSet, ImageSet]:
    """Return the images to learn from and those to choose by, set aside from the former unless they are given.

    Raises
    ------
    ConfigurationError
        If the configuration does not fit the number of images.
    """
    train = without(train, config.left_out)
    if validation is None:
        train, validation = split_validation(train, config.validation_size, rng=stream(config.seed, Purpose.SPLIT))
    check_fits(config, len(train), len(validation))
    return (train.take(slice(config.training_size)) if config.training_size else train), validation
