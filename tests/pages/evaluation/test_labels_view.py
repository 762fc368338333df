"""Labels that a person found wrong are left out of the next run."""

import numpy as np
import pytest

from mnist_core.store.job import job_key
from mnist_core.training.out_of_fold import FOLDS, ROUNDS


@pytest.fixture
def found_suspects(store):
    """Put the result of a search into the store, as the job would."""
    folder = store.jobs.folder(job_key("suspects", {"folds": FOLDS, "rounds": ROUNDS}))
    folder.mkdir(parents=True)
    arrays = {}
    for part in ("train", "test"):
        arrays |= {
            f"{part}_places": np.array([3, 8]),
            f"{part}_margins": np.array([-0.9, -0.5]),
            f"{part}_proposed": np.array([7, 1], np.uint8),
            f"{part}_confident": np.ones(2, dtype=bool),
        }
    np.savez(folder / "result.npz", **arrays)


def test_a_run_without_the_wrong_labels_is_put_into_the_queue(open_page, add_run, store, found_suspects):
    run = add_run()
    store.label_opinions.say("train", 8, True)
    store.label_opinions.say("train", 3, False)
    app = open_page("evaluate.py", run=str(run.id), view="labels")
    next(button for button in app.button if button.label == "Train again without them").click().run()
    assert not app.exception
    again = store.runs.all()[0]
    assert (again.config.left_out, again.name) == ((8,), "first without 1 wrong labels")
    assert again.config.with_changes(left_out=()) == run.config
