"""Which files a store keeps, by a rule that one can read."""

from mnist_core.files.checkpoint import KEPT_CHECKPOINTS
from mnist_core.files.snapshots import MAX_BYTES, MAX_SNAPSHOTS

RESTORE_DAYS = 7.0
KEPT_LOGS = 20

RULE = (
    f"While a run can go on, its last {KEPT_CHECKPOINTS} checkpoints are kept; when it has finished, only its network "
    f"is. Snapshots, by which one can go back through a run's training, are kept of its start, of steps 1, 2, 4, 8 and "
    f"so on in its first epoch, and of the end of each epoch, thinned to {MAX_SNAPSHOTS}, or to fewer where they would "
    f"take more than {MAX_BYTES / 1e6:.0f} MB. A deleted run can be restored for {RESTORE_DAYS:g} days; after that, it "
    "is removed permanently when the next training process starts. Of the training processes' logs, the last "
    f"{KEPT_LOGS} are kept."
)
"""The rule as a page shows it."""
