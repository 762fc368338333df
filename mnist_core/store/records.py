"""What a doctor asks of a run: its record, read from the store, and the diagnosis of one that is over."""

from mnist_core.store.history import History
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.doctor.diagnose import diagnose
from mnist_core.training.doctor.finding import Finding
from mnist_core.training.doctor.record import Record

DIVERGED = "Training diverged"
"""What the message of a run begins with that broke off so."""


def record_of(history: History, run: Run) -> Record:
    """Return all that was recorded of a run's training."""
    return Record(
        config=run.config,
        epochs=history.epochs(run.id),
        insights=history.insights(run.id),
        losses=history.steps(run.id).loss,
        has_diverged=run.status is RunStatus.FAILED and run.message.startswith(DIVERGED),
    )


def findings_of(history: History, run: Run) -> list[Finding]:
    """Return what is wrong with a run's training, the likeliest cause first.

    Nothing is said of a run that still trains, waits or was broken off by a person, nor of a network from elsewhere.
    """
    if run.source != "trained" or run.status not in (RunStatus.FINISHED, RunStatus.FAILED):
        return []
    return diagnose(record_of(history, run))
