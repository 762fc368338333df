import pytest

from mnist_core.files.checkpoint import Checkpoint, save_checkpoint
from mnist_core.store.run import RunStatus
from mnist_core.training.trainer import Trainer
from tests.store.any_state import put


def keep_state(store, run):
    """Keep a training state of a run, as a worker does when it ends."""
    trainer = Trainer(run.config)
    checkpoint = Checkpoint(run.epoch, run.step, trainer.state(), trainer.network, run=run.identity)
    save_checkpoint(store.runs.folder(run.id), checkpoint)


@pytest.mark.parametrize("page", ["train.py", "runs.py"])
def test_finished_run_is_trained_for_more_epochs(open_page, add_run, store, page):
    run = add_run()
    keep_state(store, run)
    app = open_page(page, state={"chosen_runs": [run.id]}, run=str(run.id))
    said = [caption.value for caption in app.caption if "goes on from epoch 3" in caption.value]
    assert said == ["A new run goes on from epoch 3. It ends as a run of 8 epochs from the start would, to the bit."]
    app = app.number_input(key="more_epochs_1").set_value(2).run()
    assert app.button(key="continue_1").label == "Train 2 more epochs"
    app = app.button(key="continue_1").click().run()
    assert not app.exception and not app.error
    new = store.runs.get(2)
    assert (new.status, new.continues, new.config.epochs, new.name) == (RunStatus.QUEUED, 1, 5, "first, 5 epochs")
    assert [toast.value for toast in app.toast] == ["#2 goes on where #1 ended."]
    assert app.query_params.get("run") == ("2" if page == "train.py" else "1")


def test_damaged_state_is_told(open_page, add_run, store):
    run = add_run()
    keep_state(store, run)
    next(store.runs.folder(1).glob("step-*")).write_bytes(b"damaged")
    app = open_page("train.py", run="1")
    app = app.button(key="continue_1").click().run()
    assert [toast.value for toast in app.toast] == [
        "#2 begins at the first epoch: the training state of #1 is damaged."
    ]


def test_too_many_epochs_are_one_sentence(open_page, add_run, store):
    add_run()
    app = open_page("train.py", run="1")
    app = app.number_input(key="more_epochs_1").set_value(1000).run()
    assert "Epochs must be" in app.error[0].value


def test_run_that_cannot_be_continued_says_why(open_page, add_run, store):
    add_run()
    put(store, 1, RunStatus.FINISHED, source="imported")
    app = open_page("runs.py", state={"chosen_runs": [1]})
    assert any("Run 1 was imported, so it cannot be continued" in caption.value for caption in app.caption)


def test_failure_to_continue_is_told(open_page, add_run, store):
    run = add_run()
    keep_state(store, run)
    app = open_page("train.py", run="1")
    store.runs.folder(2).parent.joinpath("run-000002").mkdir()
    put(store, 1, RunStatus.STOPPED)
    app = app.button(key="continue_1").click().run()
    assert "not finished, so it cannot be continued" in app.error[0].value


def test_run_that_stopped_early_and_lost_its_state_says_why(open_page, add_run, store):
    add_run()
    put(store, 1, RunStatus.FINISHED, epoch=2)
    app = open_page("train.py", run="1")
    assert not app.error
    assert any("Run 1 had stopped early" in caption.value for caption in app.caption)
