import io

import numpy as np
import pytest
from PIL import Image


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


def test_without_any_network_it_says_what_to_do(open_page, store, nothing_shipped):
    app = open_page("draw.py")
    assert not app.exception
    assert "train one first" in app.info[0].value
    assert app.page_link[0].value == "Go to Train"


def test_an_empty_sheet_has_nothing_to_undo(app):
    assert not app.exception
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


def test_a_picture_of_two_digits_is_read_as_a_number(app):
    app = upload(app, "number.png", picture([(20, 20, 30, 80), (60, 20, 70, 80)]))
    assert not app.exception
    assert any(text.value == "It reads 2 digits" for text in app.caption)
    assert not app.info


def test_a_file_that_cannot_be_read_takes_the_answer_away(app):
    app = upload(app, "one.png", picture([(45, 20, 55, 80)]))
    assert not app.info
    app = app.file_uploader[0].upload("photo.heic", b"\0\0\0\x18ftypheic" + bytes(50)).run()
    assert "This is a HEIC photo" in app.info[0].value
    assert not any(text.value.startswith("It is ") for text in app.markdown)


def test_an_upload_that_the_widget_forgot_is_still_read(app):
    app.session_state["uploaded_picture"] = ("one.png", picture([(45, 20, 55, 80)]))
    app = choose(app, "Upload")
    assert any(text.value == "Still here: one.png" for text in app.caption)
    assert any(text.value.startswith("It is ") for text in app.markdown)
    app = next(button for button in app.button if button.label == "Remove").click().run()
    assert app.info[0].value.startswith("Upload a picture")
