"""Which files a store keeps, by a rule that one can read."""

from mnist_core.files.checkpoint import KEPT_CHECKPOINTS
from mnist_core.files.snapshots import MAX_BYTES, MAX_SNAPSHOTS

MOST_CONTINUED, MOST_CONTINUED_BYTES = 20, 500_000_000
"""Of how many finished runs the training state is kept, so that they can be continued, and its bytes altogether."""

RESTORE_DAYS = 7.0
KEPT_LOGS = 20

RULE = (
    f"While a run can go on, its last {KEPT_CHECKPOINTS} checkpoints are kept. The last one stays of the "
    f"{MOST_CONTINUED} runs that finished last, or of fewer where they would take more than "
    f"{MOST_CONTINUED_BYTES / 1e6:.0f} MB, so that these can be continued; of all others, and of the trials of a "
    "search, only the network is kept. Snapshots, by which one can go back through a run's training, are kept of its "
    "start, of steps 1, 2, 4, 8 and so on in its first epoch, and of the end of each epoch, thinned to "
    f"{MAX_SNAPSHOTS}, or to fewer where they would take more than {MAX_BYTES / 1e6:.0f} MB. A deleted run can be "
    f"restored for {RESTORE_DAYS:g} days; after that, it is removed permanently when the next training process starts. "
    "Of the training processes' logs, the last "
    f"{KEPT_LOGS} are kept."
)
"""The rule as a page shows it."""
