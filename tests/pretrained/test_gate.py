import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mnist_core.data.handwriting import write_digits
from mnist_core.data.mnist import load_mnist
from mnist_core.data.strangers import draw_strangers
from mnist_core.drawing.prepare import prepare_drawing
from mnist_core.pretrained import load_pretrained
from mnist_core.pretrained.gate import PATH, STRANGER, stranger_probability
from mnist_core.pretrained.make_gate import gate_images


def printed(letter: str) -> np.ndarray:
    sheet = Image.new("L", (168, 168))
    font = ImageFont.load_default(100)
    ImageDraw.Draw(sheet).text((84, 84), letter, fill=255, font=font, anchor="mm", stroke_width=3)
    image = prepare_drawing(np.asarray(sheet))
    assert image is not None
    return image


def refused(images: np.ndarray) -> float:
    return float((stranger_probability(images) >= STRANGER).mean())


def test_digits_are_let_through():
    assert refused(load_mnist().test.images) < 0.01
    written = write_digits(np.tile(np.arange(10, dtype=np.uint8), 25), rng=np.random.default_rng(1))
    assert refused(written) < 0.03


def test_strangers_are_refused():
    test = load_mnist().test
    strangers = draw_strangers(600, test.images, test.labels, rng=np.random.default_rng(1))
    assert refused(strangers) > 0.75
    sure = load_pretrained().predict_proba(strangers).max(axis=1) * (1 - stranger_probability(strangers))
    assert (sure >= 0.8).mean() < 0.05


@pytest.mark.parametrize("letter", "AEFHKMNRWXmwk#&")
def test_a_printed_letter_is_no_digit(letter):
    assert stranger_probability(printed(letter))[0] >= STRANGER


def test_it_is_small():
    assert PATH.stat().st_size < 700_000


def test_it_is_taught_digits_and_strangers(monkeypatch):
    for name in ("_WRITTEN", "_STRANGERS", "_PRINTED", "_SCRIBBLED"):
        monkeypatch.setattr(f"mnist_core.pretrained.make_gate.{name}", 400)
    images = gate_images(rng=np.random.default_rng(0))
    assert len(images) == 60_000 + 4 * 400
    assert np.bincount(images.labels).tolist() == [60_400, 1200]
