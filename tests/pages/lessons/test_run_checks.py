"""Tasks that are checked by runs, on made-up ones."""

import pytest

from mnist_core.store.run import RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components.lessons.all_lessons import LESSONS
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Conclusion, Finding
from tests.pages.lessons.made_up import Runs, done, english

BY_RUNS = ("loss", "learning-rate", "batch-size", "width-and-depth", "overfitting", "initialisation")


@pytest.fixture
def runs() -> Runs:
    return Runs()


def check(name: str, runs: Runs, **more) -> Finding:
    return LESSONS[name].check(runs.evidence(**more))


def conclude(name: str, finding: Finding) -> tuple[Conclusion, str]:
    conclusion = LESSONS[name].conclude(finding.shown)
    return conclusion, conclusion.told.in_language("en")


@pytest.mark.parametrize("name", BY_RUNS)
def test_without_runs_a_task_says_how_to_begin(name):
    finding = LESSONS[name].check(Evidence())
    assert not any(done(finding)) and not finding.shown
    assert english(finding).startswith("Open Train")


@pytest.mark.parametrize("name", BY_RUNS)
def test_a_run_that_still_trains_does_not_count(name, runs):
    runs.add(status=RunStatus.RUNNING)
    assert LESSONS[name].check(runs.evidence()) == LESSONS[name].check(Evidence())


def test_loss_is_done_by_a_run_that_learned(runs):
    number = runs.add(losses=(2.2, 2.1, 2.0))
    finding = check("loss", runs, first_losses={number: 2.4})
    assert done(finding) == [True, False] and "Run #1 ended at a training loss of 2.00" in english(finding)
    better = runs.add()
    finding = check("loss", runs, first_losses={number: 2.4, better: 2.35})
    conclusion, told = conclude("loss", finding)
    assert finding.missing is None and conclusion.right == "guess"
    assert "Run #2 read its first batch with a loss of 2.35; even guessing among 10 digits has 2.30" in told
    assert "typical probability of 10%" in told and "0.30, a typical probability of 74%" in told


@pytest.mark.parametrize(("first", "right"), [(0.2, "small"), (2.3, "guess"), (9.0, "large")])
def test_loss_compares_the_prediction_with_what_was_measured(first, right):
    assert LESSONS["loss"].conclude({"run": 1, "first": first, "last": 0.1, "classes": 10}).right == right


def test_learning_rate_says_what_is_missing_until_all_three_are_there(runs):
    runs.add(0.08, learning_rate=0.0001, losses=(2.39, 2.38, 2.37))
    finding = check("learning-rate", runs)
    assert done(finding) == [True, False, False]
    assert english(finding) == "You have a run with 0.0001. Now make one with a rate that learns well, such as 0.1."
    runs.add(0.86, learning_rate=0.1)
    finding = check("learning-rate", runs)
    assert done(finding) == [True, True, False]
    assert "You have runs with 0.0001 and 0.1. Now make one with a rate so high that it bursts" in english(finding)
    runs.burst(learning_rate=100.0)
    finding = check("learning-rate", runs)
    conclusion, told = conclude("learning-rate", finding)
    assert all(done(finding)) and conclusion.right == "bursts"
    assert "0.0001 reads 8.0% and 0.1 reads 86.0%" in told and "run #3 broke off" in told
    assert conclusion.doors[0].query == {"compared": ["1", "2", "3"]}


def test_learning_rate_takes_a_run_that_stays_at_guessing_for_too_high(runs):
    runs.add(0.86, learning_rate=0.1)
    runs.add(0.3, learning_rate=0.001)
    runs.add(0.1, learning_rate=10.0, losses=(130.0, 2.6, 2.4))
    conclusion, told = conclude("learning-rate", check("learning-rate", runs))
    assert "run #3 reads 10.0%, and that is guessing" in told


def test_learning_rate_knows_a_burst_before_there_is_a_good_run(runs):
    runs.add(0.1, learning_rate=10.0, losses=(130.0, 2.6, 2.4))
    finding = check("learning-rate", runs)
    assert done(finding) == [False, False, True]
    assert "You have a run with 10. Now make one with a rate so low" in english(finding)
    runs.burst(learning_rate=1e9)
    runs.add(0.2, learning_rate=0.001)
    assert done(check("learning-rate", runs)) == [True, False, True]


def test_learning_rate_wants_runs_that_differ_in_nothing_else(runs):
    runs.add(0.08, learning_rate=0.0001, losses=(2.39, 2.38, 2.37))
    runs.add(0.86, learning_rate=0.1, seed=1)
    runs.burst(learning_rate=100.0, epochs=4)
    assert sum(done(check("learning-rate", runs))) == 1


def test_learning_rate_neither_low_nor_high_counts_for_nothing(runs):
    runs.add(0.86, learning_rate=0.1)
    runs.add(0.85, learning_rate=0.05)
    runs.add(0.5, learning_rate=0.7)
    assert done(check("learning-rate", runs)) == [False, True, False]


def test_batch_size_wants_two_that_are_far_apart(runs):
    runs.add(0.91, batch_size=8)
    finding = check("batch-size", runs)
    assert english(finding).startswith("You have a run with batches of 8. Now change **Batch size** to 512")
    runs.add(0.9, batch_size=16)
    assert done(check("batch-size", runs)) == [True, False]
    runs.add(0.79, batch_size=512)
    conclusion, told = conclude("batch-size", check("batch-size", runs))
    assert conclusion.right == "small" and "91.0% and 79.0%" in told
    assert conclusion.doors[0].query == {"compared": ["1", "3"]}


def test_batch_size_asks_for_a_small_one_beside_a_large_one(runs):
    runs.add(batch_size=512)
    assert "change **Batch size** to 8" in english(check("batch-size", runs))


@pytest.mark.parametrize(("small", "large", "right"), [(0.9, 0.8, "small"), (0.8, 0.9, "large"), (0.9, 0.9, "same")])
def test_batch_size_compares_what_was_measured(small, large, right, runs):
    runs.add(small, batch_size=8)
    runs.add(large, batch_size=512)
    assert conclude("batch-size", check("batch-size", runs))[0].right == right


def test_width_and_depth_goes_through_three_shapes(runs):
    assert english(check("width-and-depth", runs)) == "Open Train with one hidden layer and start it."
    runs.add(0.93, hidden_sizes=(64,))
    assert "empty the field **Hidden layers**" in english(check("width-and-depth", runs))
    runs.add(0.9, hidden_sizes=())
    runs.add(0.94, hidden_sizes=(64, 64))
    finding = check("width-and-depth", runs)
    assert done(finding) == [True, True, False] and "**64, 64, 64**" in english(finding)
    runs.add(0.94, hidden_sizes=(64, 64, 64))
    conclusion, told = conclude("width-and-depth", check("width-and-depth", runs))
    assert conclusion.right == "first" and "+3.0 points, all others together +1.0" in told
    assert "from 7,850 weights and biases" in told


@pytest.mark.parametrize(("deep", "right"), [(0.99, "more"), (0.96, "same"), (0.8, "first")])
def test_width_and_depth_compares_what_was_measured(deep, right, runs):
    for share, sizes in ((0.9, ()), (0.93, (64,)), (deep, (64, 64, 64))):
        runs.add(share, hidden_sizes=sizes)
    assert conclude("width-and-depth", check("width-and-depth", runs))[0].right == right


def overfit(runs: Runs, **changes) -> int:
    return runs.add(0.84, losses=(1.3, 0.1, 0.01), validation=(1.0, 0.56, 0.66), training_size=500, **changes)


def test_overfitting_wants_one_that_learns_by_heart_and_a_remedy(runs):
    overfit(runs)
    finding = check("overfitting", runs)
    assert done(finding) == [True, False] and "must end lower than 0.63" in english(finding)
    runs.add(0.84, losses=(1.3, 0.1, 0.01), validation=(1.0, 0.6, 0.65), training_size=500, dropout=0.1)
    assert done(check("overfitting", runs)) == [True, False]
    runs.add(0.92, losses=(1.0, 0.3, 0.2), validation=(0.8, 0.4, 0.3), training_size=5000)
    conclusion, told = conclude("overfitting", check("overfitting", runs))
    assert conclusion.right == "rises" and "lowest after epoch 2, 0.56, and ended at 0.66" in told
    assert "With your remedy it is 0.30" in told and conclusion.doors[0].query == {"compared": ["1", "3"]}


def test_overfitting_takes_the_best_epoch_of_a_run_that_stops_early(runs):
    overfit(runs)
    overfit(runs, early_stopping=1)
    assert all(done(check("overfitting", runs)))


def test_overfitting_says_why_a_run_does_not_show_it(runs):
    runs.add()
    assert "In run #1 the validation loss does not rise yet" in english(check("overfitting", runs))
    runs.add(validation=(None, None, None))
    assert "Run #2 had no validation images" in english(check("overfitting", runs))


def test_initialisation_wants_zeros_and_random_weights(runs):
    runs.add(0.1, initializer="zeros", losses=(2.3, 2.3, 2.3))
    finding = check("initialisation", runs)
    assert done(finding) == [True, False] and "Run #1 stays at guessing" in english(finding)
    runs.burst(initializer="he_normal")
    runs.add(0.86)
    conclusion, told = conclude("initialisation", check("initialisation", runs))
    assert conclusion.right == "nothing" and "From zeros run #1 reads 10.0%" in told and "run #3 reads 86.0%" in told


def test_initialisation_asks_about_zeros_that_learn_all_the_same(runs):
    runs.add(0.85, initializer="zeros", hidden_sizes=())
    assert "Run #1 began at zero and reads 85.0% all the same" in english(check("initialisation", runs))


def test_the_group_that_is_furthest_is_looked_at(runs):
    runs.add(0.1, initializer="zeros")
    runs.add(0.86)
    runs.add(0.1, initializer="zeros", seed=7)
    assert check("initialisation", runs).missing is None


def test_a_run_without_validation_is_judged_by_its_training_images(runs):
    runs.add(0.1, initializer="zeros", validation=(None, None, None), base=TrainingConfig(validation_size=0))
    assert done(check("initialisation", runs)) == [True, False]
