"""Two people at one server, each in a browser of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_core.store.store import RunStore
from mnist_core.store.visitor import Visitor
from pages.components.visitor import VARIABLE
from tests.browser.test_accessibility import settle, violations
from tests.pages.stored_runs import add_finished_run

SETUP = "?hidden=several,batch_size&locked=learning_rate&learning_rate=0.35"


@pytest.fixture(autouse=True)
def classroom(monkeypatch: pytest.MonkeyPatch, runs_folder: Path) -> None:
    """Let the server be started for a class in which Ada has a run."""
    monkeypatch.setenv(VARIABLE, "1")
    store = RunStore()
    add_finished_run(store.of(Visitor("Ada")), "lemur")
    store.close()


def enter(page: Page, name: str) -> None:
    """Say a name."""
    page.get_by_role("textbox", name="Your name").fill(name)
    page.get_by_role("button", name="Enter").click()


def test_two_visitors_have_a_form_and_runs_of_their_own(server, open_page: Callable[..., Page]) -> None:
    ada = open_page(server.url + SETUP)
    assert not violations(ada)  # of the page that asks for a name
    enter(ada, "Ada")
    expect(ada.get_by_text("A teacher has set this up")).to_be_visible()  # the link outlived the question
    expect(ada.get_by_role("textbox", name="Learning rate")).to_have_value("0.35")
    ada.get_by_role("spinbutton", name="Epochs").fill("9")
    ada.get_by_role("spinbutton", name="Epochs").press("Enter")
    expect(ada.get_by_role("heading", name="#1 lemur")).to_be_visible()

    bo = open_page(f"{server.url}/?run=1")
    enter(bo, "ada")
    expect(bo.get_by_text("Ada is here already, in another browser")).to_be_visible()
    enter(bo, "Bo")
    expect(bo.get_by_text("Ada’s run, to look at.")).to_be_visible()
    expect(bo.get_by_role("spinbutton", name="Epochs")).to_have_value("5")
    bo.get_by_role("link", name="Runs", exact=True).click()
    expect(bo.get_by_text("There are no runs yet")).to_be_visible()

    ada.reload()  # the browser remembers who she is
    expect(ada.get_by_role("button", name="Ada")).to_be_visible()
    expect(ada.get_by_role("spinbutton", name="Epochs")).to_have_value("9")

    wall = open_page(f"{server.url}/wall")  # the teacher's, without a name
    cards = wall.get_by_role("list", name="Everybody here, the best first").get_by_role("listitem")
    expect(cards).to_contain_text(["Ada", "Bo"])
    expect(cards.first).to_contain_text("60.00%")
    settle(wall)
    assert not violations(wall)
    wall.set_viewport_size({"width": 1440, "height": 900})
    cards.first.get_by_role("link").click()
    expect(wall.get_by_role("textbox", name="Your name")).to_be_visible()
