"""What a neuron sees: one hidden unit's weights, its sum, and what it passes on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_core.explanation.trace import trace_image
from pages.components.language.messages import Message
from pages.components.lessons.doors import inside_door
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

IMAGE = 4
"""The test image that is followed: a plain 4."""

CLOSE = 0.02
"""How far off, as a share, a number may be that was read from a page."""

FEW, MANY = 0.25, 0.6


def _loudest(evidence: Evidence) -> tuple[int, float, float, int, int]:
    """Return the unit that answers most, what it passes on and its sum; then how many units are silent, of how many."""
    assert evidence.reader is not None
    layer = trace_image(evidence.reader.network, evidence.reader.test.images[IMAGE]).layers[0]
    unit = int(layer.outputs.argmax())
    silent = int(np.sum(np.abs(layer.outputs) < 1e-6))
    return unit, float(layer.outputs[unit]), float(layer.z[unit]), silent, len(layer.outputs)


def _doors(evidence: Evidence) -> Sequence[Door]:
    assert evidence.reader is not None
    label = Message("Open this unit on Inside")
    return [inside_door(evidence.reader.run.id, IMAGE, label, part="forward", unit=f"1-{_loudest(evidence)[0]}")]


def _asks(evidence: Evidence) -> Message:
    return Message("What does unit {unit} of the first hidden layer pass on for this 4?", unit=_loudest(evidence)[0])


def _check(evidence: Evidence) -> Finding:
    unit, passed_on, z, silent, units = _loudest(evidence)
    typed = typed_number(evidence.answer)
    is_right = typed is not None and abs(typed - passed_on) <= CLOSE * abs(passed_on)
    step = Step(Message("The number that the unit passes on, read from the page"), is_right)
    if is_right:
        return Finding([step], shown={"unit": unit, "passed_on": passed_on, "silent": silent, "units": units})
    missing = Message("Read the number from the page and type it here.")
    if typed is not None and abs(typed - z) <= CLOSE * abs(z):
        missing = Message(
            "That is {typed:.4g}, its sum $z$. Read on below the sum: what is left of it after the activation?", typed=z
        )
    elif typed is not None:
        missing = Message(
            "{typed:.4g} is not it. Look for the bold number in the sentence on the activation.", typed=typed
        )
    return Finding([step], missing)


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    share = shown["silent"] / shown["units"]
    right = "few" if share < FEW else "half" if share < MANY else "most"
    return Conclusion(
        right,
        Message(
            "Of the {units:,} units {silent:,} are silent for this 4: {share:.0%}. Unit {unit} answers loudest of all, "
            "with {passed_on:.2f}.",
            share=share,
            **shown,
        ),
    )


def _pictures(evidence: Evidence) -> Sequence[Picture]:
    assert evidence.reader is not None
    layer = trace_image(evidence.reader.network, evidence.reader.test.images[IMAGE]).layers[0]
    unit = _loudest(evidence)[0]
    caption = Message("The weights of unit {unit}: blue excites it, orange silences it", unit=unit)
    return [picture_of(evidence, IMAGE), Picture(layer.weight[:, unit], caption, is_signed=True)]


NEURON = Lesson(
    key="neuron",
    title=Message("What a neuron sees"),
    summary=Message("A unit has one weight for each pixel; together they are a picture of what it looks for."),
    minutes=4,
    explanation=(
        Message(
            "A hidden unit, a *neuron*, does something simple. It has one weight for each of the 784 pixels. It "
            "multiplies each pixel by its weight, adds everything up together with its bias, and passes the result on "
            "if it is positive:"
        ),
        Message(r"$$\displaystyle z = \sum_{i=1}^{784} x_i\, w_i + b \qquad a = \max(z, 0)$$"),
        Message(
            "$x_i$ is the ink of pixel $i$, from 0 to 1; $w_i$ the unit's weight for it; $b$ the bias; $z$ the sum; "
            "$a$ what it passes on. Lay the 784 weights out as 28 × 28 and you see what the unit looks for: ink where "
            "its weights are positive excites it, ink where they are negative silences it."
        ),
    ),
    background=(
        Message(
            "No unit sees a 4. One looks for a stroke at the upper left, another for an empty middle. What the next "
            "layer gets is a list of which of these were found."
        ),
    ),
    prediction=Prediction(
        Message(
            "This 4 goes into a trained network. How many units of its first hidden layer stay silent, that is, pass "
            "on 0?"
        ),
        (
            Choice("few", Message("Hardly any: nearly all have something to say")),
            Choice("half", Message("About half")),
            Choice("most", Message("Most: each looks for something that is seldom there")),
        ),
    ),
    task=Message(
        "Open the unit. **Inside** shows how it comes to its sum, pixel by pixel, and below that what the activation "
        "makes of it. In a network with BatchNorm the sum is moved and scaled before that. Read the last number, the "
        "one that goes on to the next layer, and type it here."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "A layer describes an image by few loud units and many silent ones. Which ones are loud is what the next layer "
        "learns from."
    ),
    asks=_asks,
    pictures=_pictures,
    needs_reader=True,
)
