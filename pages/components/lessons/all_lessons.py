"""The ten lessons, in the order in which to take them."""

from pages.components.lessons.course.batch_size import BATCH_SIZE
from pages.components.lessons.course.four_or_nine import FOUR_OR_NINE
from pages.components.lessons.course.gradient_step import GRADIENT_STEP
from pages.components.lessons.course.handwriting import HANDWRITING
from pages.components.lessons.course.initialisation import INITIALISATION
from pages.components.lessons.course.learning_rate import LEARNING_RATE
from pages.components.lessons.course.loss import LOSS
from pages.components.lessons.course.neuron import NEURON
from pages.components.lessons.course.overfitting import OVERFITTING
from pages.components.lessons.course.width_and_depth import WIDTH_AND_DEPTH
from pages.components.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    lesson.key: lesson
    for lesson in (
        NEURON,
        LOSS,
        GRADIENT_STEP,
        LEARNING_RATE,
        BATCH_SIZE,
        WIDTH_AND_DEPTH,
        OVERFITTING,
        INITIALISATION,
        FOUR_OR_NINE,
        HANDWRITING,
    )
}
"""Every lesson by its name in the address."""


def number(lesson: Lesson) -> int:
    """Return the place of a lesson in the course, from 1."""
    return list(LESSONS).index(lesson.key) + 1


def after(lesson: Lesson) -> Lesson | None:
    """Return the next lesson, None after the last."""
    return next((other for other in LESSONS.values() if number(other) == number(lesson) + 1), None)
