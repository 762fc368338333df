"""A click on a chart, a map or a digit shows what was clicked, and the address knows it."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.evaluation import mistakes_view
from pages.components.evaluation.map_view import LASSO
from pages.components.evaluation.views import CHOICE
from tests.pages.sent import send

pytestmark = pytest.mark.usefixtures("few_images")


def click(*customdata: int) -> dict[str, Any]:
    return {"x": 0, "y": 0, "trace": "", "customdata": list(customdata) or None}


@pytest.fixture
def page(open_page, add_run):
    """Return a function that opens a part of Evaluate for a run."""
    run = add_run()
    return lambda view="mistakes", **query: open_page("evaluate.py", run=str(run.id), view=view, **query)


def gallery(app: AppTest) -> tuple[str, list[int]]:
    """Return the key of the gallery that is shown, and the places of its digits."""
    (part,) = (part.proto for part in app.get("bidi_component") if part.proto.id.endswith("_tiles"))
    return part.id.split("-", 2)[2], [tile["place"] for tile in json.loads(part.json)["tiles"]]


def said(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def test_a_cell_of_the_matrix_shows_its_digits(page):
    app = send(page(), "confusion_matrix", click=click(4, 3))
    assert not app.exception
    assert (app.query_params["digit"], app.query_params["read_as"]) == ("4", "3")
    assert app.selectbox(key="digit").value == "4"
    app = send(app, "confusion_matrix", click=click())  # beside every cell
    assert app.query_params["digit"] == "4"


def test_what_was_read_is_chosen_by_its_list(page):
    app = page()
    answer = next(button.key for button in app.button if (button.key or "").startswith("pair_"))[-1]
    app = app.selectbox(key="read_as").select(answer).run()
    assert not app.exception and app.query_params["read_as"] == answer
    assert f" where {answer} was read" in said(app)


def test_a_digit_of_the_gallery_is_shown_alone_and_left_for_its_page(page):
    app = page()
    app.pagination[0].set_value(2)
    key, places = gallery(app.run())
    app = send(app, key, chosen=places[0])
    assert not app.exception and app.query_params["image"] == str(places[0])
    assert app.header[0].value.startswith(f"Test image {places[0]:,}: ")
    app = send(app, "digit_steps", move="after")
    assert app.query_params["image"] == str(places[1])
    app = send(app, "digit_steps", move="before")
    assert app.query_params["image"] == str(places[0])
    app = send(app, "digit_steps", move="back")
    assert "image" not in app.query_params and app.pagination[0].value == 2


def test_a_gallery_that_has_become_shorter_begins_again(page):
    app = page()
    app.session_state[gallery(app)[0].removesuffix("_tiles") + "_page"] = 900
    app = app.run()
    assert not app.exception and app.pagination[0].value == 1


def test_a_fifth_is_chosen_by_its_point_and_its_mistakes_are_gone_through(page):
    app = send(page("slices"), "slices_stroke_width", click=click(4))
    assert not app.exception and app.query_params["slice"] == "stroke-width.4"
    assert "mistakes at stroke width" in said(app)
    app = send(app, "slices_ink", click=click())
    assert app.query_params["slice"] == "stroke-width.4"
    key, places = gallery(app)
    app = send(app, key, chosen=places[0])
    assert not app.exception and app.header[0].value.startswith(f"Test image {places[0]:,}: ")


def test_a_point_of_the_map_is_shown_alone_and_a_lasso_gathers(page):
    app = send(page("map"), "digit_map", lasso=[7, 9, 11])
    assert not app.exception and app.session_state[LASSO] == [7, 9, 11]
    assert "3 digits inside the lasso" in said(app)
    app = send(app, "digit_map", chosen=9)
    assert not app.exception and app.query_params["image"] == "9"
    assert app.header[0].value.startswith("Test image 9: ")


@pytest.mark.parametrize("view", ["comparison", "hardest"])
def test_a_digit_in_the_address_is_shown_alone_in_every_part(page, view):
    app = page(view, image="12")
    assert not app.exception and app.header[0].value.startswith("Test image 12: ")


def test_another_part_of_the_page_forgets_the_digit(page):
    app = page(image="12").segmented_control(key=CHOICE).set_value("Slices").run()
    assert not app.exception
    assert app.query_params["view"] == "slices" and "image" not in app.query_params
    assert not any(heading.value.startswith("Test image") for heading in app.header)


def test_on_a_phone_the_digits_of_each_tapped_cell_are_scrolled_to(page, monkeypatch):
    monkeypatch.setattr(mistakes_view, "is_phone", lambda: True)

    def scrolled(app: AppTest) -> list[str]:
        keys = [part.proto.id.split("-", 2)[2] for part in app.get("bidi_component")]
        return [key for key in keys if key.startswith("tapped_")]

    app = page()
    assert scrolled(app) == []
    app = send(app, "confusion_matrix", click=click(4, 3))
    assert scrolled(app) == ["tapped_1"]
    assert scrolled(send(app, "confusion_matrix", click=click(4, 3))) == ["tapped_2"]
