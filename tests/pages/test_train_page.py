"""The Train page as a whole."""

from typing import Any

import pytest

from mnist_core.errors import StoreError
from mnist_core.store.runs import Runs
from tests.pages.training.train_page import errors, opened


def test_store_that_cannot_be_opened_gives_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise StoreError("the run store cannot be read: the file is damaged")

    monkeypatch.setattr(Runs, "all", refuse)
    assert errors(opened()) == ["The run store cannot be read: the file is damaged."]
