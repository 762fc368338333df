import numpy as np

from mnist_core.evaluation.mistakes import confused_pairs, times


def confusion_with(**cells: int) -> np.ndarray:
    """Build a matrix with 100 right answers a digit and a few mistakes, such as d4_9=31."""
    matrix = 100 * np.eye(10, dtype=int)
    for name, count in cells.items():
        digit, read_as = (int(part) for part in name.removeprefix("d").split("_"))
        matrix[digit, read_as] = count
    return matrix


def test_confused_pairs_names_the_most_frequent_mistake_first():
    pairs = confused_pairs(confusion_with(d4_9=31, d7_2=12, d3_5=40), limit=2)
    assert [str(pair) for pair in pairs] == ["3 read as 5: 40 times", "4 read as 9: 31 times"]


def test_confused_pairs_of_a_perfect_network_is_empty():
    assert confused_pairs(100 * np.eye(10, dtype=int), limit=6) == []


def test_confused_pairs_leaves_the_matrix_as_it_is():
    matrix = confusion_with(d4_9=1)
    confused_pairs(matrix, limit=3)
    assert matrix[0, 0] == 100


def test_times_uses_words_for_few():
    assert [times(count) for count in (0, 1, 2, 3, 1500)] == ["never", "once", "twice", "3 times", "1,500 times"]
