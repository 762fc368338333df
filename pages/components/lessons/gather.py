"""Evidence from the store: what was made since a lesson was begun, and a network to look at."""

from mnist_core.data.image import CLASSES
from mnist_core.data.reference import MNIST
from mnist_core.store.lesson_progress import Progress
from mnist_core.store.run import Run
from pages.components.lessons.evidence import Evidence, Reader
from pages.components.lessons.lesson import Finding, Lesson
from pages.components.networks import cached_evaluation, cached_network, checkpoint_key
from pages.components.state import get_mnist, get_store

MOST_RUNS = 60
"""Only so many of the newest runs are looked at."""


def gather(lesson: Lesson, progress: Progress | None, answer: str = "") -> Evidence:
    """Return what a lesson's task is checked by; before it is begun, only the network that it is about.

    Raises
    ------
    MnistCoreError
        If the store cannot be read.
    """
    reader = a_reader() if lesson.needs_reader else None
    if progress is None:
        return Evidence(reader=reader)
    store = get_store()
    made = [run for run in store.runs.all() if run.id > progress.after_run and _counts(run)][:MOST_RUNS]
    altered = [run.id for run in made if store.history.changes(run.id)]
    runs = [run for run in reversed(made) if run.id not in altered]
    first_losses = {}
    if lesson.needs_first_losses:
        steps = {run.id: store.history.steps(run.id) for run in runs}
        first_losses = {run_id: float(found.loss[0]) for run_id, found in steps.items() if len(found.loss)}
    return Evidence(
        runs=runs,
        altered=altered[::-1],
        epochs=store.history.epochs_of([run.id for run in runs]),
        first_losses=first_losses,
        digits=[digit for digit in store.own_digits.all() if digit.id > progress.after_digit],
        reader=reader,
        answer=answer,
    )


def checked(lesson: Lesson, progress: Progress, evidence: Evidence) -> tuple[Finding, Progress]:
    """Return how far a lesson's task is; where it is done for the first time, that is kept."""
    finding = lesson.check(evidence)
    if finding.missing is None and not progress.is_done:
        store = get_store()
        store.lesson_progress.finish(lesson.key, finding.shown)
        progress = store.lesson_progress.all().get(lesson.key, progress)
    return finding, progress


def a_reader() -> Reader | None:
    """Return the network that ships with the project, else the newest of hidden layers that reads MNIST, or None."""
    runs = get_store().runs
    run = runs.pretrained() or next((run for run in runs.all() if _can_be_read(run)), None)
    if run is None:
        return None
    key = checkpoint_key(run)
    return Reader(run, cached_network(key), cached_evaluation(key), get_mnist().test)


def _can_be_read(run: Run) -> bool:
    """Whether a run has a network with what the lessons look at."""
    return run.has_checkpoint and run.config.data.key == MNIST.key and bool(run.config.hidden_sizes)


def _counts(run: Run) -> bool:
    """Whether a run was trained here, to tell ten classes apart."""
    return run.source == "trained" and len(run.config.data.class_names) == CLASSES
