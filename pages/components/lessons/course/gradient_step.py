"""A gradient step: downhill is only downhill nearby."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.evaluation.report import most_confident_mistakes
from mnist_core.explanation.step import loss_along_gradient
from pages.components.language.messages import Message
from pages.components.lessons.doors import inside_door
from pages.components.lessons.evidence import Evidence, typed_number
from pages.components.lessons.lesson import Choice, Conclusion, Door, Finding, Lesson, Prediction, Step, picture_of

RATES = tuple(float(f"{10 ** (exponent / 4):.2g}") for exponent in range(-16, 5))
"""Those that the slider of Inside offers."""

NEARLY = 1.08
"""A loss that is at most so many times the lowest will do."""

PLAIN = 4
"""A test image for a network that misreads none."""


def _image(evidence: Evidence) -> int:
    """Return the test image that is learned: the mistake that the network is surest of."""
    assert evidence.reader is not None
    mistakes = most_confident_mistakes(evidence.reader.evaluation)
    return int(mistakes[0]) if len(mistakes) else PLAIN


def _losses(evidence: Evidence, rates: Sequence[float]) -> NDArray[np.float64]:
    """Return the loss of that image after one step at each rate."""
    assert evidence.reader is not None
    reader, place = evidence.reader, _image(evidence)
    smoothing = reader.run.config.label_smoothing
    image, label = reader.test.images[place], int(reader.test.labels[place])
    return loss_along_gradient(reader.network, image, label, rates, label_smoothing=smoothing)


def _doors(evidence: Evidence) -> Sequence[Door]:
    assert evidence.reader is not None
    label = Message("Open One step on Inside")
    return [inside_door(evidence.reader.run.id, _image(evidence), label, part="one-step")]


def _asks(_evidence: Evidence) -> Message:
    return Message("At which learning rate is the loss of this digit lowest after one step?")


def _check(evidence: Evidence) -> Finding:
    typed = typed_number(evidence.answer)
    if typed is not None and typed <= 0:
        typed = None
    step = Message("A learning rate at the lowest point of the curve")
    if typed is None:
        return Finding([Step(step, False)], Message("Read the learning rate from the curve and type it here."))
    losses, rate = _losses(evidence, [0.0, *RATES, typed]), f"{typed:g}"
    before, reached, lowest = float(losses[0]), float(losses[-1]), float(np.min(losses[1:-1]))
    if reached <= NEARLY * lowest:
        far = float(losses[-2])
        shown = {"rate": rate, "before": before, "reached": reached, "far": min(far, 1e300)}
        return Finding([Step(step, True)], shown=shown)
    return Finding(
        [Step(step, False)],
        Message(
            "At {rate} the loss goes from {before:.3g} to {reached:.3g}. There is a rate at which it falls further: "
            "follow the curve to its lowest point.",
            rate=rate,
            before=before,
            reached=reached,
        ),
    )


def _conclude(shown: Mapping[str, Any]) -> Conclusion:
    right = "valley" if shown["far"] > shown["before"] > shown["reached"] else "further"
    return Conclusion(
        right,
        Message(
            "One step at {rate} takes the loss from {before:.2f} to {reached:.2f}. At a rate of 10, in the very same "
            "direction, it would be {then}.",
            then=_large(shown["far"]),
            **shown,
        ),
    )


def _large(loss: float) -> Message:
    """Write a loss of any size."""
    if loss >= 1e9:
        return Message("beyond all reason")
    digits = "{far:,.0f}" if loss >= 100 else "{far:.2f}"
    return Message(digits, far=loss)


GRADIENT_STEP = Lesson(
    key="gradient-step",
    title=Message("A gradient step"),
    summary=Message("The gradient says which way is downhill. How far should one go?"),
    minutes=4,
    explanation=(
        Message(
            "The loss depends on every single weight. The *gradient* holds one number for each: by how much the loss "
            "grows if just this weight grows a little. Go the opposite way with all weights at once, and the loss "
            "falls:"
        ),
        Message(r"$$\displaystyle w \leftarrow w - \eta\, \frac{\partial L}{\partial w}$$"),
        Message(
            "$w$ is a weight, $L$ the loss, $\\partial L / \\partial w$ its gradient, and $\\eta$ the *learning rate*: "
            "how far to go. This one line, repeated some thousand times, is all of learning."
        ),
    ),
    background=(
        Message(
            "Think of a hillside in fog. You feel with your feet which way is down, and take a step. With a long step "
            "you may land beyond the bottom of the valley, on the slope on the other side."
        ),
    ),
    prediction=Prediction(
        Message(
            "The network misreads this digit. It takes one step against the gradient of its loss. What happens to the "
            "loss if you take the learning rate larger and larger, up to 10?"
        ),
        (
            Choice("further", Message("It falls further and further")),
            Choice("still", Message("It falls to a lowest value and stays there")),
            Choice("valley", Message("It falls, and then rises far above where it began")),
        ),
    ),
    task=Message(
        "Open **One step** on **Inside**. The curve shows the loss of this digit after one step, for each learning "
        "rate. Move the slider **Learning rate** to the lowest point, press **Learn this digit** and see what becomes "
        "of the answer and of all other digits. Type the rate here."
    ),
    doors=_doors,
    check=_check,
    conclude=_conclude,
    moral=Message(
        "The gradient is true only for where you stand. So a network learns in many small steps, and looks around "
        "again after each."
    ),
    asks=_asks,
    pictures=lambda evidence: [picture_of(evidence, _image(evidence))],
    needs_reader=True,
)
