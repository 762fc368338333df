"""Loss and guessing: what the number means with which every run begins."""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

from pages.components.language.messages import Message
from pages.components.lessons.doors import LESSON_SETUP, train_door
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Choice, Conclusion, Curves, Door, Finding, Lesson, Prediction, Step

LEARNED = 1.0
"""A training loss below this is far from guessing."""


def _doors(_evidence: Evidence) -> Sequence[Door]:
    return [train_door(LESSON_SETUP, Message("Open Train with this set-up"))]


def _check(evidence: Evidence) -> Finding:
    measured = [run for run in evidence.finished if run.id in evidence.first_losses]
    learned = next((run for run in measured if evidence.epochs[run.id][-1].train_loss < LEARNED), None)
    steps = [
        Step(Message("A run that came to its end"), bool(measured)),
        Step(Message("Its training loss fell below {loss:g}", loss=LEARNED), learned is not None),
    ]
    if learned is not None:
        last = evidence.epochs[learned.id][-1].train_loss
        shown = {"run": learned.id, "first": evidence.first_losses[learned.id], "last": last}
        return Finding(steps, shown=shown | {"classes": len(learned.config.data.class_names)})
    if measured:
        run = measured[-1]
        return Finding(
            steps,
            Message(
                "Run #{run} ended at a training loss of {loss:.2f}, still close to guessing. Give it more epochs or "
                "the learning rate {rate}.",
                run=run.id,
                loss=evidence.epochs[run.id][-1].train_loss,
                rate="0.1",
            ),
        )
    return Finding(steps, Message("Open Train with the set-up and start it; the run takes a second or two."))


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    guessing = log(shown["classes"])
    first = shown["first"]
    right = "small" if first < guessing / 2 else "guess" if first < 2 * guessing else "large"
    return Conclusion(
        right,
        Message(
            "Run #{run} read its first batch with a loss of {first:.2f}; even guessing among {classes} digits has "
            "{guessing:.2f}. That is a typical probability of {before:.0%} for the true digit. In the end the training "
            "loss was {last:.2f}, a typical probability of {after:.0%}.",
            guessing=guessing,
            before=exp(-first),
            after=exp(-shown["last"]),
            **shown,
        ),
        curves=Curves({shown["run"]: Message("Run #{run}", run=shown["run"])}, "loss", ("train", "validation")),
    )


LOSS = Lesson(
    key="loss",
    title=Message("Loss and guessing"),
    summary=Message("The loss says how surprised the network is by the truth. What does one have that knows nothing?"),
    minutes=3,
    explanation=(
        Message(
            "For each image the network gives ten probabilities, one a digit. Only one of them matters for the loss: "
            "$p$, the one it gave to the *true* digit."
        ),
        Message(r"$$L = -\ln p$$"),
        Message(
            "$\\ln$ is the natural logarithm. Is the network certain of the truth, $p = 1$, then the loss $L$ is 0: no "
            "surprise. The less it believed in the truth, the larger the loss, without limit: a network that is sure "
            "of something wrong pays dearly. What the charts show is the mean over many images."
        ),
    ),
    background=(
        Message(
            "Accuracy only counts right and wrong. The loss also sees *how sure*, so it moves with every tiny change "
            "of a weight, and that is what makes learning possible."
        ),
    ),
    prediction=Prediction(
        Message("The weights of a new network are random. What loss does it have on its very first batch?"),
        (
            Choice("small", Message("About 0.1: one digit in ten")),
            Choice("guess", Message("About 2.3: as if it guessed")),
            Choice("large", Message("About 10 or more: it is wrong almost everywhere")),
        ),
    ),
    task=Message(
        "Open **Train** with the set-up below and press **Start training**. Look at the very left of the loss chart, "
        "where the run begins, and then at where it ends. Then come back."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "Remember 2.30, which is $\\ln 10$. A loss that stays there means: the network guesses. A loss far above "
        "means: it is sure, and wrong."
    ),
    needs_first_losses=True,
)
