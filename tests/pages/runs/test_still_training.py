"""A network that is judged while it still learns."""

from mnist_core.store.run import RunStatus
from tests.store.any_state import put


def test_evaluate_says_how_far_a_network_has_come(open_page, add_run, store):
    run = add_run()
    app = open_page("evaluate.py", run=str(run.id))
    assert not any("This is what it has learned so far" in caption.value for caption in app.caption)
    put(store, run.id, RunStatus.RUNNING, epoch=1)
    [told] = [caption.value for caption in app.run().caption if "learned so far" in caption.value]
    assert f"Still training: epoch 1 of {run.config.epochs}." in told
    put(store, run.id, RunStatus.FINISHED)
    assert not any("learned so far" in caption.value for caption in app.run().caption)
