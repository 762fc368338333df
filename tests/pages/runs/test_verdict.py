"""What McNemar's test found, in plain words."""

import pytest

from mnist_core.evaluation.comparison import McNemarResult
from pages.components.runs.verdict import verdict


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (McNemarResult(0.0001, 80, 20), "only <0.1% of the time: **A** reads better"),
        (McNemarResult(0.01, 20, 80), "only 1.0% of the time: **B** reads better"),
        (McNemarResult(0.4, 22, 20), "do not tell which is better"),
        (McNemarResult(1.0, 0, 0), "nothing tells them apart"),
    ],
)
def test_verdict_in_plain_words(result, words):
    assert words in verdict(result, "A", "B")
