"""A store or a network that cannot be read is one sentence on every page, never a traceback."""

import pytest
import sqlalchemy as sa

from mnist_core.errors import StoreError
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from tests.store.any_state import put

LOCKED = "the run store is locked by another program"


def locked(*_: object, **__: object) -> None:
    raise StoreError(LOCKED)


@pytest.mark.parametrize("page", ["compare.py", "runs.py", "evaluate.py", "inside.py", "draw.py"])
def test_runs_that_cannot_be_read_are_one_sentence(open_page, add_run, monkeypatch, page):
    add_run()
    monkeypatch.setattr(Runs, "all", locked)
    app = open_page(page)
    assert not app.exception
    assert [LOCKED in error.value for error in app.error] == [True]


def test_a_network_that_is_damaged_is_compared_with_none(open_page, add_run, store):
    first, second = add_run("first"), add_run("second", seed=1)
    (store.runs.folder(second.id) / "network.safetensors").write_bytes(b"damaged")
    app = open_page("compare.py", compared=[str(first.id), str(second.id)])
    assert not app.exception
    assert any(error.value.startswith("One of these networks cannot be used") for error in app.error)


def test_a_run_that_cannot_be_read_meanwhile_stays_on_the_page(open_page, add_run, store, monkeypatch):
    run = add_run()
    put(store, run.id, RunStatus.RUNNING)
    app = open_page("evaluate.py", run=str(run.id))
    metrics = [metric.value for metric in app.metric]
    monkeypatch.setattr(Runs, "get", locked)
    app = app.run()
    assert not app.exception and [metric.value for metric in app.metric] == metrics
    assert not any("learned so far" in caption.value for caption in app.caption)


@pytest.mark.parametrize("page", ["train.py", "evaluate.py", "inside.py", "draw.py"])
def test_a_link_to_a_run_whose_row_cannot_be_read_is_no_traceback(open_page, add_run, store, page):
    add_run("good"), add_run("bad")
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE runs SET status = 'dreaming' WHERE id = 2"))
    app = open_page(page, run="2")
    assert not app.exception
    assert [warning.value for warning in app.warning] == ["Run 2 no longer exists."]


def test_newer_weights_of_a_run_that_trains_are_shown(open_page, add_run, store, monkeypatch):
    run = add_run()
    put(store, run.id, RunStatus.RUNNING)
    get, asked = Runs.get, []

    def learns(self, run_id):
        if not asked:
            asked.append(run_id)
            network = store.networks.load(run.id)
            network.parameters[...] *= -1
            store.networks.keep(run.id, network)
        return get(self, run_id)

    before = {metric.label: metric.value for metric in open_page("evaluate.py", run=str(run.id)).metric}
    monkeypatch.setattr(Runs, "get", learns)
    after = {metric.label: metric.value for metric in open_page("evaluate.py", run=str(run.id)).metric}
    assert before.keys() == after.keys() and before != after


def test_where_every_run_is_gone_none_is_offered(open_page, store):
    app = open_page("train.py", run="7")
    assert [warning.value for warning in app.warning] == ["Run 7 no longer exists."]
    assert "run_instead" not in [box.key for box in app.selectbox]


def test_several_runs_that_are_gone_are_named_together(open_page, add_run):
    kept, other = add_run("kept"), add_run("other")
    app = open_page("compare.py", compared=[str(kept.id), "97", "98", "99"])
    assert not app.exception and app.warning[0].value == "Runs 97, 98 and 99 no longer exist."
    assert other.id != kept.id


def test_the_shown_run_is_let_go_when_it_is_deleted(open_page, add_run, store):
    run = add_run()
    app = open_page("runs.py", run=str(run.id), state={"chosen_runs": [run.id]})
    delete = next(button for button in app.button if button.label == "Delete" and button.key != "delete_menu")
    app = delete.click().run()
    assert not app.exception and store.runs.all() == []
    assert app.session_state["selected_run"] is None
