"""A drop-down list into which one can type."""

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1.element_tree import Selectbox


@pytest.fixture(autouse=True)
def typed_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a drop-down list send text that is not in it, as a browser does."""

    def state(box: Selectbox[Any]) -> WidgetState:
        return WidgetState(id=box.id, string_value=str(box.value))

    monkeypatch.setattr(Selectbox, "_widget_state", property(state))
