"""A weight's gradient checked: move the weight a little both ways, and see whether the loss moves as promised."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.explanation.finite_difference import STEPS, WeightCheck, check_steps
from mnist_core.explanation.trace import Trace
from mnist_core.nn.network import NeuralNetwork
from pages.components.charts.explanation import check_chart
from pages.components.choice import choose_one
from pages.components.inside.subject import Subject
from pages.components.inside.units import Unit, unit_names, unit_title
from pages.components.inside.views.tables import rounded_number, show_table
from pages.components.live_chart import live_chart

TYPES = ("float64", "float32")
FIRST_STEP = 8
"""Which of the steps is shown at first: 1e-4."""

BIAS = -1
CHART_HEIGHT = 340


def show_check(subject: Subject, trace: Trace, unit: Unit) -> None:
    """Show the finite difference of one of the chosen unit's weights beside the gradient that `backward` found."""
    layer, place = unit
    if layer == 0:
        st.info("A pixel has no weights of its own: choose a unit of a later layer.")
        return
    st.header(unit_title(trace, unit))
    numbers, chart = st.columns([1, 1], gap="large")
    with numbers:
        weight = _choose_weight(trace, unit)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            step = st.select_slider(
                "h, the little move",
                STEPS,
                value=STEPS[FIRST_STEP],
                format_func=lambda value: f"{value:.1e}",
                key="inside_h",
                persist_state="session",
                help="By how much the weight is moved up and down. Too large, and the loss curves away from its "
                "tangent; too small, and the two losses agree in all digits that the computer keeps.",
            )
            name = choose_one(
                "Computed in",
                TYPES,
                key="inside_check_type",
                help="float64 keeps 16 digits, float32 keeps 7: see how much sooner float32 drowns in rounding.",
            )
        row = None if weight == BIAS else weight
        checks = {
            each: checked_steps(
                subject.key, subject.pixels, subject.label, (layer - 1, row, place), each, subject.smoothing,
                subject.network,
            )
            for each in TYPES
        }  # fmt: skip
        _show_numbers(next(check for check in checks[name] if check.step == step))
    with chart:
        drawn = check_chart(checks, step)
        live_chart(drawn.figure, key="inside_check", height=CHART_HEIGHT, alt=drawn.alt)


@st.cache_resource(max_entries=64, show_spinner=False)
def checked_steps(
    key: tuple[Any, ...],
    pixels: bytes,
    label: int,
    place: tuple[int, int | None, int],
    dtype: str,
    label_smoothing: float,
    _network: NeuralNetwork,
) -> tuple[WeightCheck, ...]:
    """Check one weight at every step once."""
    image = np.frombuffer(pixels, np.uint8)
    return check_steps(_network, image, label, place, dtype=dtype, label_smoothing=label_smoothing)


def _choose_weight(trace: Trace, unit: Unit) -> int:
    """Offer the unit's weights, those with the largest gradients first, and its bias; return the input's number."""
    layer, place = unit
    gradients = trace.layers[layer - 1].grad_weight
    assert gradients is not None
    order = np.argsort(-np.abs(gradients[:, place]), kind="stable").tolist()
    names = unit_names(trace, layer - 1)
    return int(
        st.selectbox(
            "Weight from",
            [*order, BIAS],
            format_func=lambda weight: "the bias" if weight == BIAS else names[weight],
            key=f"inside_weight_{layer}_{place}",
            help="Which of this unit's weights to move; those with the largest gradients come first.",
        )
    )


def _show_numbers(check: WeightCheck) -> None:
    """Show the two losses, their difference over 2h, and the gradient beside it."""
    st.markdown(
        r"$\dfrac{L(w + h) - L(w - h)}{2h} \approx \dfrac{\partial L}{\partial w}$",
        help="$L$: the loss of this digit. $w$: the weight. $h$: the little move. As $h$ shrinks, the left side comes "
        "closer to the slope of the loss, until rounding spoils it.",
    )
    rows = [
        ["weight $w$", rounded_number(check.weight, 6)],
        ["loss at $w + h$", f"{check.loss_above:.12f}"],
        ["loss at $w - h$", f"{check.loss_below:.12f}"],
        ["their difference over $2h$", f"**{rounded_number(check.numerical, 8)}**"],
        [r"$\partial L/\partial w$ from `backward`", f"**{rounded_number(check.analytic, 8)}**"],
        ["relative error", rounded_number(check.relative_error, 2)],
    ]
    show_table(["what", "value"], rows)
    if check.analytic == 0:
        st.caption(
            "Both are zero where the input or the unit is silent: moving this weight changes nothing for this digit."
        )
