import io

import numpy as np
import pytest
from PIL import Image

from mnist_core.errors import DrawingError
from mnist_core.runs import pretrained
from pages.components.drawing.canvas import BRUSH_RANGE
from pages.components.drawing.digit_input import LEAST_DRAWN, prepare_digit


def picture(marks: list[tuple[int, int, int, int]] = ()) -> bytes:
    """Return a white PNG with black rectangles (left, top, right, bottom)."""
    pixels = np.full((100, 100), 255, dtype=np.uint8)
    for left, top, right, bottom in marks:
        pixels[top:bottom, left:right] = 0
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def app(open_page, add_run):
    return open_page("draw.py", run=str(add_run().id))


def choose(app, source: str):
    return app.get_by_key("digit_source").set_value(source).run()


def upload(app, name: str, content: bytes):
    app = choose(app, "Upload")
    return app.file_uploader[0].upload(name, content).run()


def test_without_any_network_it_says_what_to_do(open_page, store, monkeypatch, tmp_path):
    monkeypatch.setattr(pretrained, "PRETRAINED_PATH", tmp_path / "absent.safetensors")
    app = open_page("draw.py")
    assert not app.exception
    assert "train one first" in app.info[0].value
    assert app.page_link[0].value == "Go to Train"


def test_an_empty_sheet_asks_for_a_digit(app):
    assert not app.exception
    assert app.info[0].value == "Nothing is drawn yet: draw a digit from 0 to 9 on the dark sheet."
    assert app.button(key="canvas_undo").disabled
    assert app.button(key="canvas_clear").disabled


def test_a_test_image_is_read_and_told_if_right(app):
    app = choose(app, "Test image")
    assert not app.exception
    assert any(text.value.startswith("It is ") for text in app.markdown)
    assert any(text.value.startswith("Test image ") for text in app.caption)


def test_another_test_image_of_one_digit(app):
    app = choose(app, "Test image")
    app = app.get_by_key("test_image_which").set_value("One digit").run()
    app = app.selectbox(key="test_image_digit").set_value(7).run()
    assert not app.exception
    assert any("labelled 7" in text.value for text in app.caption)


def test_a_misread_test_image_is_told_to_be_wrong(app):
    app = choose(app, "Test image")
    app = app.get_by_key("test_image_which").set_value("Misread").run()
    assert any("but this is a" in text.value for text in app.markdown)


def test_an_uploaded_picture_is_read(app):
    app = upload(app, "one.png", picture([(45, 20, 55, 80)]))
    assert not app.exception
    assert any(text.value.startswith("It is ") for text in app.markdown)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"this is a text, not a picture", "The file is not a picture"),
        (picture()[:80], "The picture file is damaged"),
        (picture(), "No digit is found in this picture"),
        (picture([(50, 50, 51, 51)]), "only a dot"),
    ],
)
def test_a_picture_without_a_digit_is_one_sentence(app, content, words):
    app = upload(app, "digit.png", content)
    assert not app.exception
    assert words in app.info[0].value


def test_a_dot_is_told_by_its_longer_side():
    sheet = np.zeros((280, 280), dtype=np.uint8)
    sheet[100:110, 100:110] = 255
    with pytest.raises(DrawingError, match="only a dot"):
        prepare_digit(sheet, least=20)
    sheet[100:150, 100:110] = 255
    assert prepare_digit(sheet, least=20) is not None


def test_the_widest_pens_dot_is_a_dot():
    assert LEAST_DRAWN > BRUSH_RANGE[1]


def test_an_empty_sheet_holds_nothing():
    assert prepare_digit(np.zeros((280, 280), dtype=np.uint8), least=20) is None
