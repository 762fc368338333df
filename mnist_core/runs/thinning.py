"""Which files a run keeps, by a rule that one can read."""

RESTORE_DAYS = 7.0
KEPT_CHECKPOINTS = 2

RULE = (
    f"While a run can go on, its last {KEPT_CHECKPOINTS} checkpoints are kept; when it has finished, only its network "
    f"is. A deleted run can be restored for {RESTORE_DAYS:g} days; then its files are removed."
)
"""The rule as a page shows it."""
