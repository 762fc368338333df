"""A search is taken away as a table and as everything that is known of it."""

import csv
import io

from pages.components.runs.study_data import load_study
from pages.components.tuning.export import study_as_csv, study_as_json


def test_the_table_has_a_line_for_each_trial_with_its_values_and_its_end(store, told):
    study = told("learning_rate=0.01..1:log", "optimizer=sgd, adam", trials=6, pruner="median")
    data = load_study(store, study.id)
    rows = list(csv.DictReader(io.StringIO(study_as_csv(data))))
    assert [int(row["trial"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    for row, trial in zip(rows, data.trials, strict=True):
        assert float(row["learning_rate"]) == trial.params["learning_rate"]
        assert row["optimizer"] == trial.params["optimizer"]
        assert int(row["epochs"]) == len(store.history.epochs(trial.run_id))
        assert row["state"] == trial.state


def test_the_whole_of_it_has_the_plan_and_every_curve(store, told):
    study = told("batch_size=20, 50", trials=2, sampler="grid")
    whole = study_as_json(load_study(store, study.id))
    assert (whole["name"], whole["plan"]) == ("a search", study.plan)
    assert [trial["params"]["batch_size"] for trial in whole["trials"]] == [
        trial.params["batch_size"] for trial in store.trials.of(study.id)
    ]
    assert all(len(trial["epochs"]) == 3 for trial in whole["trials"])
    for trial in whole["trials"]:
        assert list(trial["goals"].values()) == [trial["epochs"][-1]["validation_accuracy"]]
