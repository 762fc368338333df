import pytest


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
