"""What must not be lost of a run while it trains: its record, its checkpoints, its final network.

A store that cannot be written for a while, or a full disk, never ends a training: what was measured is held back, the
run says what is wrong, and the next attempt follows.
"""

import sys
import threading
import time
from typing import Any

from mnist_core.data.dataset import ImageSet
from mnist_core.errors import CheckpointError, MnistCoreError, NetworkFileError, StoreError
from mnist_core.files.checkpoint import Checkpoint, remove_checkpoints, save_checkpoint
from mnist_core.nn.network import NeuralNetwork
from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.trainer import Trainer
from mnist_core.worker.recorder import Recorder

WRITE_SECONDS = 0.25
RETRY_SECONDS = 2.0
FINAL_ATTEMPTS = 30


class Keeper:
    """Writes one run's record and files.

    Attributes
    ----------
    record : Recorder
        Where events go.
    obeyed : int
        The last command whose effect is recorded; it is forgotten with the next write.
    saved_step : int
        The step of the last checkpoint.
    """

    def __init__(self, store: RunStore, run: Run, trainer: Trainer, *, worker_id: int, leave: threading.Event) -> None:
        self.record = Recorder(store, run, worker_id)
        self.obeyed = 0
        self.saved_step = run.step
        self._store = store
        self._run = run
        self._trainer = trainer
        self._leave = leave
        self._folder = store.run_folder(run.id)
        self._next_write = 0.0
        self._save_failed = False

    def write_if_due(self, now: float) -> bool:
        """Write a few times a second, and return whether it was time to."""
        if now < self._next_write:
            return False
        self.write()
        return True

    def write(self) -> bool:
        """Write what has gathered; if the store refuses, say so in the log and try again a little later."""
        now = time.monotonic()
        self._next_write = now + WRITE_SECONDS
        try:
            self.record.write(obeyed=self.obeyed)
        except StoreError as error:
            self.log(error)
            self._next_write = now + RETRY_SECONDS
            return False
        return True

    def save(self) -> None:
        """Write what was measured, and then a checkpoint, so that the record never knows less than the checkpoint."""
        step = self._trainer.step
        if not self.write() or step in (0, self.saved_step):
            return
        network = self._trainer.evaluation_network()
        epoch = -(-step // self._run.steps_per_epoch)
        try:
            save_checkpoint(self._folder, Checkpoint(epoch, step, self._trainer.state(), network))
        except CheckpointError as error:
            self.log(error)
            self._save_failed = True
            self.record.note(message=str(error))
            return
        if self._save_failed:
            self._save_failed = False
            self.record.note(message="")
        self.saved_step = step
        self.record.note(has_checkpoint=True)

    def stop(self, test: ImageSet) -> None:
        """Keep and measure what has been learned so far."""
        self.save()
        self._measure(self._trainer.evaluation_network(), test)
        self.end(RunStatus.STOPPED)

    def finish(self, test: ImageSet) -> None:
        """Keep and measure what was learned; the training state is then no longer needed."""
        network = self._trainer.network
        self.write()
        self._measure(network, test)
        try:
            self._store.keep_network(self._run.id, network)
        except NetworkFileError as error:
            return self.end(RunStatus.INTERRUPTED, message=f"{error}; mend that and resume the run")
        self.record.note(has_checkpoint=True)
        self.end(RunStatus.FINISHED)
        remove_checkpoints(self._folder)
        return None

    def end(self, status: RunStatus, **columns: Any) -> None:
        """Let the run go with this status; a store that cannot be written now gets some time to recover."""
        if status.is_over:
            columns |= {"finished_at": time.time()}
        self.record.note(status=status, worker_id=None, **columns)
        for _ in range(FINAL_ATTEMPTS):
            if self.write():
                break
            self._leave.wait(RETRY_SECONDS)
        else:
            self.record.write(obeyed=self.obeyed)
        if status in (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED):
            self._store.discard_commands(self._run.id)

    def log(self, error: MnistCoreError) -> None:
        """Say in the worker's log what went wrong."""
        print(f"run {self._run.id}: {error}", file=sys.stderr)

    def _measure(self, network: NeuralNetwork, test: ImageSet) -> None:
        """Measure a network on all test images."""
        from mnist_core.evaluation.report import evaluate  # brings scikit-learn, which takes a second to import

        result = evaluate(network, test)
        self.record.note(test_accuracy=result.accuracy, test_loss=result.loss)
        self.write()
