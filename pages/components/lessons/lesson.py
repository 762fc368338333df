"""What a lesson is made of: an explanation, a prediction, ways to the real pages, and a task that checks itself.

Everything that is said is a `Message`, so that it is translated where it is shown; everything that is decided is a pure
function of `Evidence`, so that it can be tested on made-up runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from mnist_core.training.config import TrainingConfig
from pages.components.language.messages import Message
from pages.components.lessons.evidence import Evidence


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from before anything is tried."""

    key: str
    text: Message


@dataclass(frozen=True)
class Prediction:
    """A question to commit oneself on, and the answers to choose from."""

    question: Message
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice | None:
        """Return the choice of this name, None where there is none, as after a change of the lesson."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Door:
    """A link to a page of the dashboard, with everything filled in.

    Attributes
    ----------
    page : str
        The page's file, such as "train.py".
    label : Message
    query : mapping of str to str or list of str
        What the address says.
    icon : str
        A Material icon, such as "grid_on".
    config : TrainingConfig or None
        The set-up that the form on Train is to hold.
    """

    page: str
    label: Message
    query: Mapping[str, Any] = field(default_factory=dict)
    icon: str = "arrow_forward"
    config: TrainingConfig | None = None


@dataclass(frozen=True)
class Step:
    """One condition of a task, and whether it is met."""

    text: Message
    is_done: bool


@dataclass(frozen=True)
class Finding:
    """How far a task is.

    Attributes
    ----------
    steps : sequence of Step
        The conditions, in the order in which one meets them.
    missing : Message or None
        What to do next, in one or two sentences; None when the task is done.
    shown : mapping of str to number or text
        What the task showed; can be written as JSON.
    """

    steps: Sequence[Step]
    missing: Message | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Curves:
    """Runs whose curves show what happened.

    Attributes
    ----------
    runs : mapping of int to Message
        What each run is called, by its number.
    metric : {"loss", "accuracy"}
    parts : tuple of {"train", "validation"}
    """

    runs: Mapping[int, Message]
    metric: Literal["loss", "accuracy"] = "accuracy"
    parts: tuple[str, ...] = ("validation",)


@dataclass(frozen=True)
class Conclusion:
    """What the task says of the prediction.

    Attributes
    ----------
    right : str
        The choice that would have been right.
    told : Message
        What happened, with its numbers.
    doors : sequence of Door
        Where to see it.
    curves : Curves or None
    """

    right: str
    told: Message
    doors: Sequence[Door] = ()
    curves: Curves | None = None


@dataclass(frozen=True, eq=False)
class Picture:
    """Something of 28 × 28 to look at.

    Attributes
    ----------
    values : array of shape (784,)
        Grey values of 0 to 255, or, if `is_signed`, any numbers: blue above 0, orange below.
    caption : Message
    """

    values: NDArray[Any]
    caption: Message
    is_signed: bool = False


def picture_of(evidence: Evidence, place: int) -> Picture:
    """Return one of the test images."""
    assert evidence.reader is not None
    test = evidence.reader.test
    caption = Message("Test image {place:,}, labelled {label}", place=place, label=int(test.labels[place]))
    return Picture(test.images[place], caption)


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes
    ----------
    key : str
        Its name in the address and in the store.
    title, summary : Message
    minutes : int
        How long it takes, about.
    explanation : tuple of Message
        Paragraphs of Markdown, to be read before the prediction.
    prediction : Prediction
    task : Message
        What to do, in Markdown.
    doors : callable
        The ways to the real pages.
    check : callable
        How far the task is.
    conclude : callable
        What the numbers of `Finding.shown` say of the prediction.
    moral : Message
        What to keep of it.
    asks : callable or None
        The question whose answer is a number to type in; None where the task is checked by runs or drawings.
    pictures : callable or None
        What it is about, to look at.
    background : tuple of Message
        More paragraphs, which would give the answer away: they come after the prediction.
    needs_reader : bool
        Whether it is about a network that exists already.
    needs_first_losses : bool
        Whether its check asks for the loss of each run's first batch.
    """

    key: str
    title: Message
    summary: Message
    minutes: int
    explanation: tuple[Message, ...]
    prediction: Prediction
    task: Message
    doors: Callable[[Evidence], Sequence[Door]]
    check: Callable[[Evidence], Finding]
    conclude: Callable[[Mapping[str, Any]], Conclusion]
    moral: Message
    asks: Callable[[Evidence], Message] | None = None
    pictures: Callable[[Evidence], Sequence[Picture]] | None = None
    background: tuple[Message, ...] = ()
    needs_reader: bool = False
    needs_first_losses: bool = False
