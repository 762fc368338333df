"""Which files a store keeps, by a rule that one can read."""

from mnist_core.files.checkpoint import KEPT_CHECKPOINTS

RESTORE_DAYS = 7.0
KEPT_LOGS = 20

RULE = (
    f"While a run can go on, its last {KEPT_CHECKPOINTS} checkpoints are kept; when it has finished, only its network "
    f"is. A deleted run can be restored for {RESTORE_DAYS:g} days; after that, it goes for good when the next training "
    f"process starts. Of the training processes' logs, the last {KEPT_LOGS} are kept."
)
"""The rule as a page shows it."""
