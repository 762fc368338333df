"""Why this 4 is read as 9: two logits, and what each hidden unit adds to their difference."""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

import numpy as np

from mnist_core.explanation.trace import Trace, trace_image
from pages.components.language.messages import Message
from pages.components.lessons.doors import evaluate_door, inside_door
from pages.components.lessons.evidence import Evidence, typed_number
from pages.components.lessons.lesson import (
    Choice,
    Conclusion,
    Door,
    Finding,
    Lesson,
    Picture,
    Prediction,
    Step,
    picture_of,
)

TRUE, READ = 4, 9
CLOSE = 0.02
"""How far off a difference of logits may be that was read from a page."""

TORN, SURE = 0.6, 0.95


def _place(evidence: Evidence) -> int | None:
    """Return the 4 that the network is surest is a 9, among the test images; None where it misreads none so."""
    assert evidence.reader is not None
    found = evidence.reader.evaluation
    wrong = np.flatnonzero((found.labels == TRUE) & (found.predicted == READ))
    return int(wrong[found.probabilities[wrong, READ].argmax()]) if len(wrong) else None


def _trace(evidence: Evidence, place: int) -> Trace:
    assert evidence.reader is not None
    return trace_image(evidence.reader.network, evidence.reader.test.images[place])


def _doors(evidence: Evidence) -> Sequence[Door]:
    place = _place(evidence)
    if evidence.reader is None or place is None:
        return []
    run = evidence.reader.run
    output = f"{len(run.config.hidden_sizes) + 1}-{READ}"
    label = Message("Open the answer on Inside")
    return [
        inside_door(run.id, place, label, part="forward", unit=output),
        evaluate_door(run.id, Message("See on Evaluate what speaks for 9"), view="mistakes", image=str(place)),
    ]


def _asks(_evidence: Evidence) -> Message:
    return Message("How much larger is the logit of 9 than that of 4?")


def _check(evidence: Evidence) -> Finding:
    text = Message("The difference of the two logits")
    place = _place(evidence)
    if place is None:
        return Finding(
            [Step(text, False)], Message("This network reads no 4 of the test images as 9. Well done by it!")
        )
    trace = _trace(evidence, place)
    lead = float(trace.logits[READ] - trace.logits[TRUE])
    typed = typed_number(evidence.answer)
    if typed is not None and abs(typed - lead) <= CLOSE:
        unit, added = _strongest(trace)
        share = float(trace.probabilities[READ])
        shown = {"image": place, "lead": lead, "share": share, "unit": unit, "added": added}
        assert evidence.reader is not None
        return Finding(
            [Step(text, True)], shown=shown | {"run": evidence.reader.run.id, "layer": len(trace.layers) - 1}
        )
    missing = Message("Read both logits from the table on Inside, subtract them, and type the difference.")
    if typed is not None and abs(typed + lead) <= CLOSE:
        missing = Message("The other way round: the logit of 9 less that of 4.")
    elif typed is not None:
        missing = Message(
            "{typed:.4g} is not it. The table has a row for each digit; its second column holds the logit $z_k$.",
            typed=typed,
        )
    return Finding([Step(text, False)], missing)


def _strongest(trace: Trace) -> tuple[int, float]:
    """Return the unit of the last hidden layer that speaks most for 9 against 4, and how much it adds to the lead."""
    last = trace.layers[-1]
    added = last.inputs * (last.weight[:, READ] - last.weight[:, TRUE])
    return int(added.argmax()), float(added.max())


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    share = shown["share"]
    label = Message("See on Surgery what happens without that unit")
    return Conclusion(
        "torn" if share < TORN else "sure" if share < SURE else "certain",
        Message(
            "On Inside the 9 gets {share:.0%}. Its logit is {lead:.2f} larger than that of the 4, which makes the 9 "
            "{times:.1f} times as probable: e to the power of {lead:.2f}. Unit {unit} of the last hidden layer alone "
            "adds {added:.2f} to that lead.",
            times=exp(shown["lead"]),
            **{name: shown[name] for name in ("share", "lead", "unit", "added")},
        ),
        [inside_door(shown["run"], shown["image"], label, part="surgery", unit=f"{shown['layer']}-{shown['unit']}")],
    )


def _pictures(evidence: Evidence) -> Sequence[Picture]:
    place = _place(evidence)
    return [] if place is None else [picture_of(evidence, place)]


FOUR_OR_NINE = Lesson(
    key="four-or-nine",
    title=Message("Why this 4 is read as 9"),
    summary=Message("An answer is a difference of two sums, and each unit's share in it can be named."),
    minutes=6,
    explanation=(
        Message(
            "At the end of the network stand ten numbers, the *logits* $z_0$ to $z_9$. Softmax turns them into "
            "probabilities, and only their differences count:"
        ),
        Message(r"$$\displaystyle\frac{p_9}{p_4} = e^{\,z_9 - z_4}$$"),
        Message(
            "$p_9$ and $p_4$ are the probabilities of the two digits. Is $z_9$ larger by 1, the 9 is 2.7 times as "
            "probable; by 2, it is 7.4 times."
        ),
    ),
    background=(
        Message(
            "And the difference is a plain sum again. Each unit $j$ of the last hidden layer adds "
            "$a_j\\,(w_{j9} - w_{j4})$ to it: what it passes on, times how much more it speaks for 9 than for 4. So "
            "the question *why* has an answer: it is these units, and behind them those pixels. A 4 closed at the top "
            "wakes the units that look for the loop of a 9."
        ),
    ),
    prediction=Prediction(
        Message("A person wrote this as a 4, the network reads a 9. How sure is it of the 9?"),
        (
            Choice("torn", Message("It is torn: less than 60%")),
            Choice("sure", Message("Rather sure: 60% to 95%")),
            Choice("certain", Message("Certain: more than 95%")),
        ),
    ),
    task=Message(
        "**Inside** follows this digit; below the picture stands the table of the ten logits. Read those of 9 and 4, "
        "and type by how much the 9 is ahead. **Evaluate** shows in colours which pixels speak for 9."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "A network does not see a digit; it adds up evidence. Whoever asks why can follow the sum back to the pixels."
    ),
    asks=_asks,
    pictures=_pictures,
    needs_reader=True,
)
