"""What a run keeps so that its training can be seen again: snapshots, and its answers to the pinned digits.

Both are of the network that validation measures. Neither changes anything in training, and where one of them fails,
a full disk or a store that is busy, training goes on without it.
"""

import numpy as np

from mnist_core.errors import NetworkFileError, StoreUnavailableError
from mnist_core.files.snapshots import drop_snapshots_after, is_moment, save_snapshot
from mnist_core.store.pin_readings import PinReading
from mnist_core.store.store import RunStore
from mnist_core.training.trainer import Trainer


class Moments:
    """Takes the snapshots of one run and reads the pinned digits with it.

    Parameters
    ----------
    store : RunStore
    run_id : int
    trainer : Trainer
        Where it stands now; later snapshots, which a crash undid, are removed.
    steps_per_epoch : int
    wanted : bool
        Whether to take snapshots.
    """

    def __init__(self, store: RunStore, run_id: int, trainer: Trainer, steps_per_epoch: int, *, wanted: bool) -> None:
        self._store = store
        self._folder = store.runs.folder(run_id)
        self._trainer = trainer
        self._steps_per_epoch = steps_per_epoch
        self._wanted = wanted
        drop_snapshots_after(self._folder, trainer.step)

    def keep(self) -> NetworkFileError | None:
        """Take a snapshot if one is due at this step, and return why that could not be done."""
        step = self._trainer.step
        if not self._wanted or not is_moment(step, self._steps_per_epoch):
            return None
        try:
            save_snapshot(self._folder, step, self._trainer.latest_network())
        except NetworkFileError as error:
            return error
        return None

    def read_pins(self) -> PinReading | None:
        """Return what the network answers to the pinned digits; None if it reads no digits, or none can be had now."""
        if not self._trainer.config.data.shows_digits:
            return None
        try:
            pins = self._store.pins.all()
        except StoreUnavailableError:
            return None
        if not pins:
            return None
        images = np.stack([pin.image for pin in pins])
        probabilities = self._trainer.latest_network().predict_proba(images)
        return PinReading(self._trainer.step, [pin.id for pin in pins], probabilities)
