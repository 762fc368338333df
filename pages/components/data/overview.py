"""What is in a data set: images of each class, the average of each, samples, and images that are there twice."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import DataReference
from pages.components.charts.theme import SERIES, new_figure
from pages.components.inline_picture import inline_picture
from pages.components.live_chart import live_chart
from pages.components.shown_text import as_markdown

TILE = 84
SAMPLES = 24
CHART_HEIGHT = 260
LEVELS = 32
BLOCK = 2000


@dataclass(frozen=True, eq=False)
class Overview:
    """What is counted over a whole data set.

    Attributes
    ----------
    train, test : array of int, shape (classes,)
        Images of each class.
    means : array of uint8, shape (classes, pixels)
        The average of the images to learn from.
    levels : array of float, shape (32,)
        Share of their pixels at each level of grey, from paper to ink.
    twice, shared : int
        Images to learn from that are there more than once, and images to test by that are also learned from.
    """

    train: NDArray[np.intp]
    test: NDArray[np.intp]
    means: NDArray[np.uint8]
    levels: NDArray[np.float64]
    twice: int
    shared: int


def overview_of(data: Dataset) -> Overview:
    """Count what is in a data set."""
    classes, train = len(data.class_names), data.train
    means = np.zeros((classes, train.images.shape[1]), np.uint8)
    for label in np.unique(train.labels):
        means[label] = train.images[train.labels == label].mean(axis=0, dtype=np.float32).round()
    counts = np.zeros(256)
    for start in range(0, len(train), BLOCK):
        counts += np.bincount(train.images[start : start + BLOCK].reshape(-1), minlength=256)
    levels = counts.reshape(LEVELS, -1).sum(axis=1) / max(train.images.size, 1)
    known = {image.tobytes() for image in train.images}
    return Overview(
        np.bincount(train.labels, minlength=classes),
        np.bincount(data.test.labels, minlength=classes),
        means,
        levels,
        len(train) - len(known),
        sum(image.tobytes() in known for image in data.test.images),
    )


def show_overview(reference: DataReference, data: Dataset, overview: Overview, *, key: str) -> None:
    """Show a data set: numbers, the balance of its classes, average images, samples and greys."""
    side, names = reference.image_side, data.class_names
    with st.container(horizontal=True):
        st.metric("To learn from", f"{len(data.train):,}", border=True, help="Images that networks are trained on.")
        st.metric("To test by", f"{len(data.test):,}", border=True, help="Images that only measure the result.")
        st.metric("Size", f"{side} × {side}", border=True, help="Pixels of each image, in grey.")
        st.metric("Classes", len(names), border=True, help="What the images may show.")
    if overview.shared or overview.twice:
        st.caption(
            f"{overview.twice:,} images to learn from are copies of others, and {overview.shared:,} images to test by "
            "are also learned from, which flatters the result."
        )
    else:
        st.caption("No image is there twice.")
    if absent := [name for name, count in zip(names, overview.train, strict=True) if not count]:
        listed = ", ".join(absent[:8]) + (" and others" if len(absent) > 8 else "")
        st.info(
            f"{len(absent)} of the {len(names)} classes have no image to learn from: {as_markdown(listed)}. A network "
            "can be trained, and will never read them.",
            icon=":material/info:",
        )
    balance, grey = st.columns(2, gap="large")
    with balance:
        st.markdown("**Images of each class**")
        _bars(list(names), {"to learn from": overview.train, "to test by": overview.test}, key=f"{key}_balance")
    with grey:
        st.markdown("**Greys, from paper to ink**")
        _bars([str(8 * level) for level in range(LEVELS)], {"pixels": overview.levels}, key=f"{key}_greys", log=True)
    st.markdown("**The average of each class**")
    _pictures(overview.means, side, [as_markdown(name) for name in names], "Average image of")
    st.markdown("**Samples**")
    chosen = np.linspace(0, len(data.train) - 1, min(SAMPLES, len(data.train))).astype(np.intp)
    labels = [as_markdown(names[label]) for label in data.train.labels[chosen]]
    _pictures(data.train.images[chosen], side, labels, "Image of")


def _bars(names: list[str], series: dict[str, NDArray[np.number]], *, key: str, log: bool = False) -> None:
    """Draw bars."""
    bars = [
        {"type": "bar", "x": names, "y": values, "name": name, "marker": {"color": SERIES[place]}}
        for place, (name, values) in enumerate(series.items())
    ]
    figure = new_figure(bars, x_title="", y_title="Share of pixels" if log else "Images")
    figure.update_xaxes(type="category")
    if log:
        figure.update_yaxes(type="log")
    largest = max(series, key=lambda name: float(np.max(series[name])))
    at = names[int(np.argmax(series[largest]))]
    live_chart(figure, key=key, height=CHART_HEIGHT, alt=f"Bars of {', '.join(series)}; the highest is at {at}.")


def _pictures(images: NDArray[np.uint8], side: int, labels: list[str], what: str) -> None:
    """Show images in a row, each of its pixels a square."""
    scale = max(1, 2 * TILE // side)
    with st.container(horizontal=True, gap="small"):
        for image, label in zip(images, labels, strict=True):
            picture = Image.fromarray(image.reshape(side, side))
            large = picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)
            with st.container(width=TILE):
                st.image(inline_picture(large), width=TILE, caption=label, alt=f"{what} {label}.")
