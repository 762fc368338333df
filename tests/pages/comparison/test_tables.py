"""The tables of Compare."""

import pytest

from pages.components.comparison.tables import differences_table, results_table, seeds_table


def test_results_table_has_wilsons_interval(add_run):
    row = results_table([add_run()]).iloc[0]
    assert row["From"] == pytest.approx(0.0943, abs=1e-4)
    assert row["To"] == pytest.approx(0.1060, abs=1e-4)


def test_differences_table_has_only_what_differs(add_run):
    table = differences_table([add_run("a"), add_run("b", learning_rate=0.5)])
    assert list(table.index) == ["Learning rate"]
    assert list(table.iloc[0]) == ["0.1", "0.5"]


def test_seeds_table_groups_runs_that_differ_only_in_the_seed(add_run):
    runs = [add_run("a"), add_run("b", seed=1), add_run("c", learning_rate=0.5)]
    (row,) = seeds_table(runs).to_dict("records")
    assert row["Seeds"] == "0, 1"
    assert row["Mean test accuracy"] == pytest.approx(0.1)
