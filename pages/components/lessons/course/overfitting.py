"""Overfitting: learning by heart, and what helps against it."""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.store.run import Run
from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, compare_door, train_door
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

SETUP = LESSON_SETUP.with_changes(training_size=500, batch_size=8, epochs=40)
RISE = 1.08
"""The validation loss must end at so many times its lowest value."""

BETTER = 0.95
"""The mended run must end at a validation loss of at most so many times that of the first."""


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [train_door(SETUP, Message("Open Train with 500 images"))]


def _overfits(evidence: Evidence, run: Run) -> bool:
    """Whether the validation loss rose while the training loss went on falling."""
    epochs = evidence.epochs[run.id]
    losses = _validation_losses(evidence, run)
    if len(losses) < 3:
        return False
    lowest = min(range(len(losses)), key=losses.__getitem__)
    return losses[-1] >= RISE * losses[lowest] and epochs[-1].train_loss < epochs[lowest].train_loss


def _validation_losses(evidence: Evidence, run: Run) -> list[float]:
    """Return a run's validation losses, none where it was not validated."""
    return [epoch.validation_loss for epoch in evidence.epochs[run.id] if epoch.validation_loss is not None]


def _check(evidence: Evidence) -> Finding:
    overfit = next((run for run in evidence.finished if _overfits(evidence, run)), None)
    mended = None if overfit is None else _mended(evidence, overfit)
    steps = [
        Step(Message("A run whose validation loss rises while its training loss falls"), overfit is not None),
        Step(Message("A second one in which you did something about it"), mended is not None),
    ]
    if overfit is None:
        last = next(reversed(evidence.finished), None)
        if last is None:
            return Finding(steps, Message("Open Train with 500 images and start it; the run takes some seconds."))
        if not _validation_losses(evidence, last):
            return Finding(steps, Message("Run #{run} had no validation images, so nothing can be seen.", run=last.id))
        return Finding(
            steps,
            Message(
                "In run #{run} the validation loss does not rise yet. Take fewer training images, or more epochs.",
                run=last.id,
            ),
        )
    if mended is None:
        return Finding(
            steps,
            Message(
                "Run #{run} learns by heart. Now change one thing against it: **Training images** 5000, **Dropout** "
                "0.5, **Early stopping** 3 or **Weight decay** 0.01. The validation loss must end lower than "
                "{loss:.2f}.",
                run=overfit.id,
                loss=BETTER * _validation_losses(evidence, overfit)[-1],
            ),
        )
    losses = _validation_losses(evidence, overfit)
    last_epoch = evidence.epochs[overfit.id][-1]
    shown = {
        "run": overfit.id,
        "mended_run": mended.id,
        "best_epoch": losses.index(min(losses)) + 1,
        "lowest": min(losses),
        "last": losses[-1],
        "train_loss": last_epoch.train_loss,
        "train_accuracy": last_epoch.train_accuracy,
        "accuracy": evidence.accuracy(overfit),
        "mended": min(_ends(evidence, mended)),
    }
    return Finding(steps, shown=shown)


def _ends(evidence: Evidence, run: Run) -> list[float]:
    """Return the validation loss of the weights that a run keeps: the last, with early stopping the best."""
    losses = _validation_losses(evidence, run)
    return losses if run.config.early_stopping else losses[-1:]


def _mended(evidence: Evidence, overfit: Run) -> Run | None:
    """Return a later run of another set-up that ends with a clearly lower validation loss."""
    limit = BETTER * _validation_losses(evidence, overfit)[-1]
    return next(
        (
            run
            for run in evidence.finished
            if run.id > overfit.id and run.config != overfit.config and min(_ends(evidence, run), default=limit) < limit
        ),
        None,
    )


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    return Conclusion(
        "rises",
        Message(
            "Run #{run} reads {train_accuracy:.1%} of its training images and {accuracy:.1%} of images it has never "
            "seen. Its validation loss was lowest after epoch {best_epoch}, {lowest:.2f}, and ended at {last:.2f}, "
            "while the training loss fell to {train_loss:.3f}. With your remedy it is {mended:.2f}.",
            **shown,
        ),
        [compare_door([shown["run"], shown["mended_run"]])],
        Curves(
            {shown["run"]: Message("By heart"), shown["mended_run"]: Message("With your remedy")},
            "loss",
            ("train", "validation"),
        ),
    )


OVERFITTING = Lesson(
    key="overfitting",
    title=Message("Overfitting"),
    summary=Message("Knowing by heart is not understanding, and a second curve shows the difference."),
    minutes=6,
    explanation=(
        Message(
            "A network can learn its training images by heart: this blot means 3, that smear means 7. On them it is "
            "perfect, and of no use on any other. That is *overfitting*."
        ),
        Message(
            "So some images are set aside: the *validation images*. The network never learns from them; it is only "
            "asked. The solid curve on the charts is the loss of the training images, the dashed one that of the "
            "validation images."
        ),
    ),
    background=(
        Message(
            "As long as both curves fall, the network learns what digits look like. Where they part, it begins to "
            "learn by heart."
        ),
        Message(
            "It happens the faster, the fewer images there are for the many weights. Here 500 images meet about 51,000 "
            "weights."
        ),
    ),
    prediction=Prediction(
        Message("A network sees the same 500 images in 40 epochs. What does its validation loss do?"),
        (
            Choice("falls", Message("It falls like the training loss, only a little higher")),
            Choice("stays", Message("It falls and then stays where it is")),
            Choice("rises", Message("It falls and then rises again")),
        ),
    ),
    task=Message(
        "Start the set-up and watch the solid and the dashed curve of the loss part. Then do something about it, and "
        "make a second run that ends with a lower validation loss."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "Never judge a network by the images that it learned from. More images help most; dropout, weight decay and "
        "stopping in time help too."
    ),
)
