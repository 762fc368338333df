"""Who stands where."""

from typing import Any

from mnist_core.data.reference import MNIST, SMALL_DIGITS
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from pages.components.wall.standings import RECENT_SECONDS, data_in_use, recent, standings


def run(number: int, visitor: str | None, accuracy: float | None = None, **columns: Any) -> Run:
    """Return a run of a visitor's that has reached an accuracy."""
    values: dict[str, Any] = {"status": RunStatus.FINISHED, "config": TrainingConfig(), "step": 10} | columns
    return Run(
        id=number,
        name=f"run {number}",
        preset="",
        source="trained",
        created_at=0.0,
        visitor=visitor,
        best_validation_accuracy=accuracy,
        **values,
    )


def test_best_of_each_is_ranked_and_those_without_come_last_by_name() -> None:
    runs = [run(4, "Bo", 0.9), run(3, "Cy"), run(2, "Ada", 0.8), run(1, "Bo", 0.95), run(5, None, 1.0)]
    found = standings(["eve", "Dan"], runs)
    assert [(each.name, each.place, each.accuracy) for each in found] == [
        ("Bo", 1, 0.95),
        ("Ada", 2, 0.8),
        ("Cy", None, None),
        ("Dan", None, None),
        ("eve", None, None),
    ]
    assert found[0].best is not None and found[0].best.id == 1


def test_equal_accuracies_share_a_place() -> None:
    found = standings([], [run(1, "Ada", 0.9), run(2, "Bo", 0.9), run(3, "Cy", 0.5)])
    assert [each.place for each in found] == [1, 1, 3]


def test_run_that_trains_is_shown_then_the_newest_that_began_then_one_that_waits() -> None:
    waits = run(3, "Ada", status=RunStatus.QUEUED, step=0)
    begun, trains = run(2, "Ada"), run(1, "Ada", status=RunStatus.RUNNING)
    assert [standings([], runs)[0].run for runs in ([waits, begun, trains], [waits, begun], [waits])] == [
        trains,
        begun,
        waits,
    ]
    assert standings(["Bo"], [])[0].run is None


def test_data_that_most_visitors_use_come_first() -> None:
    small = TrainingConfig(data=SMALL_DIGITS, validation_size=100)
    runs = [run(1, "Ada", config=small), run(2, "Ada", config=small), run(3, "Bo"), run(4, "Ada")]
    assert data_in_use(runs) == [MNIST, SMALL_DIGITS]
    assert data_in_use([]) == []


def test_lesson_holds_what_is_new_and_what_goes_on() -> None:
    old, waits = run(1, "Ada"), run(2, "Ada", status=RunStatus.QUEUED)
    assert recent([old, waits], now=RECENT_SECONDS + 1) == [waits]
    assert recent([old, waits], now=RECENT_SECONDS - 1) == [old, waits]
