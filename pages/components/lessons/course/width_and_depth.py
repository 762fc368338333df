"""Width and depth: what a hidden layer is worth, and what two more are."""

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_core.store.run import Run
from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, compare_door, train_door
from pages.components.lessons.evidence import Evidence, furthest, has_diverged
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

SETUP = LESSON_SETUP.with_changes(training_size=20_000, epochs=5)
SAME = 0.003
"""Gains that differ by less are called equal."""


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [train_door(SETUP, Message("Open Train with one hidden layer of 64 units"))]


def _by_depth(evidence: Evidence, family: Sequence[Run]) -> dict[str, Run]:
    """Return the best run without a hidden layer, with one, and with three or more, as far as there are any."""
    found: dict[str, Run] = {}
    for run in sorted((run for run in family if not has_diverged(run)), key=evidence.accuracy):
        depth = len(run.config.hidden_sizes)
        if depth != 2:
            found["none" if depth == 0 else "one" if depth == 1 else "deep"] = run
    return found


def _check(evidence: Evidence) -> Finding:
    found = furthest([_by_depth(evidence, family) for family in evidence.families("hidden_sizes")])
    steps = [
        Step(Message("A run with one hidden layer"), "one" in found),
        Step(Message("A run without any hidden layer"), "none" in found),
        Step(Message("A run with three hidden layers or more"), "deep" in found),
    ]
    if len(found) == 3:
        shown: dict[str, Any] = {}
        for name, run in found.items():
            shown |= {
                f"{name}_run": run.id,
                f"{name}_accuracy": evidence.accuracy(run),
                f"{name}_parameters": run.config.parameter_count,
            }
        return Finding(steps, shown=shown)
    if "one" not in found:
        return Finding(steps, Message("Open Train with one hidden layer and start it."))
    if "none" not in found:
        return Finding(
            steps,
            Message(
                "Run #{run} has one hidden layer. Now empty the field **Hidden layers**, so that the pixels lead "
                "straight to the ten outputs, and start again.",
                run=found["one"].id,
            ),
        )
    return Finding(
        steps,
        Message(
            "You have runs without a hidden layer and with one. Now type **64, 64, 64** into **Hidden layers** and "
            "start again."
        ),
    )


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    first = shown["one_accuracy"] - shown["none_accuracy"]
    more = shown["deep_accuracy"] - shown["one_accuracy"]
    return Conclusion(
        "same" if abs(first - more) < SAME else "first" if first > more else "more",
        Message(
            "Without a hidden layer: {none_accuracy:.1%}, from {none_parameters:,} weights and biases. With one: "
            "{one_accuracy:.1%}, from {one_parameters:,}. With three or more: {deep_accuracy:.1%}, from "
            "{deep_parameters:,}. The first layer is worth {first:+.1f} points, all others together {more:+.1f}.",
            first=100 * first,
            more=100 * more,
            **shown,
        ),
        [compare_door(sorted([shown["none_run"], shown["one_run"], shown["deep_run"]]))],
        Curves(
            {
                shown["none_run"]: Message("No hidden layer"),
                shown["one_run"]: Message("One hidden layer"),
                shown["deep_run"]: Message("Three or more"),
            }
        ),
    )


WIDTH_AND_DEPTH = Lesson(
    key="width-and-depth",
    title=Message("Width and depth"),
    summary=Message("What a hidden layer is worth, and what more of them are."),
    minutes=6,
    explanation=(
        Message(
            "Without a hidden layer each output adds up pixels on its own: one picture of weights for each digit, like "
            "ten stencils laid over the image. That gets surprisingly far, but a 7 with a bar and a 7 without one have "
            "to share a stencil."
        ),
        Message(
            "A hidden layer lets the network see parts first, and put digits together from them. Its *width*, the "
            "number of units, says how many parts it can tell apart. *Depth*, the number of layers, lets it build "
            "parts from parts."
        ),
    ),
    background=(
        Message(
            "Between two layers stands an activation that bends the line. Without it, any number of layers would add "
            "up to one: $(x\\,W_1)\\,W_2 = x\\,(W_1 W_2)$, where $x$ are the pixels and $W_1$, $W_2$ the weights of "
            "two layers."
        ),
    ),
    prediction=Prediction(
        Message(
            "A network without a hidden layer, one with 64 units, one with 64, 64 and 64. Which step brings more "
            "digits read correctly?"
        ),
        (
            Choice("first", Message("From none to one hidden layer")),
            Choice("more", Message("From one to three hidden layers")),
            Choice("same", Message("Both about the same")),
        ),
    ),
    task=Message(
        "Make three runs that differ **only** in **Hidden layers**: one layer of 64, none at all, and 64, 64, 64. Each "
        "takes a few seconds."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "The first bend is worth most. More width and depth pay only while there are images enough to fill them, and "
        "each layer makes learning more delicate."
    ),
)
