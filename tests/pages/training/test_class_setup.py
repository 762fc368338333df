"""A link by which a teacher hides and locks controls, as the person who opens it meets it."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.store.store import RunStore
from pages.components.training.class_links import HIDE, LOCK
from pages.components.training.class_setup import HIDDEN, HIDEABLE, LOCKABLE, LOCKED, PANELS, class_address
from tests.pages.training.train_page import errors, labels, opened, ran, typed


def held_in(page: AppTest, label: str) -> list[tuple[object, bool]]:
    """Return the value of each control of this label, and whether it is locked."""
    fields = [*page.selectbox, *page.text_input, *page.number_input, *page.slider, *page.toggle]
    return [(field.value, field.disabled) for field in fields if field.label == label]


def notes(page: AppTest) -> list[str]:
    return [warning.value for warning in page.warning]


def test_locked_controls_show_their_value_and_do_not_move() -> None:
    page = opened(locked="learning_rate,hidden_sizes,preset,epochs", learning_rate="0.35", hidden_sizes="50, 20")
    assert held_in(page, "Learning rate") == [("0.35", True)]
    assert held_in(page, "Hidden layers") == [("50, 20", True)]
    assert held_in(page, "Preset") == [("Quick", True)]
    assert held_in(page, "Epochs") == [(5, True)]
    assert "Add layer" not in labels(page)
    assert held_in(page, "Batch size") == [("128", False)]
    assert any("A teacher has set this up" in caption.value for caption in page.caption)


def test_what_is_started_has_the_held_values(store: RunStore) -> None:
    page = opened(locked="learning_rate", hidden="hidden_sizes,batch_norm", learning_rate="0.35", batch_norm="true")
    typed(page, batch_size="64")
    page.get_by_key("start").click()
    ran(page.run())
    (run,) = store.runs.all()
    assert (run.config.learning_rate, run.config.batch_size, run.config.batch_norm) == (0.35, 64, True)


def test_hidden_controls_and_panels_are_not_there() -> None:
    hidden = {"learning_rate", "preset", "one_field", "several", "share", "activation", "initializer", "batch_norm"}
    page = opened(hidden=",".join(hidden | {"dtype"}))
    assert held_in(page, "Learning rate") == held_in(page, "Preset") == []
    folded = {expander.label for expander in page.expander}
    assert not folded & {*PANELS.values(), "Network"} and "Regularisation" in folded


def test_nothing_on_the_page_changes_what_is_held() -> None:
    page = opened(locked="learning_rate", learning_rate="0.35")
    typed(page, preset="Deep")
    assert held_in(page, "Learning rate") == [("0.35", True)]
    assert "learning_rate" not in page.session_state or page.session_state["learning_rate"] != "0.35"


def test_all_settings_come_back_with_their_values(store: RunStore) -> None:
    page = opened(locked="learning_rate", hidden="epochs", learning_rate="0.35", epochs="7")
    page.get_by_key("leave_class_setup").click()
    ran(page.run())
    assert held_in(page, "Learning rate") == [("0.35", False)]
    assert held_in(page, "Epochs") == [(7, False)]
    assert HIDDEN not in page.query_params and LOCKED not in page.query_params
    page.get_by_key("start").click()
    ran(page.run())
    assert store.runs.all()[0].config.epochs == 7


def test_unknown_names_are_told_and_passed_over() -> None:
    page = opened(locked="learning_rate,speed", hidden="<b>x</b>")
    assert held_in(page, "Learning rate")[0][1]
    assert len(notes(page)) == 2 and "'speed'" in "".join(notes(page))
    assert page.query_params[LOCKED] == "learning_rate" and HIDDEN not in page.query_params
    ran(page.run())
    assert len(notes(page)) == 2


def test_list_of_nothing_known_changes_nothing() -> None:
    page = opened(hidden="nonsense")
    assert len(notes(page)) == 1 and HIDDEN not in page.query_params
    assert "leave_class_setup" not in {button.key for button in page.button}


@pytest.mark.parametrize("rate", ["nonsense", "-1"])
def test_held_value_that_nothing_can_have_is_the_presets(rate: str) -> None:
    page = opened(locked="learning_rate", learning_rate=rate)
    assert held_in(page, "Learning rate") == [("0.2", True)]
    assert not errors(page)


def test_held_value_is_checked_also_later_in_a_session() -> None:
    page = opened()
    page.query_params[LOCKED], page.query_params["learning_rate"] = "learning_rate", "nonsense"
    ran(page.run())
    assert held_in(page, "Learning rate") == [("0.2", True)]


def test_set_up_stays_through_a_change_of_page() -> None:
    page = opened(locked="learning_rate", learning_rate="0.35")
    page.switch_page("runs.py")
    ran(page.run())
    page.query_params.clear()
    page.switch_page("train.py")
    ran(page.run())
    assert held_in(page, "Learning rate") == [("0.35", True)]
    assert page.query_params[LOCKED] == "learning_rate" and page.query_params["learning_rate"] == "0.35"


def test_link_says_what_is_hidden_locked_and_changed() -> None:
    address = class_address(frozenset({"share", "seed"}), frozenset({"seed", "epochs"}), {"epochs": 3, "shuffle": True})
    assert address == {"epochs": "3", "shuffle": "true", "hidden": "seed,share", "locked": "epochs"}


def test_teacher_chooses_by_the_names_of_the_form() -> None:
    page = opened()
    assert page.multiselect(HIDE).options == list(HIDEABLE.values())
    assert page.multiselect(LOCK).options == list(LOCKABLE.values())
    page.multiselect(LOCK).set_value(["learning_rate", "preset"])
    ran(page.run())


def test_projected_form_is_held_too() -> None:
    page = opened(locked="learning_rate", hidden="epochs", learning_rate="0.35", projector="")
    assert held_in(page, "Learning rate") == [("0.35", True)]
    assert held_in(page, "Epochs") == []
