import numpy as np

from mnist_core.data.mnist import load_mnist
from pages.components.drawing.canvas import PIXELS, START
from pages.components.inside.drawn_image import as_text


def test_a_digit_in_the_address_lies_on_the_sheet_once(open_page, add_run):
    digit = load_mnist().test.images[0]
    app = open_page("draw.py", run=str(add_run().id), edit=as_text(digit / 255))
    assert not app.exception
    assert app.session_state[START]["objects"][0]["src"].startswith("data:image/png")
    np.testing.assert_array_equal(app.session_state[PIXELS][::10, ::10, 0].ravel(), digit)
    revision = app.session_state[START]["revision"]
    app.run()
    assert app.session_state[START]["revision"] == revision


def test_a_damaged_one_is_told(open_page, add_run):
    app = open_page("draw.py", run=str(add_run().id), edit="drawn.x!")
    assert not app.exception
    assert "damaged" in app.warning[0].value
