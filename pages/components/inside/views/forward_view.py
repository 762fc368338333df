"""The way forward as arithmetic: what one unit adds up, what its activation makes of it, and at the end the answer."""

from decimal import Decimal

import streamlit as st

from mnist_core.data.image import DIGITS
from mnist_core.explanation.contributions import forward_sum
from mnist_core.explanation.softmax_table import loss_sum, softmax_table
from mnist_core.explanation.trace import LayerTrace, Trace
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.layers import BatchNorm, Dense
from mnist_core.nn.losses import SoftmaxCrossEntropy
from pages.components.inside.units import Unit, unit_names, unit_title
from pages.components.inside.views.source_view import show_source
from pages.components.inside.views.tables import number, rounded_number, show_sum, show_table
from pages.components.shown_text import as_markdown

SUM_HELP = (
    "$x_i$: what comes in, a pixel or the output $a_i$ of a unit before. $w_{ij}$: the weight of the connection from "
    "there to this unit $j$. $b_j$: its bias. $z_j$: their sum."
)
ACTIVATION_FORMULAS = {
    "relu": r"a = \max(z, 0)",
    "leaky_relu": r"a = \max(z,\ 0.01\,z)",
    "sigmoid": r"a = \dfrac{1}{1 + e^{-z}}",
    "tanh": r"a = \tanh z",
}
ACTIVE_LINES = {"relu": "np.maximum(x, 0", "leaky_relu": "np.maximum(x, np", "sigmoid": "np.tanh", "tanh": "np.tanh"}


def show_forward(trace: Trace, unit: Unit) -> None:
    """Show how the chosen unit comes to its number, beside the code that computed it."""
    layer, place = unit
    st.header(unit_title(trace, unit))
    if layer == 0:
        st.markdown(
            f"A pixel adds nothing up: its ink, from 0 to 1, is **{rounded_number(float(trace.pixels[place]))}**, and "
            "it goes into every unit of the next layer. Choose a unit there to see its sum."
        )
        return
    found = trace.layers[layer - 1]
    sums, code = st.columns([1, 1], gap="large")
    with sums:
        st.markdown(r"$\displaystyle z_j = \sum_i x_i\, w_{ij} + b_j$", help=SUM_HELP)
        show_sum(
            forward_sum(found, place),
            ("from", "$x_i$", "$w_{ij}$", r"$x_i \cdot w_{ij}$"),
            unit_names(trace, layer - 1),
            others="pixels" if layer == 1 else "units",
            total="$z$, the sum",
        )
    with code:
        show_source(Dense.forward, "affine(")
        if layer < len(trace.layers):
            _show_activation(found, place)
    if layer == len(trace.layers):
        _show_answer(trace)


def _show_activation(layer: LayerTrace, unit: int) -> None:
    """Show what becomes of the sum before it is passed on."""
    z, a = float(layer.z[unit]), float(layer.outputs[unit])
    if layer.normalised is not None:
        shifted = float(layer.normalised[unit])
        st.markdown(
            f"BatchNorm moves and scales the sum, with averages it kept from training, to **{rounded_number(shifted)}**"
            f" (before: {rounded_number(z)}).",
            help="Outside training it is a fixed straight line for each unit, so that one image does not depend on "
            "others.",
        )
        show_source(BatchNorm.forward, "self.gain / deviation")
        z = shifted
    st.markdown(
        f"${ACTIVATION_FORMULAS[layer.activation]}$: from {rounded_number(z)} it makes **{rounded_number(a)}**, which "
        "goes on to the next layer." + (" It is silent: it passes nothing on." if a == 0 else ""),
        help="The activation, the bend without which any number of layers would be worth one. $z$: the sum. $a$: what "
        "the unit passes on.",
    )
    show_source(ACTIVATIONS[layer.activation].forward, ACTIVE_LINES[layer.activation])


def _show_answer(trace: Trace) -> None:
    """Show how the logits become probabilities and the loss."""
    what = "digit" if trace.class_names == DIGITS else "class"
    shares, loss = st.columns([1, 1], gap="large")
    with shares:
        st.markdown(
            r"$p_k = \dfrac{e^{z_k}}{\sum_j e^{z_j}}$",
            help="Softmax: $z_k$ is the logit of class $k$, and $p_k$ its probability. Taking the largest logit from "
            "all of them first changes nothing, and keeps the numbers small.",
        )
        table = softmax_table(trace)
        rows = [
            [
                as_markdown(trace.class_names[row.digit]),
                number(row.logit),
                number(row.shifted),
                number(row.exponential),
                f"{number(row.share)}\u00a0%",
            ]
            for row in table
        ]
        total = sum((row.share for row in table), Decimal(0))
        rows.append(["**all**", "", "", "", f"**{number(total)}\u00a0%**"])
        show_table([what, "logit $z_k$", r"$z_k - \max z$", "exp of that", "share $p_k$"], rows)
    with loss:
        found = loss_sum(trace)
        st.markdown(
            r"$\displaystyle L = -\sum_k t_k \ln p_k$",
            help="The loss, in nats: how surprised the network is by the truth. $t_k$: the target, 1 for the true "
            "class and 0 for the others; label smoothing takes a little from the true one and gives it to all.",
        )
        show_table(
            [what, "target $t_k$", r"$-\ln p_k$", "product"],
            [
                *(
                    [
                        as_markdown(trace.class_names[term.index]),
                        rounded_number(term.value),
                        rounded_number(term.factor),
                        number(term.shown),
                    ]
                    for term in found.terms
                    if term.value
                ),
                *([["lost in rounding", "", "", number(found.rest)]] if found.rest else []),
                ["**loss $L$**", "", "", f"**{number(found.total)}**"],
            ],
        )
        show_source(SoftmaxCrossEntropy.__call__, "loss = ")
