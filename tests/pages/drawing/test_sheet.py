"""The sheet on Draw: what the browser sends is kept and read, and what cannot be is one sentence."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from mnist_core.files.network_file import network_bytes
from mnist_core.nn.network import NeuralNetwork
from pages.components.drawing import canvas, image_picker
from pages.components.drawing.best_reader import drawn_score
from pages.components.inline_picture import inline_picture
from tests.pages.drawing.test_live_reader import address
from tests.pages.sent import hold
from tests.pages.test_draw_page import ask, choose, drawn_seven

pytestmark = pytest.mark.usefixtures("few_images")


@pytest.fixture
def page(open_page):
    return lambda **state: open_page("draw.py", run="0", state=state)


def told(app) -> dict:
    """Return what the reader beside the sheet is given."""
    (part,) = (part.proto for part in app.get("bidi_component") if part.proto.id.endswith("-live_reader"))
    return json.loads(part.json)


def test_what_the_pen_left_is_read_before_the_sheet_sends_it(page):
    picture = inline_picture(Image.fromarray(drawn_seven()))
    app = hold(page(), "live_reader", drawing={"picture": picture, "number": 3})
    assert not app.exception
    assert [reading["digit"] for reading in told(app)["readings"]] == [7] and told(app)["number"] == 3
    assert app.session_state[canvas.PENDING] and not app.button(key="canvas_undo").disabled
    app.session_state[canvas.PIXELS] = None
    assert told(app.run())["readings"] == []  # the same drawing is taken once


@pytest.mark.parametrize("picture", [address(9), "data:image/png;base64,AAAA"])
def test_a_drawing_that_is_none_is_one_sentence(page, picture):
    app = hold(page(), "live_reader", drawing={"picture": picture, "number": 1})
    assert not app.exception
    assert told(app)["readings"] == [] and told(app)["hint"].endswith(".")


def test_strokes_are_kept_when_the_sheet_sends_them_and_cleared(page, monkeypatch):
    sent = SimpleNamespace(json_data={"objects": [{"type": "path"}]}, image_data=drawn_seven())
    app = page()  # which imports the sheet: that needs a server
    monkeypatch.setattr(sys.modules["streamlit_drawable_canvas"], "st_canvas", lambda **_: sent)
    app = app.run()
    assert not app.exception
    assert app.session_state[canvas.STROKES] == [{"type": "path"}] and not app.session_state[canvas.PENDING]
    assert [reading["digit"] for reading in told(app)["readings"]] == [7]
    app = app.button(key="canvas_clear").click().run()
    assert app.session_state[canvas.STROKES] == [] and told(app)["empty"] and told(app)["readings"] == []


def test_a_sheet_without_ink_is_read_as_nothing(page):
    blank = np.zeros((280, 280, 4), np.uint8)
    blank[..., 3] = 255
    app = page(canvas_pixels=blank)
    assert not app.exception and told(app)["readings"] == [] and told(app)["hint"] == ""


def test_a_damaged_network_is_one_sentence_whatever_is_read(open_page, add_run, store):
    run = add_run()
    (store.runs.folder(run.id) / "network.safetensors").write_bytes(b"damaged")
    app = open_page("draw.py", run=str(run.id), state={"canvas_pixels": drawn_seven()})
    assert not app.exception and app.error[0].value.startswith("This network cannot be used")
    app = choose(app, "Test image")
    assert not app.exception and "This is not a network file" in app.info[0].value
    assert drawn_score(run) == -1


def test_a_network_without_mistakes_has_none_to_show(page, monkeypatch):
    app = choose(page(), "Test image")
    monkeypatch.setattr(image_picker, "most_confident_mistakes", lambda _evaluation: np.empty(0, np.intp))
    app = app.segmented_control(key=image_picker.WHICH).set_value("A mistake").run()
    assert not app.exception
    assert [info.value for info in app.info] == ["This network misreads none of the test images; choose another kind."]


def test_a_network_that_always_says_the_same_cannot_be_changed_by_pixels(open_page, store):
    network = NeuralNetwork((784, 10), rng=np.random.default_rng(0))
    network.parameters[...] = 0
    network.named_parameters()["dense1.bias"][7] = 9
    run = store.networks.import_(network_bytes(network))
    app = open_page("draw.py", run=str(run.id), state={"canvas_pixels": drawn_seven()})
    app = ask(app, "Why")
    assert not app.exception
    assert any(caption.value.startswith("No small change makes it a ") for caption in app.caption)
    app = ask(app, "How sure")
    assert not app.exception
    assert not any("In the last hidden layer" in text.value for text in app.markdown)


def test_a_dot_is_said_to_be_one(page):
    dot = np.zeros((280, 280, 4), np.uint8)
    dot[..., 3] = 255
    dot[130:142, 130:142] = 255
    app = page(canvas_pixels=dot)
    assert not app.exception and "only a dot" in told(app)["hint"]


@pytest.mark.parametrize("pending", [1, 2])
def test_undo_takes_one_stroke_back_also_of_several_that_the_sheet_has_yet_to_send(page, pending):
    app = page()
    half = drawn_seven()
    half[140:] = half[0, 0]
    for number, picture in enumerate([half, drawn_seven()][2 - pending :], start=1):
        app = hold(app, "live_reader", drawing={"picture": inline_picture(Image.fromarray(picture)), "number": number})
    app = app.button(key="canvas_undo").click().run()
    assert not app.exception
    strokes = app.session_state[canvas.STROKES]
    assert [stroke["type"] for stroke in strokes] == ["image"] * (pending - 1)
    if strokes:
        assert strokes[0]["src"] == inline_picture(Image.fromarray(half))
