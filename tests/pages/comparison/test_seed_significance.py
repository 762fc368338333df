"""The sentence that says whether one set-up is better than another."""

from dataclasses import replace

from mnist_core.evaluation.seeds import compare_seeds
from pages.components.comparison.seed_significance import group_names, repeated, seed_verdict


def test_only_set_ups_with_several_seeds_are_compared(add_run):
    runs = [add_run("a"), add_run("b", seed=1), add_run("c", learning_rate=0.5), add_run("d", learning_rate=0.7)]
    runs += [add_run("e", learning_rate=0.7, seed=4), add_run("f", learning_rate=0.7, seed=5)]
    groups = repeated(runs)
    assert [[run.name for run in group] for group in groups] == [["a", "b"], ["d", "e", "f"]]
    assert group_names(groups) == ["Learning rate 0.1 (2 seeds)", "Learning rate 0.7 (3 seeds)"]
    assert repeated([replace(run, test_accuracy=None) for run in runs]) == []


def test_a_difference_beyond_the_spread_is_called_real():
    good, bad = [0.970, 0.971, 0.972], [0.960, 0.961, 0.962]
    for text in (seed_verdict(compare_seeds(good, bad), "A", "B"), seed_verdict(compare_seeds(bad, good), "B", "A")):
        assert text.startswith("**A** reads better than B by 1.00 percentage points on average, 95% interval 0.77")
        assert text.endswith("**the difference is real**.")


def test_a_difference_within_the_spread_is_called_luck():
    text = seed_verdict(compare_seeds([0.970, 0.975, 0.980], [0.969, 0.974, 0.979]), "A", "B")
    assert text.startswith("On average they differ by 0.10 percentage points")
    assert "**That may be luck**" in text
