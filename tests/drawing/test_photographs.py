"""Ink in made-up photographs of every kind: digits are read, blank paper holds none."""

import numpy as np
import pytest

from mnist_core.data.mnist import load_mnist
from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.nn.network import NeuralNetwork
from tests.drawing.photographs import KINDS, blank, photograph


@pytest.mark.parametrize("of_a_kind", [1, pytest.param(12, marks=pytest.mark.campaign)])
def test_digits_in_photographs_are_read(of_a_kind: int, robust: NeuralNetwork) -> None:
    test = load_mnist().test
    sure = np.flatnonzero(robust.predict_proba(test.images[:1000])[np.arange(1000), test.labels[:1000]] > 0.9)
    misread = []
    for kind in KINDS:
        for number in range(of_a_kind):
            rng = np.random.default_rng([5, KINDS.index(kind), number])
            place = rng.choice(sure)
            made = photograph(kind, rng, (test.images[place], int(test.labels[place])))
            seen = prepare_drawing(made.picture)
            if seen is None or robust.predict_proba(seen.reshape(1, 784)).argmax() != made.label:
                misread.append((kind, number, made.label))
    assert len(misread) <= 0.03 * of_a_kind * len(KINDS), misread


@pytest.mark.parametrize("kind", KINDS)
def test_blank_paper_of_every_kind_holds_no_ink(kind: str) -> None:
    for number in range(2):
        assert find_ink(blank(kind, np.random.default_rng([6, KINDS.index(kind), number])).picture) is None
