import numpy as np

from mnist_core.evaluation.hardest import hardest_first, times_misread

LABELS = np.array([1, 2, 3, 4], np.uint8)
READ = [np.array(row, np.uint8) for row in ([1, 2, 0, 0], [1, 9, 3, 0], [1, 2, 3, 0])]


def test_counts_the_networks_that_misread():
    counts = times_misread(READ, LABELS)
    assert counts.tolist() == [0, 1, 1, 3]
    assert hardest_first(counts).tolist() == [3, 1, 2]
    assert hardest_first(counts, 3).tolist() == [3]


def test_no_network_misreads_nothing():
    assert times_misread([], LABELS).tolist() == [0, 0, 0, 0]
    assert hardest_first(times_misread([], LABELS)).tolist() == []
