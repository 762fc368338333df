import pytest

from mnist_core.store.measurements import write_epochs
from mnist_core.store.run import RunStatus
from mnist_core.store.runs import Runs
from tests.pages.live_chart.test_message import decoded
from tests.pages.stored_runs import epoch_end
from tests.store.any_state import put


def test_with_fewer_than_two_runs_it_says_what_to_do(open_page, add_run, nothing_shipped):
    add_run()
    app = open_page("compare.py")
    assert not app.exception
    assert "train a second one" in app.info[0].value
    assert app.page_link[0].value == "Go to Train"


def test_runs_in_the_address_are_compared(open_page, add_run):
    first, _, third = add_run("first"), add_run("second"), add_run("third", learning_rate=0.5)
    app = open_page("compare.py", compared=[str(first.id), str(third.id)])
    assert not app.exception
    assert sorted(app.multiselect(key="compared_runs").value) == [first.id, third.id]
    assert list(app.dataframe[0].value["Run"]) == [f"#{first.id} first", f"#{third.id} third"]


def test_the_shipped_network_can_be_compared_with_a_run(open_page, add_run):
    add_run()
    app = open_page("compare.py")
    assert not app.exception
    assert len(app.multiselect(key="compared_runs").value) == 2
    assert any("reads better" in text.value for text in app.markdown)


def test_nonsense_in_the_address_gives_the_newest_runs(open_page, add_run):
    add_run("first"), add_run("second")
    app = open_page("compare.py", compared=["x", "-3"])
    assert not app.exception
    assert len(app.multiselect(key="compared_runs").value) == 2


def test_a_run_that_is_gone_is_named_and_no_other_takes_its_place(open_page, add_run):
    kept, _ = add_run("first"), add_run("second")
    app = open_page("compare.py", compared=[str(kept.id), "999"])
    assert not app.exception
    assert app.warning[0].value == "Run 999 no longer exists."
    assert app.multiselect(key="compared_runs").value == [kept.id]


def test_choosing_no_run_asks_for_some(open_page, add_run):
    add_run("first"), add_run("second")
    app = open_page("compare.py")
    app = app.multiselect(key="compared_runs").set_value([]).run()
    assert not app.exception
    assert "Choose the runs to compare" in app.info[0].value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("compare_metric", "Accuracy"),
        ("compare_axis", "Step"),
        ("compare_axis", "Seconds"),
        ("compare_parts", ["Validation"]),
        ("compare_parts", []),
        ("compare_pace", "Batch"),
        ("compare_span", 50),
        ("compare_log", True),
        ("compare_mean", True),
    ],
)
def test_every_control_works(open_page, add_run, key, value):
    add_run("first"), add_run("second", seed=1)
    app = open_page("compare.py")
    app = app.get_by_key(key).set_value(value).run()
    assert not app.exception


def test_many_runs_are_coloured_by_what_differs_and_one_may_stand_out(open_page, add_run):
    runs = [add_run("many", learning_rate=rate, seed=seed) for rate in (0.1, 0.2) for seed in range(4)]
    app = open_page("compare.py", compared=[str(run.id) for run in runs])
    assert app.selectbox(key="compare_colours").value == "Learning rate"
    app = app.selectbox(key="compare_apart").set_value(runs[0].id).run()
    assert not app.exception


def test_a_network_without_a_curve_is_named(open_page, add_run):
    add_run()
    [told] = [caption.value for caption in open_page("compare.py").caption if "Without a curve" in caption.value]
    assert "such networks come without the history" in told


def test_mcnemar_of_the_same_run_asks_for_two(open_page, add_run):
    first, _ = add_run("first"), add_run("second")
    app = open_page("compare.py")
    other = next(box for box in app.selectbox if box.label == "Second network")
    app = other.set_value(first.id).run()
    assert any(text.value == "Choose two different runs." for text in app.markdown)


def test_trials_are_coloured_by_their_search(open_page, add_run, store):
    runs = [add_run("one"), add_run("two", learning_rate=0.5), add_run("three", learning_rate=0.7)]
    study = store.studies.create({}, name="rates")
    store.tuners.ensure()
    trial = store.trials.ask(study.id, 0, {}, claim=1, sampler_state={}, config=runs[0].config)
    with store.database.writing() as connection:
        write_epochs(connection, trial.run_id, [epoch_end(epoch, 3) for epoch in (1, 2)])
    put(store, trial.run_id, RunStatus.FINISHED, has_checkpoint=True, epoch=2)
    ids = [str(run.id) for run in runs] + [str(trial.run_id)]
    app = open_page("compare.py", compared=ids)
    app = app.selectbox(key="compare_colours").select("Search").run()
    assert not app.exception
    (chart,) = (part.proto for part in app.get("bidi_component") if part.proto.id.endswith("-comparison"))
    drawn = str(decoded(chart.bytes)["data"])
    assert "no search" in drawn and f"#{study.id} rates" in drawn


def test_one_that_stood_out_and_is_no_longer_compared_is_let_go(open_page, add_run):
    first, second, third = add_run("first"), add_run("second"), add_run("third")
    app = open_page("compare.py", compared=[str(run.id) for run in (first, second, third)])
    app = app.selectbox(key="compare_apart").select_index(1).run()
    assert app.selectbox(key="compare_apart").value is not None
    gone = app.selectbox(key="compare_apart").value
    app = app.multiselect(key="compared_runs").set_value([run.id for run in (first, second, third) if run.id != gone])
    app = app.run()
    assert not app.exception and app.selectbox(key="compare_apart").value is None


def test_seeds_of_the_same_set_up_are_not_compared_with_themselves(open_page, add_run):
    runs = [add_run(f"run {place}", seed=place % 2, learning_rate=(0.1, 0.5)[place // 2]) for place in range(4)]
    app = open_page("compare.py", compared=[str(run.id) for run in runs])
    second = next(box for box in app.selectbox if box.label == "The other set-up")
    app = second.select_index(0).run()
    assert not app.exception
    assert "Choose two different set-ups." in [text.value for text in app.markdown]


def test_an_end_while_curves_grow_stops_their_growing(open_page, add_run, store, monkeypatch):
    first, second = add_run("first"), add_run("second")
    put(store, first.id, RunStatus.RUNNING)
    get = Runs.get

    def ends(self, run_id):
        put(store, first.id, RunStatus.FINISHED, worker_id=None)
        return get(self, run_id)

    monkeypatch.setattr(Runs, "get", ends)
    app = open_page("compare.py", compared=[str(first.id), str(second.id)])
    assert not app.exception
    assert all(run.status.is_over for run in store.runs.all())
