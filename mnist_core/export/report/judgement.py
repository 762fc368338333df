"""How far a network's answers can be believed, and on which digits it fails, for a report."""

from dataclasses import dataclass

import numpy as np

from mnist_core.data.dataset import ImageSet
from mnist_core.data.image import DIGITS, PIXELS
from mnist_core.drawing.likeness import measures
from mnist_core.evaluation.calibration import Reliability, coverage_curve, expected_calibration_error, reliability
from mnist_core.evaluation.report import Evaluation
from mnist_core.evaluation.slices import MEASURES, Slice, cut, ink_and_size, measure_title, weakness

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, eq=False)
class Belief:
    """Whether a network is as sure as it is right.

    Attributes
    ----------
    error : float
        Expected calibration error, 0 to 1.
    bins : Reliability
    answers : list of tuple
        For each least confidence of an answer: that, the share of images answered, the share of answers that are right
        or None where none is left.
    """

    error: float
    bins: Reliability
    answers: list[tuple[float, float, float | None]]

    @property
    def marks(self) -> list[tuple[float, float, float]]:
        """Each bin as a mark on a plane of 100 by 100: x, y from the top, radius."""
        share = np.sqrt(self.bins.count / self.bins.count.sum())
        return [
            (100 * float(x), 100 - 100 * float(y), 1.2 + 3.5 * float(size))
            for x, y, size in zip(self.bins.confidence, self.bins.accuracy, share, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Kinds:
    """How a network reads digits of different kinds: what it is worse on, in words, and each measure's fifths."""

    weakness: str
    fifths: dict[str, list[Slice]]


def belief(evaluation: Evaluation | None) -> Belief | None:
    """Return how far confidence can be believed; None where nothing was measured."""
    if evaluation is None or not len(evaluation.labels):
        return None
    probabilities, labels = evaluation.probabilities, evaluation.labels
    curve = coverage_curve(probabilities, labels, THRESHOLDS)
    answers = [
        (float(least), float(share), float(right) if share else None)
        for least, share, right in zip(curve.threshold, curve.coverage, curve.accuracy, strict=True)
    ]
    return Belief(expected_calibration_error(probabilities, labels), reliability(probabilities, labels), answers)


def kinds(evaluation: Evaluation | None, test: ImageSet | None) -> Kinds | None:
    """Return how digits of different kinds are read; None where they are no handwritten digits of MNIST's size."""
    if evaluation is None or test is None or not len(test.labels):
        return None
    if evaluation.class_names != DIGITS or test.images.shape[1] != PIXELS:
        return None
    values = measures(test.images) | ink_and_size(test.images)
    by_measure = {name: cut(values[name], evaluation.correct) for name in MEASURES}
    return Kinds(weakness(by_measure), {measure_title(name): slices for name, slices in by_measure.items()})
