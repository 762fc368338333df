"""What a camera or a scanner makes of digits on paper, made up from a seed.

Digits are written with a pen of any width and colour, or taken from MNIST's test images and enlarged. The paper is
white or coloured, plain, ruled or squared, lies askew, on a desk, in gradient light or in shadows; the sensor adds
noise and JPEG its blocks.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage
from scipy.interpolate import make_interp_spline

from mnist_core.data.pen_habits import SKELETONS

PAPERS = {
    "white": (236, 233, 226),
    "yellow": (250, 222, 92),
    "kraft": (184, 138, 96),
    "pink": (244, 182, 194),
    "green": (178, 224, 178),
    "blue": (170, 200, 236),
    "grey": (190, 190, 192),
}
INKS = {
    "black": (28, 28, 32),
    "blue": (34, 48, 132),
    "red": (170, 28, 36),
    "green": (20, 96, 52),
    "pencil": (96, 96, 100),
}
LINES = {"blue": (166, 192, 232), "grey": (190, 190, 190), "red": (236, 166, 166), "dark": (110, 120, 150)}
DESKS = {"brown": (96, 60, 40), "black": (30, 30, 32), "grey": (120, 122, 126), "wood": (170, 124, 80)}

KINDS = (
    "plain",
    "soft shadow",
    "hard shadow",
    "two shadows",
    "ruled",
    "squared",
    "squared, exported",
    "coloured",
    "desk edge",
    "on a desk",
    "askew",
    "board",
    "transparent margin",
)


@dataclass(frozen=True)
class Photograph:
    """A picture of a digit and what it shows."""

    kind: str
    picture: NDArray[np.uint8]
    label: int | None


def write(label: int, rng: np.random.Generator, *, height: int, width: int, fill: float, pen: float) -> NDArray:
    """Write a digit: coverage, shape (height, width), 0 to 1; `fill` and `pen` are shares of the shorter side."""
    short = min(height, width)
    strokes = _strokes(label, rng)
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = short * fill / (high - low).max()
    room = np.array([width, height]) - (high - low) * scale - short * pen
    place = short * pen / 2 + room * rng.uniform(0.25, 0.75, 2)
    image = Image.new("L", (width * 2, height * 2))
    draw, radius = ImageDraw.Draw(image), short * pen
    for stroke in strokes:
        path = [tuple(point) for point in ((stroke - low) * scale + place) * 2]
        draw.line(path, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in path:
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return np.asarray(image.resize((width, height), Image.Resampling.BOX)) / 255


def _strokes(label: int, rng: np.random.Generator) -> list[NDArray]:
    """Return a digit's strokes as points, slightly bent and slanted."""
    skeleton = str(rng.choice(SKELETONS[label]))
    slant, turn = rng.uniform(-0.2, 0.25), rng.uniform(-0.08, 0.08)
    warp = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn) - slant, np.cos(turn)]]) * [rng.uniform(0.75, 1), 1]
    strokes = []
    for text in skeleton.split("/"):
        points = np.array([[float(value) for value in point.split(",")] for point in text.split()])
        parts, start = [], 0
        corners = [i for i in range(1, len(points)) if (points[i] == points[i - 1]).all()]
        for end in [*corners, len(points)]:
            part, start = points[start:end], end
            if len(part) > 1:
                along = np.append(0, np.cumsum(np.hypot(*np.diff(part, axis=0).T)))
                curve = make_interp_spline(along, part, k=2 if len(part) > 2 else 1)
                parts.append(curve(np.linspace(0, along[-1], 40)))
        strokes.append(np.concatenate(parts) @ warp)
    return strokes


def enlarge(image: NDArray[np.uint8], *, height: int, width: int, fill: float) -> NDArray:
    """Return MNIST's 28 × 28 pixels as smooth strokes on a sheet: coverage, shape (height, width), 0 to 1."""
    side = int(min(height, width) * fill * 1.4)
    large = np.asarray(Image.fromarray(image.reshape(28, 28)).resize((side, side), Image.Resampling.BICUBIC)) / 255
    large = np.clip((large - 0.35) / 0.2, 0, 1)
    rows, columns = (np.flatnonzero(large.any(axis=axis)) for axis in (1, 0))
    large = large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    sheet = np.zeros((height, width))
    top, left = (height - large.shape[0]) // 2, (width - large.shape[1]) // 2
    sheet[top : top + large.shape[0], left : left + large.shape[1]] = large
    return sheet


def shadow(shape: tuple[int, int], rng: np.random.Generator, *, soft: float) -> NDArray:
    """Return the light that a shadow with a straight edge somewhere near the middle lets through."""
    height, width = shape
    y, x = np.indices(shape)
    angle = rng.uniform(0, 2 * np.pi)
    along = (x - width * rng.uniform(0.3, 0.7)) * np.cos(angle) + (y - height * rng.uniform(0.3, 0.7)) * np.sin(angle)
    depth = rng.uniform(0.25, 0.6)
    return 1 - depth / (1 + np.exp(-np.clip(along / max(soft * width, 0.3), -50, 50)))


def lines(shape: tuple[int, int], rng: np.random.Generator, *, pitch: float, askew: float, squared: bool) -> NDArray:
    """Return the coverage of ruled or squared lines."""
    y, x = np.indices(shape).astype(float)
    thick, phase = rng.uniform(1, 2.5), rng.uniform(0, pitch, 2)
    turned = (y * np.cos(askew) + x * np.sin(askew), x * np.cos(askew) - y * np.sin(askew))
    cover = np.zeros(shape)
    for across, start in zip(turned[: 2 if squared else 1], phase, strict=False):
        away = np.abs((across - start + pitch / 2) % pitch - pitch / 2)
        cover = np.maximum(cover, np.clip((thick + 1) / 2 - away, 0, 1))
    return cover


def photograph(kind: str, rng: np.random.Generator, digit: tuple[NDArray, int] | None = None) -> Photograph:
    """Make up one picture of a kind; `digit` is an MNIST image with its label, None for a written one."""
    height, width = [(400, 400), (600, 800), (480, 640), (500, 400)][rng.integers(4)]
    fill = rng.uniform(0.45, 0.75)
    if digit is None:
        label = int(rng.integers(10))
        cover = write(label, rng, height=height, width=width, fill=fill, pen=float(rng.choice([0.008, 0.02, 0.05])))
    else:
        label = digit[1]
        cover = enlarge(digit[0], height=height, width=width, fill=fill)
    return Photograph(kind, paint(kind, cover, rng), label)


def blank(kind: str, rng: np.random.Generator) -> Photograph:
    """Make up one picture of a kind with nothing written on the paper."""
    height, width = [(400, 400), (600, 800), (480, 640), (500, 400)][rng.integers(4)]
    return Photograph(kind, paint(kind, np.zeros((height, width)), rng), None)


def paint(kind: str, cover: NDArray, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lay ink of this coverage onto paper of a kind, light it and take its picture."""
    height, width = shape = cover.shape
    clean = kind in ("squared, exported", "transparent margin")
    paper = PAPERS[str(rng.choice(list(PAPERS)))] if kind == "coloured" else (255,) * 3 if clean else PAPERS["white"]
    ink = INKS[str(rng.choice(list(INKS)[: 4 if kind in ("coloured", "ruled", "squared") else 5]))]
    sheet = np.ones((height, width, 3)) * paper
    if kind in ("ruled", "squared", "squared, exported"):
        pitch, askew = rng.uniform(0.05, 0.16) * height, 0 if clean else rng.uniform(-0.05, 0.05)
        ruled = lines(shape, rng, pitch=pitch, askew=askew, squared=kind != "ruled")[..., None]
        sheet = sheet * (1 - ruled) + ruled * LINES[str(rng.choice(list(LINES)))]
    if kind == "board":
        sheet[:] = [(40, 66, 52), (30, 30, 32), (36, 40, 60)][rng.integers(3)]
        ink = [(226, 226, 220), (240, 220, 130)][rng.integers(2)]
    sheet = sheet * (1 - cover[..., None]) + cover[..., None] * np.array(ink)
    y, x = np.indices(shape) / max(shape)
    if kind in ("desk edge", "on a desk", "askew"):
        sheet = _on_desk(kind, sheet, rng)
    if kind == "transparent margin":
        return _with_margin(sheet.round().astype(np.uint8), rng)
    if clean:
        return sheet.round().astype(np.uint8)
    angle = rng.uniform(0, 2 * np.pi)
    light = 0.95 - rng.uniform(0.1, 0.4) * ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + 0.5)
    if "shadow" in kind:
        for _ in range(2 if kind == "two shadows" else 1):
            light *= shadow(shape, rng, soft=rng.uniform(0.01, 0.08) if kind == "soft shadow" else 0)
    picture = ndimage.gaussian_filter(sheet * light[..., None], (rng.uniform(0.3, 1), rng.uniform(0.3, 1), 0))
    noisy = picture + rng.normal(0, rng.uniform(1, 6), picture.shape)
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=int(rng.integers(60, 95)))
    return np.asarray(Image.open(buffer).convert("RGB"))


def _on_desk(kind: str, sheet: NDArray, rng: np.random.Generator) -> NDArray:
    """Show the desk at one side of the sheet, or all around it, the sheet a little turned."""
    height, width, _ = sheet.shape
    desk = np.ones_like(sheet) * DESKS[str(rng.choice(list(DESKS)))]
    desk *= 1 + 0.06 * ndimage.gaussian_filter(rng.normal(0, 1, (height, width, 1)), (0.5, 12, 0)) * 3
    angle = np.radians(rng.uniform(-5, 5))
    y, x = np.indices((height, width)).astype(float)
    v, u = y - height / 2, x - width / 2
    down, across = v * np.cos(angle) + u * np.sin(angle), u * np.cos(angle) - v * np.sin(angle)
    if kind == "desk edge":
        side, share = rng.integers(4), rng.uniform(0.36, 0.44)
        inside = (across, -across, down, -down)[side] > -share * (width, width, height, height)[side]
        return np.where(inside[..., None], sheet, desk)
    shrunk = rng.uniform(0.6, 0.85)
    places = [down / shrunk + height / 2, across / shrunk + width / 2]
    turned = np.stack([ndimage.map_coordinates(sheet[..., c], places, order=1, mode="nearest") for c in range(3)], -1)
    inside = (np.abs(down) < shrunk * height / 2) & (np.abs(across) < shrunk * width / 2)
    return np.where(inside[..., None], turned, desk)


def _with_margin(sheet: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Put the sheet, its corners rounded, into a larger transparent picture."""
    height, width, _ = sheet.shape
    margin = int(rng.uniform(0.03, 0.12) * width)
    picture = np.zeros((height + 2 * margin, width + 2 * margin, 4), np.uint8)
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, width - 1, height - 1], int(rng.uniform(0, 0.1) * width), fill=255)
    inside = np.s_[margin : margin + height, margin : margin + width]
    picture[inside] = np.dstack([sheet, np.asarray(mask)])
    return picture
