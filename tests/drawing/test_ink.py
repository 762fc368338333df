import numpy as np
import pytest

from mnist_core.drawing.ink import find_ink
from mnist_core.errors import DrawingError

STROKE = np.zeros((60, 60), bool)
STROKE[10:50, 25:35] = True


def on_paper(stroke: np.ndarray, *, paper: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    return np.where(stroke[..., None], np.array(ink, np.uint8), np.array(paper, np.uint8))


def photograph(stroke: np.ndarray, *, ink_darkness: float, light: np.ndarray, noise: float = 0.02) -> np.ndarray:
    """What a camera makes of a stroke on paper under this light."""
    rng = np.random.default_rng(0)
    brightness = light * (1 - ink_darkness * stroke) + rng.normal(0, noise, stroke.shape)
    return (brightness.clip(0, 1) * 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("paper", "ink"),
    [
        ((0, 0, 0), (255, 255, 255)),
        ((255, 255, 255), (0, 0, 0)),
        ((255, 255, 255), (255, 255, 0)),
        ((200, 30, 30), (30, 30, 200)),
        ((14, 17, 23), (20, 40, 30)),
    ],
    ids=["white on black", "black on white", "yellow on white", "blue on red", "faint on dark"],
)
def test_find_ink_of_any_colour_on_any_other(paper, ink):
    found = find_ink(on_paper(STROKE, paper=paper, ink=ink))
    assert found is not None
    assert (found == STROKE).all()


@pytest.mark.parametrize("colour", [0, 255, 100])
def test_find_ink_on_a_transparent_background_is_what_covers_it(colour):
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[STROKE] = colour, colour, colour, 255
    found = find_ink(rgba)
    assert found is not None
    assert (found == STROKE).all()


def test_find_ink_keeps_grey_edges():
    grey = np.where(STROKE, 200, 0).astype(np.uint8)
    grey[9, 25:35] = 50
    found = find_ink(grey)
    assert found is not None
    assert found[9, 30] == pytest.approx(50 / 200)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.uint8),
        np.full((28, 28, 3), 255, np.uint8),
        np.zeros((28, 28, 4), np.uint8),
        np.full((28, 28, 4), 255, np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((1, 1, 4), np.uint8),
    ],
)
def test_find_ink_where_nothing_is_drawn(picture):
    assert find_ink(picture) is None


DOWN, ACROSS = np.indices((200, 300)) / 200
PHOTOGRAPHED_STROKE = (DOWN > 0.25) & (DOWN < 0.75) & (np.abs(ACROSS - 0.6 - 0.3 * (DOWN - 0.5)) < 0.04)
LIGHTS = {
    "even": np.full((200, 300), 0.8),
    "from one side": 0.4 + 0.35 * ACROSS,
    "with a shadow's edge": np.where(ACROSS + DOWN > 1.1, 0.85, 0.6),
    "with dark corners": 0.9 - 0.5 * ((DOWN - 0.5) ** 2 + (ACROSS - 0.75) ** 2),
}


@pytest.mark.parametrize(
    ("name", "ink_darkness"),
    # A pencil as faint as the shadow that falls across it is beyond this method.
    [(name, 0.85) for name in LIGHTS] + [(name, 0.3) for name in LIGHTS if name != "with a shadow's edge"],
)
def test_find_ink_in_a_photograph(name, ink_darkness):
    found = find_ink(photograph(PHOTOGRAPHED_STROKE, ink_darkness=ink_darkness, light=LIGHTS[name]))
    assert found is not None
    ink = found > 0.5
    assert (ink & PHOTOGRAPHED_STROKE).sum() / (ink | PHOTOGRAPHED_STROKE).sum() > 0.85


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
def test_find_ink_in_a_photograph_of_a_board(light):
    found = find_ink(255 - photograph(PHOTOGRAPHED_STROKE, ink_darkness=0.6, light=light))
    assert found is not None
    ink = found > 0.5
    assert (ink & PHOTOGRAPHED_STROKE).sum() / (ink | PHOTOGRAPHED_STROKE).sum() > 0.85


@pytest.mark.parametrize("name", ["even", "from one side", "with dark corners"])
def test_find_ink_in_a_photograph_of_blank_paper(name):
    blank = np.zeros_like(PHOTOGRAPHED_STROKE)
    assert find_ink(photograph(blank, ink_darkness=0.8, light=LIGHTS[name])) is None


def test_find_ink_leaves_out_what_reaches_in_from_outside():
    light = np.where(ACROSS < 0.08, 0.1, 0.8)  # the table beside the paper
    found = find_ink(photograph(PHOTOGRAPHED_STROKE, ink_darkness=0.8, light=light))
    assert found is not None
    assert not found[:, :20].any()


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.float32),
        np.zeros(784, np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.zeros((28, 28), bool),
    ],
)
def test_find_ink_refuses_other_arrays(picture):
    with pytest.raises(DrawingError, match="picture must be uint8 of shape"):
        find_ink(picture)
