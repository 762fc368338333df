"""Your handwriting: a test that nobody has prepared."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_core.data.image import CLASSES
from mnist_core.store.own_digits import OwnDigit
from pages.components.language.messages import Message
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Choice, Conclusion, Door, Finding, Lesson, Prediction, Step
from pages.components.state import RUN_PARAMETER


def _door(run_id: int, label: Message) -> Door:
    return Door("draw.py", label, {RUN_PARAMETER: str(run_id)}, "draw")


def _doors(evidence: Evidence) -> Sequence[Door]:
    assert evidence.reader is not None
    return [_door(evidence.reader.run.id, Message("Open Draw"))]


def _by_label(digits: Sequence[OwnDigit]) -> dict[int, OwnDigit]:
    """Return the first drawing of each digit: whoever tries again until it is read right proves nothing."""
    found: dict[int, OwnDigit] = {}
    for digit in digits:
        found.setdefault(digit.label, digit)
    return found


def _check(evidence: Evidence) -> Finding:
    assert evidence.reader is not None
    kept = _by_label(evidence.digits)
    steps = [
        Step(
            Message("{count} of {all} digits kept, each from 0 to 9 once", count=len(kept), all=CLASSES),
            len(kept) == CLASSES,
        )
    ]
    if len(kept) < CLASSES:
        absent = ", ".join(str(digit) for digit in range(CLASSES) if digit not in kept)
        return Finding(steps, Message("Still missing: {digits}. Draw each and say what it was.", digits=absent))
    images = np.stack([kept[digit].image for digit in range(CLASSES)])
    read = evidence.reader.network.predict(images)
    wrong = [f"{digit} → {int(answer)}" for digit, answer in enumerate(read) if answer != digit]
    shown = {"run": evidence.reader.run.id, "right": CLASSES - len(wrong), "all": CLASSES, "wrong": ", ".join(wrong)}
    return Finding(steps, shown=shown)


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    right = shown["right"]
    key = "all" if right == shown["all"] else "most" if right >= 7 else "few"
    label = Message("Teach the network your hand on Draw")
    doors = [_door(shown["run"], label)]
    if key == "all":
        return Conclusion(key, Message("It reads all {all} of your digits right.", all=right), doors)
    told = Message(
        "It reads {right} of your {all} digits right. Misread (what you meant → what it read): {wrong}.",
        right=right,
        all=shown["all"],
        wrong=shown["wrong"],
    )
    return Conclusion(key, told, doors)


HANDWRITING = Lesson(
    key="handwriting",
    title=Message("Your handwriting"),
    summary=Message("The shipped network reads 99 of 100 test digits. And yours?"),
    minutes=6,
    explanation=(
        Message(
            "A test accuracy holds for images of the same kind as the test images. MNIST's digits were written around "
            "1990 by American census employees and high-school students, on paper, and scanned."
        ),
        Message(
            "Your digits come from another hand, another tool and perhaps another country: a 1 with an upstroke, a 7 "
            "with a bar, a 9 with a straight leg. The page does what it can: it trims your drawing, scales it and "
            "moves its centre of mass to the middle, just as was done with MNIST. The hand stays yours."
        ),
        Message(
            "Here you are the test set. Draw each digit once, as you write it, and do not draw again if it is misread: "
            "that would be cheating yourself."
        ),
    ),
    prediction=Prediction(
        Message("You draw the ten digits, each once. How many does the network read right?"),
        (
            Choice("all", Message("All ten")),
            Choice("most", Message("Seven to nine")),
            Choice("few", Message("Six or fewer")),
        ),
    ),
    task=Message(
        "Draw a digit on **Draw**, then say under **Wrong? It was a** which it was, right or wrong, so that it is kept "
        "among your digits; clear the sheet and draw the next. You may also bring ten digits in as a file there."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "An accuracy is a promise for more of the same. What comes from elsewhere must be tested on its own, and can "
        "be learned too."
    ),
    needs_reader=True,
)
