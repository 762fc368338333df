"""The Train page without a browser, as a person uses it: opened by a link, typed into, read."""

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components.settings.controls import CONTROLS
from tests.pages.frame import FRAME


def opened(**address: str) -> AppTest:
    """Open the page, as if by a link."""
    page = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    return ran(page.run())


def ran(page: AppTest) -> AppTest:
    assert not page.exception, page.exception
    return page


def typed(page: AppTest, **values: Any) -> AppTest:
    """Set controls by name, as a person does."""
    for name, value in values.items():
        page.get_by_key(name).set_value(value)
    return ran(page.run())


def held(page: AppTest) -> dict[str, Any]:
    """Return what the controls hold."""
    return {name: page.session_state[name] for name in CONTROLS}


def errors(page: AppTest) -> list[str]:
    return [error.value for error in page.error]


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]
