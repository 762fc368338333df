"""The wall, as a page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.errors import StoreError
from mnist_core.store.measurements import write_steps
from mnist_core.store.run import RunStatus
from mnist_core.store.store import RunStore
from mnist_core.store.visitor import Visitor
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd
from pages.components import visitor
from pages.components.wall import wall_view
from tests.pages.stored_runs import add_finished_run
from tests.store.any_state import put

pytestmark = pytest.mark.usefixtures("classroom")


@pytest.fixture
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server have been started for a class."""
    monkeypatch.setenv(visitor.VARIABLE, "1")


def of(store: RunStore, name: str, status: RunStatus = RunStatus.FINISHED, **columns: Any) -> int:
    """Add a run of a visitor's in some state, and return its number."""
    run = add_finished_run(store.of(Visitor(name)), f"{name}'s")
    put(store, run.id, status, **columns)
    return run.id


def cards(app: AppTest) -> list[dict[str, Any]]:
    """Return what the cards show."""
    assert not app.exception, app.exception
    (board,) = (each for each in app.get("bidi_component") if each.proto.id.endswith("-wall_board"))
    found: list[dict[str, Any]] = json.loads(board.proto.json)["cards"]
    return found


def test_empty_wall_says_so_and_asks_for_no_name(open_page: Callable[..., AppTest]) -> None:
    app = open_page("wall.py")
    assert "Nobody has come yet" in app.info[0].value
    assert not app.text_input


def test_everybody_has_a_card_the_best_first(open_page: Callable[..., AppTest], store: RunStore) -> None:
    of(store, "Ada", best_validation_accuracy=0.9, test_accuracy=0.91)
    of(store, "Bo", best_validation_accuracy=0.95)
    of(store, "Dee", RunStatus.RUNNING, best_validation_accuracy=0.5)
    store.of(Visitor("Eve")).runs.create(TrainingConfig())
    app = open_page("wall.py", state={visitor.NAME: "Flo", visitor.MARK: "browser"})
    shown = cards(app)
    assert [(card["place"], card["name"], card["value"], card["state"]) for card in shown] == [
        ("1", "Bo", "95.00%", "over"),
        ("2", "Ada", "90.00%", "over"),
        ("3", "Dee", "50.00%", "training"),
        ("", "Eve", "–", "waiting"),
        ("", "Flo", "–", "none"),
    ]
    assert shown[1]["detail"] == "Test 91.00%, #1" and shown[1]["link"] == "./?run=1"
    assert [card["detail"] for card in shown[3:]] == ["Waiting for its turn", "No run yet"]
    words = "**Bo** is ahead with **95.00%** · 5 people · 1 training · 1 waiting"
    assert words in [each.value for each in app.markdown]


def test_card_has_the_shape_of_the_curve(open_page: Callable[..., AppTest], store: RunStore) -> None:
    number = of(store, "Ada", RunStatus.STOPPED, steps_per_epoch=10, test_accuracy=None)
    steps = [BatchEnd(1 + step // 11, step, 1 / step, 1 - 0.5 / step, 0.1) for step in range(1, 31)]
    with store.database.writing() as connection:
        write_steps(connection, number, steps)
    app = open_page("wall.py")
    (card,) = cards(app)
    assert card["curve"][-1] > card["curve"][0] and max(card["curve"]) <= 1
    assert card["detail"] == "Stopped"
    app.run()
    assert cards(app) == [card]


def test_accuracies_on_other_data_are_another_wall(open_page: Callable[..., AppTest], store: RunStore) -> None:
    of(store, "Ada"), of(store, "Bo")
    add_finished_run(store.of(Visitor("Cy")), "small", data=SMALL_DIGITS)
    app = open_page("wall.py")
    assert {card["name"] for card in cards(app)} == {"Ada", "Bo"}
    app.selectbox(key=wall_view.DATA).set_value(SMALL_DIGITS.name).run()
    assert {card["name"] for card in cards(app)} == {"Cy"}


def test_old_runs_belong_to_another_lesson(open_page: Callable[..., AppTest], store: RunStore) -> None:
    of(store, "Ada", created_at=1000.0), of(store, "Bo")
    app = open_page("wall.py")
    assert [card["name"] for card in cards(app)] == ["Bo"]
    app.segmented_control(key="wall_span").set_value("All").run()
    assert {card["name"] for card in cards(app)} == {"Ada", "Bo"}


def test_wall_for_a_projector_is_dense(open_page: Callable[..., AppTest], store: RunStore) -> None:
    of(store, "Ada")
    app = open_page("wall.py", projector="")
    assert len(cards(app)) == 1 and not app.title


def test_store_that_cannot_be_read_is_a_sentence(
    open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the store is away")

    monkeypatch.setattr(wall_view, "wall_now", broken)
    assert "The store is away." in open_page("wall.py").warning[0].value
