"""What a doctor asks of a run: its record, read from the store, and the diagnosis of one that is over."""

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.store import RunStore
from mnist_core.training.doctor.diagnose import diagnose
from mnist_core.training.doctor.finding import Finding
from mnist_core.training.doctor.record import Record

DIVERGED = "Training diverged"
"""What the message of a run begins with that broke off so."""


def record_of(store: RunStore, run: Run) -> Record:
    """Return all that was recorded of a run's training."""
    return Record(
        config=run.config,
        epochs=store.history.epochs(run.id),
        insights=store.history.insights(run.id),
        losses=store.history.steps(run.id).loss,
        has_diverged=run.status is RunStatus.FAILED and run.message.startswith(DIVERGED),
    )


def findings_of(store: RunStore, run: Run) -> list[Finding]:
    """Return what is wrong with a run's training, the likeliest cause first.

    Nothing is said of a run that still trains, waits or was broken off by a person, nor of a network from elsewhere.
    """
    if run.source != "trained" or run.status not in (RunStatus.FINISHED, RunStatus.FAILED):
        return []
    return diagnose(record_of(store, run))
