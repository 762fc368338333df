"""What the JavaScript of a component sends, without a browser that runs it."""

import json
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest


def send(app: AppTest, key: str, **values: Any) -> AppTest:
    """Let the component of this key say something once, as `setTriggerValue` does, and run the page."""
    events = [{"event": name, "value": value} for name, value in values.items()]
    own = f"$$STREAMLIT_INTERNAL_KEY_{_id(app, key)}__events"
    return _run(app, WidgetState(id=own, json_trigger_value=json.dumps(events)))


def hold(app: AppTest, key: str, **values: Any) -> AppTest:
    """Let the component of this key hold values from now on, as `setStateValue` does, and run the page."""
    return _run(app, WidgetState(id=_id(app, key), json_value=json.dumps(values)))


def _id(app: AppTest, key: str) -> str:
    """Return the identity of the component with this key."""
    found = [part.proto.id for part in app.get("bidi_component")]
    (own,) = (identity for identity in found if identity.endswith(f"-{key}"))
    return str(own)


def _run(app: AppTest, sent: WidgetState) -> AppTest:
    """Run the page with what was sent beside what its other controls hold."""
    tree, held = app._tree, app._tree.get_widget_states

    def with_sent() -> WidgetStates:
        states = held()
        states.widgets.append(sent)
        return states

    tree.get_widget_states = with_sent  # type: ignore[method-assign]
    return app.run()
