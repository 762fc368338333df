"""The reader in the browser against Python: the same images, the same digits, the same probabilities."""

from itertools import product

import numpy as np
import pytest
from playwright.sync_api import Page, Route

from mnist_core.data.framing import Framing, usual_framing
from mnist_core.data.reference import SMALL_DIGITS
from mnist_core.drawing.dot import is_dot
from mnist_core.drawing.ink import find_ink
from mnist_core.drawing.prepare import place_ink, prepare_drawing
from mnist_core.drawing.segment import find_digits
from mnist_core.export.page.build import joined_script
from mnist_core.files.reader_file import reader_bytes
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.network import NeuralNetwork
from mnist_core.pretrained import load_pretrained
from tests.browser.drawings import drawings

CHUNK = 200

PLACE = """async ([sizes, framing]) => {
  const bytes = new Uint8ClampedArray(await (await fetch("/pixels")).arrayBuffer());
  const found = [];
  let place = 0;
  for (const side of sizes) {
    const ink = MnistReader.findInk(bytes.subarray(place, (place += 4 * side * side)), side, side);
    if (ink) found.push(MnistReader.placeInk(MnistReader.withoutFrame(ink), framing));
  }
  return send(found);
}"""

READ = """async (sizes) => {
  const bytes = new Uint8ClampedArray(await (await fetch("/pixels")).arrayBuffer());
  const found = [];
  let place = 0;
  for (const side of sizes) {
    const pixels = bytes.subarray(place, (place += 4 * side * side));
    const ink = MnistReader.findInk(pixels, side, side);
    const kept = ink && MnistReader.withoutFrame(ink);
    const digits = kept ? MnistReader.findDigits(kept) : [];
    found.push([digits.length]);
    if (kept) found.push(MnistReader.placeInk(kept));
    for (const digit of digits) found.push([MnistReader.isDot(digit)], MnistReader.placeInk(digit));
  }
  return send(found);
}"""

ANSWER = """async () => {
  const network = new MnistReader.ReaderNetwork(await (await fetch("/network")).arrayBuffer());
  const images = new Float32Array(await (await fetch("/images")).arrayBuffer());
  const rows = [];
  for (let place = 0; place < images.length; place += 784) {
    rows.push(network.probabilities(images.subarray(place, place + 784)));
  }
  return send(rows);
}"""

SEND = """window.send = (parts) => {
  const numbers = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    numbers.set(part, place);
    place += part.length;
  }
  return fetch("/found", { method: "POST", body: numbers });
};"""


@pytest.fixture(scope="module")
def reader(browser) -> Page:
    """An empty page with the joined script, as a page of one file has it."""
    page = browser.new_page()
    page.route("http://reader/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto("http://reader/")
    page.add_script_tag(content=joined_script() + "window.MnistReader = MnistReader;" + SEND)
    yield page
    page.close()


@pytest.fixture(scope="module", params=[400, pytest.param(2000, marks=pytest.mark.campaign)])
def pictures(request):
    return drawings(request.param)


@pytest.fixture(scope="module")
def by_python(pictures) -> list[list[np.ndarray]]:
    """What Python makes of each drawing; see `prepared_and_split`."""
    return [prepared_and_split(picture) for picture in pictures]


@pytest.fixture(scope="module")
def prepared(by_python) -> np.ndarray:
    """Each drawing as one image, those without ink left out."""
    return np.array([parts[1] for parts in by_python if len(parts) > 1])


def ask(page: Page, script: str, argument: object = None, **contents: bytes) -> np.ndarray:
    """Run a script that fetches contents by name; return the numbers that it sends."""
    sent: list[bytes] = []

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix("http://reader/")
        if name == "found":
            sent.append(route.request.post_data_buffer or b"")
        route.fulfill(body=contents.get(name, b""))

    page.route("http://reader/*", answer)
    page.evaluate(script, argument)
    page.unroute("http://reader/*", answer)
    return np.frombuffer(sent[0], "<f4")


def test_drawings_are_prepared_and_split_as_python_does(reader, pictures, by_python):
    for start in range(0, len(pictures), CHUNK):
        chunk = pictures[start : start + CHUNK]
        pixels = b"".join(picture.tobytes() for picture in chunk)
        found = ask(reader, READ, [len(picture) for picture in chunk], pixels=pixels)
        wanted = np.concatenate([part for parts in by_python[start : start + CHUNK] for part in parts])
        np.testing.assert_allclose(found, wanted, atol=1e-6)


def prepared_and_split(picture: np.ndarray) -> list[np.ndarray]:
    """Return the number of digits, the drawing as one image, and for each digit if it is a dot and its image."""
    digits, image = find_digits(picture), prepare_drawing(picture)
    each = [part for digit in digits for part in (np.array([is_dot(digit.share)]), place_ink(digit.share))]
    return [np.array([len(digits)]), *([] if image is None else [image]), *each]


@pytest.mark.parametrize(
    ("side", "framing"),
    [
        (8, SMALL_DIGITS.framing),
        (12, usual_framing(12)),
        (64, usual_framing(64)),
        (28, Framing(24, 24, 14, 14.2, row_by_mass=False, column_by_mass=False)),
        (16, Framing(15, 9.5, 8, 7.5, column_by_mass=False, stretched=True)),
    ],
)
def test_drawings_are_placed_as_python_does_in_other_images(reader, pictures, side, framing):
    chunk = pictures[:60]
    pixels = b"".join(picture.tobytes() for picture in chunk)
    sent = {"side": side, **framing.to_dict()}
    found = ask(reader, PLACE, [[len(picture) for picture in chunk], sent], pixels=pixels)
    inks = [ink for picture in chunk if (ink := find_ink(picture)) is not None]
    wanted = np.concatenate([place_ink(ink, side, framing) for ink in inks])
    np.testing.assert_allclose(found, wanted, atol=1e-6)


@pytest.mark.parametrize(("activation", "batch_norm"), [*product(ACTIVATIONS, (False, True))])
def test_answers_are_those_of_python(reader, prepared, activation, batch_norm):
    network = any_network(activation, batch_norm=batch_norm)
    assert_same_answers(reader, network, prepared)


def test_answers_of_the_shipped_network_are_those_of_python(reader, prepared):
    assert_same_answers(reader, load_pretrained(), prepared)


def test_weights_of_one_byte_answer_nearly_the_same(reader, prepared):
    network = load_pretrained()
    answers = probabilities(reader, reader_bytes(network, storage="int8"), prepared)
    assert (answers.argmax(axis=1) == network.predict(prepared)).mean() > 0.98


def assert_same_answers(page: Page, network: NeuralNetwork, images: np.ndarray) -> None:
    answers, wanted = probabilities(page, reader_bytes(network), images), network.predict_proba(images)
    np.testing.assert_array_equal(answers.argmax(axis=1), wanted.argmax(axis=1))
    np.testing.assert_allclose(answers, wanted, atol=1e-3)


def probabilities(page: Page, network: bytes, images: np.ndarray) -> np.ndarray:
    return ask(page, ANSWER, network=network, images=images.astype("<f4").tobytes()).reshape(-1, 10)


def any_network(activation: str, *, batch_norm: bool) -> NeuralNetwork:
    """A network sure of its answers, in which no bias, gain or average is what it starts as."""
    rng = np.random.default_rng(0)
    network = NeuralNetwork((784, 48, 24, 10), activation=activation, batch_norm=batch_norm, rng=rng)
    network.temperature = 0.7
    network.parameters *= 4
    network.parameters += rng.normal(0, 0.2, network.parameters.shape).astype(np.float32)
    network.state += rng.uniform(0, 0.5, network.state.shape).astype(np.float32)
    return network
