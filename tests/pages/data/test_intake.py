"""What reads a file beside the page, and what is left of those that nobody waited for."""

import os
import time
from pathlib import Path

from pages.components.data import intake
from pages.components.data.intake import LEFT_BEHIND, begin


def test_reading_that_is_given_up_ends_its_process(tmp_path: Path) -> None:
    begun = begin(tmp_path / "data", tmp_path / "absent.csv")
    begun.close()
    assert not begun.is_reading and not begun.folder.exists()


def test_what_somebody_left_behind_a_day_ago_goes_and_what_is_read_now_stays(tmp_path: Path, monkeypatch) -> None:
    class Idle:
        def __init__(self, *_: object, **__: object) -> None:
            pass

    monkeypatch.setattr(intake.subprocess, "Popen", Idle)
    old, new = (begin(tmp_path, tmp_path / "x.csv").folder for _ in range(2))
    long_ago = time.time() - LEFT_BEHIND - 60
    os.utime(old, (long_ago, long_ago))
    begin(tmp_path, tmp_path / "x.csv")
    assert not old.exists() and new.exists()
