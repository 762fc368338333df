"""Training for more epochs than were planned: the longer configuration, and what differs from having planned it.

Batches, dropout and varied images depend on the epoch and on nothing after it, so a run that goes on is a longer run,
to the bit, unless something looked ahead to the last epoch: a schedule that falls towards it, or images that vary less
and less until then.
"""

from mnist_core.training.config import TrainingConfig

LOOK_AHEAD = ("cosine", "one_cycle")
"""Schedules whose rate depends on how many epochs are planned."""


def longer(config: TrainingConfig, done: int, more: int) -> TrainingConfig:
    """Return the configuration for so many epochs more than are done.

    Raises
    ------
    ConfigurationError
        If those are more epochs than a run may have.
    """
    return config.with_changes(epochs=done + more)


def differences(config: TrainingConfig, done: int, epochs: int) -> list[str]:
    """Return a sentence on each thing by which going on differs from having planned so many epochs.

    Parameters
    ----------
    config : TrainingConfig
        As the run was planned.
    done : int
        Epochs that it has been through; fewer than planned where it stopped early.
    epochs : int
        To how many it shall go on.
    """
    found = []
    if config.schedule in LOOK_AHEAD:
        found.append(
            f"The learning rate had come down by epoch {done}; it rises at once to where a run of {epochs} epochs has "
            "it then, and falls again."
        )
    if config.fade_augmentation and not config.augmentation.is_identity:
        found.append(f"Images vary again as they do at epoch {done + 1} of {epochs}.")
    if done < config.epochs:
        found.append("It had stopped early; its patience begins anew.")
    return found
