"""Batch size: the same epochs are not the same number of steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.store.run import Run
from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, compare_door, train_door
from pages.components.lessons.evidence import Evidence, has_diverged
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

FACTOR = 8
"""The larger batch must be at least so many times the smaller one."""

SAME = 0.005
"""Accuracies that differ by less are called equal."""


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [train_door(LESSON_SETUP.with_changes(batch_size=8), Message("Open Train with batches of 8"))]


def _extremes(family: Sequence[Run]) -> list[Run]:
    """Return the runs of the smallest and of the largest batch; one where there is no other."""
    ordered = sorted((run for run in family if not has_diverged(run)), key=lambda run: run.config.batch_size)
    return [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered


def _factor(extremes: Sequence[Run]) -> float:
    """Return how many times the smallest batch the largest is; 0 without any run."""
    return extremes[-1].config.batch_size / extremes[0].config.batch_size if extremes else 0.0


def _check(evidence: Evidence) -> Finding:
    pairs = [_extremes(family) for family in evidence.families("batch_size")]
    extremes = max(reversed(pairs), key=_factor, default=[])
    factor = _factor(extremes)
    steps = [
        Step(Message("A run"), bool(extremes)),
        Step(
            Message("A second one, equal but for a batch that is {factor} times as large or more", factor=FACTOR),
            factor >= FACTOR,
        ),
    ]
    if factor >= FACTOR:
        shown: dict[str, Any] = {}
        for name, run in zip(("small", "large"), extremes, strict=True):
            shown |= {
                f"{name}_run": run.id,
                f"{name}_batch": run.config.batch_size,
                f"{name}_steps": evidence.epochs[run.id][-1].step,
                f"{name}_accuracy": evidence.accuracy(run),
                f"{name}_seconds": sum(epoch.train_seconds for epoch in evidence.epochs[run.id]),
            }
        return Finding(steps, shown=shown)
    if not extremes:
        return Finding(steps, Message("Open Train with batches of 8 and start it."))
    batch = extremes[0].config.batch_size
    return Finding(
        steps,
        Message(
            "You have a run with batches of {batch}. Now change **Batch size** to {other}, nothing else, and start "
            "again.",
            batch=batch,
            other=batch * 64 if batch <= 16 else max(batch // 64, 1),
        ),
    )


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    ahead = shown["small_accuracy"] - shown["large_accuracy"]
    return Conclusion(
        "same" if abs(ahead) < SAME else "small" if ahead > 0 else "large",
        Message(
            "In the same epochs batches of {small_batch} gave {small_steps:,} steps and batches of {large_batch:,} "
            "only {large_steps:,}. They read {small_accuracy:.1%} and {large_accuracy:.1%}, and learned for "
            "{small_seconds:.1f} and {large_seconds:.1f} seconds.",
            **shown,
        ),
        [compare_door(sorted([shown["small_run"], shown["large_run"]]))],
        Curves({shown[f"{name}_run"]: _name(shown[f"{name}_batch"]) for name in ("small", "large")}),
    )


def _name(batch: int) -> Message:
    return Message("Batches of {batch:,}", batch=batch)


BATCH_SIZE = Lesson(
    key="batch-size",
    title=Message("Batch size"),
    summary=Message("How many images have their say before the weights move."),
    minutes=4,
    explanation=(
        Message(
            "The true gradient would need all images. Instead the network asks a few, the *batch*, takes the mean of "
            "their gradients, makes one step, and asks the next few. When every image has been asked once, an *epoch* "
            "is over."
        ),
        Message(
            r"$$\displaystyle\text{steps per epoch} = "
            r"\left\lceil \frac{\text{training images}}{\text{batch size}} \right\rceil$$"
        ),
    ),
    background=(
        Message(
            "A small batch gives many steps, each a bit wrong, because a few images are not all. A large one gives few "
            "steps in a more exact direction, and keeps the processor better employed: its images are multiplied all "
            "at once."
        ),
    ),
    prediction=Prediction(
        Message(
            "5,000 images, 3 epochs, learning rate 0.1. One network learns with batches of 8, the other with batches "
            "of 512. Which one reads more digits in the end?"
        ),
        (
            Choice("small", Message("The one with batches of 8")),
            Choice("large", Message("The one with batches of 512")),
            Choice("same", Message("Both alike: they saw the same images equally often")),
        ),
    ),
    task=Message(
        "Make two runs that differ **only** in the **Batch size**, the larger at least eight times the smaller. Watch "
        "how calm or restless the loss of the single batches is."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "Whoever makes the batch larger gives away steps, and has to pay for it with more epochs or a larger learning "
        "rate."
    ),
)
