"""Initialisation: why weights must differ from the first moment on."""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.store.run import Run
from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, compare_door, train_door
from pages.components.lessons.evidence import CHANCE, GOOD, Evidence, furthest, has_diverged
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

ZEROS = "zeros"


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [train_door(LESSON_SETUP.with_changes(initializer=ZEROS), Message("Open Train with weights of zero"))]


def _pair(evidence: Evidence, family: Sequence[Run]) -> dict[str, Run]:
    """Return the run from zeros that stays at chance, and one from random weights that learns."""
    found: dict[str, Run] = {}
    for run in family:
        if has_diverged(run):
            continue
        if run.config.initializer == ZEROS and evidence.accuracy(run) < CHANCE:
            found["zeros"] = run
        elif run.config.initializer != ZEROS and evidence.accuracy(run) >= GOOD:
            found["random"] = run
    return found


def _check(evidence: Evidence) -> Finding:
    found = furthest([_pair(evidence, family) for family in evidence.families("initializer")])
    steps = [
        Step(Message("A run from weights of zero that stays at guessing"), "zeros" in found),
        Step(Message("The same from random weights: it reads {share:.0%} or more", share=GOOD), "random" in found),
    ]
    if len(found) == 2:
        zeros, drawn = found["zeros"], found["random"]
        return Finding(
            steps,
            shown={
                "zeros_run": zeros.id,
                "zeros": evidence.accuracy(zeros),
                "zeros_loss": evidence.epochs[zeros.id][-1].train_loss,
                "random_run": drawn.id,
                "random": evidence.accuracy(drawn),
            },
        )
    if "zeros" in found:
        return Finding(
            steps,
            Message(
                "Run #{run} stays at guessing. Now choose **He uniform** under **Initial weights** (in **Network**), "
                "nothing else, and start again.",
                run=found["zeros"].id,
            ),
        )
    learned = next((run for run in evidence.finished if run.config.initializer == ZEROS), None)
    if learned is not None:
        return Finding(
            steps,
            Message(
                "Run #{run} began at zero and reads {accuracy:.1%} all the same: does it have a hidden layer, and ReLU "
                "as its activation? The link opens a set-up that has.",
                run=learned.id,
                accuracy=evidence.accuracy(learned),
            ),
        )
    return Finding(steps, Message("Open Train with weights of zero and start it."))


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    return Conclusion(
        "nothing",
        Message(
            "From zeros run #{zeros_run} reads {zeros:.1%}, with a training loss of {zeros_loss:.2f}: that is "
            "guessing. From random weights, all else equal, run #{random_run} reads {random:.1%}.",
            **shown,
        ),
        [compare_door(sorted([shown["zeros_run"], shown["random_run"]]))],
        Curves({shown["zeros_run"]: Message("From zeros"), shown["random_run"]: Message("From random weights")}),
    )


INITIALISATION = Lesson(
    key="initialisation",
    title=Message("Initialisation"),
    summary=Message("Before the first step the weights are random, and must be."),
    minutes=4,
    explanation=(
        Message(
            "Before the first step the weights have to be *something*. Zero seems the fairest choice: no unit is "
            "preferred, nothing is assumed."
        ),
        Message(
            "Usually they are drawn at random from a narrow range around zero. **Train** has several recipes for that "
            "under **Initial weights**, and one more entry: **Zeros**."
        ),
    ),
    background=(
        Message(
            "But then look at what comes back. A hidden unit learns from the gradient that the units after it send: "
            "$\\sum_k \\delta_k\\, w_k$, where $\\delta_k$ is how much output $k$ should change, and $w_k$ the weight "
            "that leads there. And a weight learns from $\\delta_k$ times what its unit passes on. With weights of "
            "zero, every unit passes on 0 and gets 0 back."
        ),
        Message(
            "Random weights are no flaw to be excused. They make every unit begin somewhere else, so that each can "
            "become something of its own. Only their size matters: too small, and signals die away from layer to "
            "layer; too large, and they explode. *He* and *Glorot* are recipes for that size."
        ),
    ),
    prediction=Prediction(
        Message("A network with all weights zero learns for 3 epochs. What comes of it?"),
        (
            Choice("slower", Message("It learns the same, only a little later")),
            Choice("nothing", Message("It never gets beyond guessing")),
            Choice("one", Message("It learns as well as a network with a single hidden unit")),
        ),
    ),
    task=Message(
        "Start the set-up with weights of zero and look at its accuracy. Then make the same run from random weights: "
        "**Initial weights** is folded away under **Network**."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message("Units that begin alike stay alike. Chance is what lets them become different."),
)
