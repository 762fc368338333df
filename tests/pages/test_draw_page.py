import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_core.files.network_file import network_bytes
from mnist_core.nn.network import NeuralNetwork


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
    app = app.get_by_key("test_image_which").set_value("A mistake").run()
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
    assert sum(text.value.startswith("**") for text in app.markdown) == 2  # how sure it is, once of each
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


def drawn_seven() -> np.ndarray:
    """What the sheet holds after a seven was drawn."""
    sheet = Image.new("L", (280, 280))
    ImageDraw.Draw(sheet).line([(80, 60), (200, 60), (130, 230)], fill=255, width=20, joint="curve")
    return np.dstack([np.asarray(sheet)] * 3 + [np.full((280, 280), 255, np.uint8)])


@pytest.fixture
def drawn(open_page):
    """Draw with the shipped network and a seven on the sheet."""
    return open_page("draw.py", state={"canvas_pixels": drawn_seven()}, run="0")


def ask(app, about: str):
    return app.get_by_key("draw_details").set_value(about).run()


def test_a_drawing_is_read_and_can_be_undone(drawn):
    assert not drawn.exception
    assert not drawn.button(key="canvas_undo").disabled
    assert drawn.page_link[0].label == "Look inside"


def test_a_step_that_is_left_out_is_told_with_its_effect(drawn):
    app = ask(drawn, "Step by step")
    assert not app.exception
    assert any(text.value.startswith("It reads 7") and "with all steps" not in text.value for text in app.markdown)
    app = app.toggle(key="step_scale").set_value(False).run()
    app = app.toggle(key="step_centre").set_value(False).run()
    assert any("with all steps 7" in text.value for text in app.markdown)
    assert {"Drawn", "Cropped", "Not scaled", "Not centred"} <= {text.value for text in app.caption}


def test_why_names_the_change_and_the_images_it_was_learned_from(drawn):
    app = ask(drawn, "Why")
    assert not app.exception
    assert any("makes it a" in text.value for text in app.caption)
    assert any(text.value.endswith("most alike: 10 × 7.") for text in app.caption)
    app = app.get_by_key("change_of_7").set_value("2").run()
    assert any("makes it a 2" in text.value for text in app.caption)


def test_the_threshold_of_an_unsure_answer_can_be_moved(drawn):
    app = ask(drawn, "How sure")
    assert not app.exception
    app = app.slider(key="unsure_below").set_value(0.9).run()
    assert any("Sure from 90%" in text.value for text in app.caption)


def test_a_network_without_a_hidden_layer_is_asked_why_too(open_page, store):
    run = store.networks.import_(network_bytes(NeuralNetwork((784, 10), rng=np.random.default_rng(0))))
    app = open_page("draw.py", state={"canvas_pixels": drawn_seven()}, run=str(run.id))
    app = ask(app, "Why")
    assert not app.exception
    assert any("There are none to show" in text.value for text in app.caption)


@pytest.mark.parametrize(("pending", "left"), [(False, 1), (True, 2)])
def test_undo_takes_the_stroke_that_is_seen_last(open_page, pending, left):
    strokes = [{"type": "Path"}, {"type": "Path"}]
    state = {"canvas_pixels": drawn_seven(), "canvas_strokes": strokes}
    app = open_page("draw.py", state=state, run="0")
    app.session_state["canvas_pending"] = pending
    app.button(key="canvas_undo").click().run()
    assert app.session_state["canvas_strokes"] == strokes[:left]


def test_it_begins_with_the_best_reader_and_says_so(open_page, add_run):
    add_run()
    app = open_page("draw.py")
    assert app.selectbox(key="picked_network").value == 0
    assert any(text.value.startswith("No network here reads drawings better") for text in app.caption)


def test_the_only_network_is_compared_with_none(open_page, store):
    app = open_page("draw.py")
    assert app.selectbox(key="picked_network").value == 0
    assert not any("drawn in code" in text.value for text in app.caption)


def test_a_worse_reader_is_told_and_the_best_one_is_offered(open_page, add_run):
    app = open_page("draw.py", run=str(add_run().id))
    assert any("of 300 digits drawn in code; Pretrained network reads" in text.value for text in app.caption)
    app = next(button for button in app.button if button.label == "Use the best reader").click().run()
    assert app.selectbox(key="picked_network").value == 0


def test_an_upload_and_a_test_image_can_be_asked_about_too(open_page):
    app = upload(open_page("draw.py", run="0"), "one.png", picture([(45, 20, 55, 80)]))
    app = ask(app, "Step by step")
    assert "Cropped" in {text.value for text in app.caption}
    app = choose(app, "Test image")
    assert not app.exception
    assert "Cropped" in {text.value for text in app.caption}


def test_a_stroke_that_the_sheet_has_yet_to_send_survives_a_change_of_page(open_page):
    app = open_page("draw.py", state={"canvas_pixels": drawn_seven(), "canvas_pending": True}, run="0")
    assert not app.exception
    (kept,) = app.session_state["canvas_start"]["objects"]
    assert kept["src"].startswith("data:image/png;base64,")
    assert kept["scaleX"] * kept["width"] == 560
    assert not app.button(key="canvas_undo").disabled


def test_a_digit_that_was_read_is_pinned_until_there_are_twenty(app, store):
    app = choose(app, "Test image")
    app.button(key="pin_digit").click().run()
    assert not app.exception
    assert [toast.value for toast in app.toast][0].startswith("Pinned")
    assert len(store.pins.all()) == 1
    for _ in range(19):
        store.pins.add(store.pins.all()[0].image)
    app.button(key="pin_digit").click().run()
    assert any("remove one before you pin another" in error.value for error in app.error)
