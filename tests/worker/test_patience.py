import threading

import pytest

from mnist_core.errors import StoreError, StoreUnavailableError
from mnist_core.worker.patience import Patience


def failing(times: int, error: Exception) -> tuple[list[int], object]:
    """Return a list of calls, and a function that fails so often and then returns how often it was called."""
    calls: list[int] = []

    def ask() -> int:
        calls.append(1)
        if len(calls) <= times:
            raise error
        return len(calls)

    return calls, ask


def test_store_that_cannot_be_reached_is_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    _, ask = failing(3, StoreUnavailableError("it is locked"))
    assert Patience(threading.Event(), retry=0.0)(ask) == 4
    assert capsys.readouterr().err == "it is locked; waiting\n", "once"


def test_what_lasts_is_not_waited_for() -> None:
    calls, ask = failing(3, StoreError("it is damaged"))
    with pytest.raises(StoreError, match="damaged"):
        Patience(threading.Event(), retry=0.0)(ask)
    assert len(calls) == 1


def test_who_must_leave_waits_no_longer() -> None:
    leave = threading.Event()
    leave.set()
    calls, ask = failing(3, StoreUnavailableError("it is locked"))
    with pytest.raises(StoreUnavailableError):
        Patience(leave, retry=60.0)(ask)
    assert len(calls) == 1
