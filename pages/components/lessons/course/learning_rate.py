"""Learning rate: too low, right, too high."""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.store.run import Run
from mnist_core.training.setting_text import number_text
from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, compare_door, train_door
from pages.components.lessons.evidence import CHANCE, GOOD, Evidence, furthest, has_diverged
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

LOW, HIGH = "0.0001", "10"
BURST = 3.0
"""Guessing has a loss of 2.30; whose mean over an epoch is above this was thrown about."""

CLEARLY = 0.2
"""Who reads less by this share than the right rate does was too slow."""


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [
        train_door(LESSON_SETUP.with_changes(learning_rate=float(LOW)), Message("Open Train with a rate of 0.0001"))
    ]


def _sorted_out(evidence: Evidence, family: Sequence[Run]) -> dict[str, Run]:
    """Return the run that is right, and those that are too low and too high beside it, as far as there are any."""
    found: dict[str, Run] = {}
    over = [run for run in family if not has_diverged(run)]
    right = max(over, key=evidence.accuracy, default=None)
    if right is None or evidence.accuracy(right) < GOOD:
        for run in family:
            if _bursts(evidence, run):
                found["high"] = run
            elif evidence.accuracy(run) < GOOD - CLEARLY:
                found["low"] = run
        return found
    for run in family:
        if run.config.learning_rate < right.config.learning_rate:
            if not has_diverged(run) and evidence.accuracy(run) < evidence.accuracy(right) - CLEARLY:
                found["low"] = run
        elif has_diverged(run) or evidence.accuracy(run) < CHANCE:
            found["high"] = run
    return found | {"right": right}


def _bursts(evidence: Evidence, run: Run) -> bool:
    """Whether a run's loss jumped far above that of guessing, or left the finite numbers."""
    return has_diverged(run) or max(epoch.train_loss for epoch in evidence.epochs[run.id]) > BURST


def _check(evidence: Evidence) -> Finding:
    families = [_sorted_out(evidence, family) for family in evidence.families("learning_rate")]
    found = furthest(families)
    steps = [
        Step(Message("A run whose rate is too low: it learns, but hardly comes forward"), "low" in found),
        Step(Message("A run whose rate is right: it reads {share:.0%} or more", share=GOOD), "right" in found),
        Step(Message("A run whose rate is too high: it bursts, or learns nothing"), "high" in found),
    ]
    if len(found) == 3:
        shown: dict[str, Any] = {"runs": [run.id for run in found.values()], "bursts": has_diverged(found["high"])}
        for name, run in found.items():
            shown[f"{name}_run"] = run.id
            shown[f"{name}_rate"] = number_text(run.config.learning_rate)
            shown[name] = evidence.accuracy(run) if evidence.epochs.get(run.id) else 0.0
        return Finding(steps, shown=shown)
    return Finding(steps, _missing(found))


def _missing(found: Mapping[str, Run]) -> Message:
    """Say what there is and what to do next."""
    if not found:
        return Message("Open Train with a rate of {rate} and start it; the run takes a second or two.", rate=LOW)
    first, *rest = sorted((number_text(run.config.learning_rate) for run in found.values()), key=float)
    has = Message("You have a run with {rate}.", rate=first)
    if rest:
        has = Message("You have runs with {first} and {second}.", first=first, second=rest[0])
    if "low" not in found:
        return Message(
            "{has} Now make one with a rate so low that it hardly learns, such as {rate}.", has=has, rate=LOW
        )
    if "right" not in found:
        return Message("{has} Now make one with a rate that learns well, such as {rate}.", has=has, rate="0.1")
    return Message("{has} Now make one with a rate so high that it bursts, such as {rate}.", has=has, rate=HIGH)


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    told = (
        Message(
            "After the same number of epochs {low_rate} reads {low:.1%} and {right_rate} reads {right:.1%}. With "
            "{high_rate} the numbers grew beyond all reason, and run #{high_run} broke off.",
            **shown,
        )
        if shown["bursts"]
        else Message(
            "After the same number of epochs {low_rate} reads {low:.1%} and {right_rate} reads {right:.1%}. With "
            "{high_rate} the first steps threw the weights so far that nothing came back: run #{high_run} reads "
            "{high:.1%}, and that is guessing.",
            **shown,
        )
    )
    curves = Curves({shown[f"{name}_run"]: Message(shown[f"{name}_rate"]) for name in ("low", "right", "high")})
    return Conclusion("bursts", told, [compare_door(sorted(shown["runs"]))], curves)


LEARNING_RATE = Lesson(
    key="learning-rate",
    title=Message("Learning rate: too low, right, too high"),
    summary=Message("The one setting that decides whether anything is learned at all."),
    minutes=5,
    explanation=(
        Message(
            "Each step moves every weight by $\\eta$ times its gradient. $\\eta$, the learning rate, is the same for "
            "all of them, and you choose it."
        ),
        Message(
            "**Train** offers values from 0.0001 to 1, a factor of ten thousand, and you may type any other. The right "
            "one is not known in advance: it depends on the network, on the batch and on the images."
        ),
    ),
    background=(
        Message(
            "Too low: every step is right, but so short that the epochs are over long before the valley is reached. "
            "Too high: each step lands on the opposite slope, higher than before; there the gradient is larger, so the "
            "next step is longer still. The loss jumps up, and in the worst case the numbers leave what a computer can "
            "write."
        ),
        Message(
            "In between lies a range of perhaps a factor of ten in which it works. It is found by trying, and always "
            "in factors: 0.001, 0.01, 0.1."
        ),
    ),
    prediction=Prediction(
        Message("0.1 learns well. What will the very same network do with a learning rate of 10?"),
        (
            Choice("faster", Message("Learn a hundred times as fast")),
            Choice("restless", Message("Learn as well, only less calmly")),
            Choice("bursts", Message("Learn nothing: its loss bursts")),
        ),
    ),
    task=Message(
        "Make three runs that differ **only** in the **Learning rate**: one too low, one right, one too high. The link "
        "opens **Train** with a small set-up at 0.0001; start it, then type another rate and start again."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "If a network learns badly, look at the learning rate first, and change it by factors, not by steps."
    ),
)
