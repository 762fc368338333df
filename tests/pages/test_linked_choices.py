"""A copied link: what it carries beside the address, and how a page begins with it."""

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from mnist_core.store.run import Run
from pages.components.comparison.curves_view import CHOICES


def link(app: AppTest, key: str = "copy_link") -> dict[str, Any]:
    """Return what the button that copies a link adds to the address."""
    assert not app.exception, app.exception
    (button,) = (each for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}"))
    found: dict[str, Any] = json.loads(button.proto.json)["more"]
    return found


def test_comparison_is_linked_as_it_is_seen(open_page: Callable[..., AppTest], add_run: Callable[..., Run]) -> None:
    add_run("first"), add_run("second", seed=1)
    app = open_page("compare.py")
    app.segmented_control(key="compare_metric").set_value("Accuracy")
    app.toggle(key="compare_log").set_value(True).run()
    more = link(app)
    assert more["compared"] == ["1", "2"] and more["curve"] == "accuracy" and more["log"] == "on"
    again = open_page("compare.py", **more)
    assert again.session_state["compare_metric"] == "Accuracy" and again.session_state["compare_log"] is True
    assert again.session_state["compare_parts"] == ["Training", "Validation"]
    assert not {choice.parameter for choice in CHOICES} & set(again.query_params)
    assert link(again) == more


def test_choice_of_nothing_is_linked_too(open_page: Callable[..., AppTest], add_run: Callable[..., Run]) -> None:
    add_run("first"), add_run("second", seed=1)
    app = open_page("compare.py", of=[""])
    assert app.session_state["compare_parts"] == [] and link(app)["of"] == [""]


def test_choice_that_is_none_is_told_and_passed_over(
    open_page: Callable[..., AppTest], add_run: Callable[..., Run]
) -> None:
    add_run("first"), add_run("second", seed=1)
    app = open_page("compare.py", curve="<b>x", of=["training", "nonsense"])
    assert [warning.value.count("cannot be chosen here") for warning in app.warning] == [1, 1]
    assert app.session_state["compare_metric"] == "Loss" and app.session_state["compare_parts"] == ["Training"]
    app.run()
    assert not app.warning


def test_evaluation_is_linked_with_the_run_that_it_shows(
    open_page: Callable[..., AppTest], add_run: Callable[..., Run]
) -> None:
    run = add_run("first")
    app = open_page("evaluate.py", view="mistakes", order="doubtful")
    del app.query_params["order"]  # as when the page was left and come back to
    app.segmented_control(key="confusion_colors").set_value("Errors only").run()
    more = link(app)
    assert more["run"] == str(run.id) and more["view"] == "mistakes" and more["colour"] == "errors-only"
    assert open_page("evaluate.py", **more).session_state["confusion_colors"] == "Errors only"


def test_run_is_linked_with_what_its_charts_show(
    open_page: Callable[..., AppTest], add_run: Callable[..., Run]
) -> None:
    run = add_run("first")
    app = open_page("train.py", along="seconds", look="dead-units")
    more = link(app)
    assert more == {"run": str(run.id), "along": "seconds", "look": "dead-units"}


def test_inside_is_linked_with_its_run(open_page: Callable[..., AppTest], add_run: Callable[..., Run]) -> None:
    run = add_run("first")
    assert link(open_page("inside.py", image="12"))["run"] == str(run.id)
