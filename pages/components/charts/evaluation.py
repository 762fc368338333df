"""Figures of how well a network reads: pure Plotly, from arrays to figures."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import hex_to_rgb

from mnist_core.data.image import DIGITS
from mnist_core.evaluation.mistakes import confused_pairs
from pages.components.charts.theme import SERIES

ALL_COLOR = hex_to_rgb(SERIES[0])
ERROR_COLOR = (184, 90, 16)
SELECTION_COLOR = SERIES[1]
STRONG = 0.55
"""Above this share of the strongest colour a cell's text is white."""

FEW = 16
"""Up to so many classes there is room for letters of full size."""

LONGEST_TICK = 14


def confusion_figure(
    confusion: NDArray[np.integer],
    *,
    by_row: bool = False,
    errors_only: bool = False,
    selected: tuple[int, int] | None = None,
    class_names: tuple[str, ...] = DIGITS,
) -> go.Figure:
    """Draw the confusion matrix: a row for each class as written, a column for each as read.

    Parameters
    ----------
    confusion : ndarray of int, shape (classes, classes)
        Counts; rows are the true classes, columns the answers.
    by_row : bool
        Write each cell as a share of its row, in percent, rather than as a count.
    errors_only : bool
        Leave the diagonal out and colour by the errors alone; otherwise the colour follows the logarithm of the
        count, so that a handful of errors shows beside a thousand right answers.
    selected : (class, read as), optional
        The cell to frame.
    class_names : tuple of str

    Returns
    -------
    plotly.graph_objects.Figure
        Every cell carries customdata (class, read as, count, share of the row).
    """
    count = len(confusion)
    labels = [shortened(name) for name in class_names]
    share = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    shown = np.where(np.eye(count, dtype=bool), 0, confusion) if errors_only else confusion
    strength = share_of_strongest((shown / np.maximum(confusion.sum(axis=1, keepdims=True), 1)) if by_row else shown)
    if not errors_only:
        strength = np.log1p(1000 * strength) / np.log1p(1000)
    color = "{}, {}, {}".format(*(ERROR_COLOR if errors_only else ALL_COLOR))
    rows, columns = np.indices((count, count))
    figure = go.Figure(
        go.Heatmap(
            name="cells",
            z=strength,
            x=list(range(count)),
            y=list(range(count)),
            zmin=0,
            zmax=1,
            customdata=np.dstack([rows, columns, confusion, share]),
            text=[[f"{row} read as {column}" for column in labels] for row in labels],
            colorscale=[[0, f"rgba({color}, 0.04)"], [1, f"rgba({color}, 1)"]],
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate=("%{text}: %{customdata[2]:,}<br>%{customdata[3]:.1%} of this row<extra></extra>"),
        )
    )
    text = np.vectorize("{:.1f}".format)(100 * share) if by_row else shown.astype(str)
    size = 12 if count <= FEW else 8
    for strong in (False, True):
        # Never an empty text: Plotly keeps its place without a node, and what is written there later is not drawn.
        chosen = ((strength > STRONG) == strong) & (shown > 0)
        figure.add_scatter(
            x=columns[chosen],
            y=rows[chosen],
            text=text[chosen],
            name="strong" if strong else "weak",
            mode="text",
            textfont={"color": "white", "size": size} if strong else {"size": size},
            hoverinfo="skip",
            showlegend=False,
        )
    if selected is not None:
        frame_cell(figure, *selected)
    return matrix_axes(figure, class_names)


def frame_cell(figure: go.Figure, digit: int, read_as: int) -> None:
    """Frame the chosen cell."""
    figure.add_shape(
        type="rect",
        x0=read_as - 0.5,
        x1=read_as + 0.5,
        y0=digit - 0.5,
        y1=digit + 0.5,
        line={"color": SELECTION_COLOR, "width": 3},
    )


def matrix_axes(figure: go.Figure, class_names: tuple[str, ...] = DIGITS) -> go.Figure:
    """Lay the axes of a confusion matrix: true classes downwards, answers across."""
    labels, last = [shortened(name) for name in class_names], len(class_names) - 0.5
    axis = {"tickvals": list(range(len(labels))), "ticktext": labels, "showgrid": False, "zeroline": False}
    axis |= {"fixedrange": True, "range": [-0.5, last]}
    if len(labels) > FEW:
        axis |= {"tickfont": {"size": 9}}
    longest = max(map(len, labels))
    figure.update_xaxes(**axis, side="top", title="Read as", tickangle=-90 if longest > 2 else 0)
    figure.update_yaxes(**axis | {"range": [last, -0.5]}, title="Written as" if class_names == DIGITS else "Is")
    room = 50 + (7 * longest if longest > 2 else 0)
    return figure.update_layout(margin={"l": room, "r": 8, "t": room, "b": 8}, dragmode=False)


def shortened(name: str) -> str:
    """Return a class's name as an axis has room for it, without what a figure would take for markup."""
    text = name if len(name) <= LONGEST_TICK else f"{name[: LONGEST_TICK - 1]}…"
    return text.replace("<", "‹").replace(">", "›")


def confusion_alt(confusion: NDArray[np.integer], class_names: tuple[str, ...] = DIGITS) -> str:
    """Say in one sentence what the matrix shows."""
    right, total = int(np.trace(confusion)), int(confusion.sum())
    worst = confused_pairs(confusion, limit=1, class_names=class_names)
    mistake = f"; the most frequent mistake is {worst[0]}" if worst else ""
    what = "digits" if class_names == DIGITS else "images"
    return f"Confusion matrix: {right:,} of {total:,} {what} read correctly{mistake}."


def share_of_strongest(values: NDArray[np.integer | np.floating]) -> NDArray[np.float64]:
    """Scale to 0–1 by the largest value; all zero where that is zero."""
    return np.asarray(values, dtype=np.float64) / max(float(values.max()), 1e-12)


def difference_figure(
    first: NDArray[np.integer], second: NDArray[np.integer], *, selected: tuple[int, int] | None = None
) -> go.Figure:
    """Draw by how much two confusion matrices differ, cell by cell: second less first.

    Blue cells are those that the second network has more of, orange those that it has fewer of; on the diagonal more
    is better, beside it fewer.
    """
    difference = second - first
    largest = max(int(np.abs(difference).max()), 1)
    rows, columns = np.indices((10, 10))
    warm, cold = "{}, {}, {}".format(*ERROR_COLOR), "{}, {}, {}".format(*ALL_COLOR)
    figure = go.Figure(
        go.Heatmap(
            name="cells",
            z=difference,
            x=list(range(10)),
            y=list(range(10)),
            zmin=-largest,
            zmax=largest,
            customdata=np.dstack([rows, columns, first, second]),
            colorscale=[[0, f"rgba({warm}, 0.9)"], [0.5, f"rgba({cold}, 0.03)"], [1, f"rgba({cold}, 0.9)"]],
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate=(
                "%{customdata[0]} read as %{customdata[1]}<br>%{customdata[2]:,} and %{customdata[3]:,}<extra></extra>"
            ),
        )
    )
    shown = difference != 0
    figure.add_scatter(
        x=columns[shown],
        y=rows[shown],
        text=[f"{value:+d}" for value in difference[shown]],
        mode="text",
        textfont={"size": 12},
        hoverinfo="skip",
        showlegend=False,
        name="differences",
    )
    if selected is not None:
        frame_cell(figure, *selected)
    return matrix_axes(figure)
