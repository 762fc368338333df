"""The way back as arithmetic: where a unit's gradient comes from, and what it asks of the unit's weights."""

import numpy as np
import streamlit as st

from mnist_core.explanation.contributions import AddableSum, addable, backward_sum
from mnist_core.explanation.slopes import activation_slope
from mnist_core.explanation.trace import LayerTrace, Trace
from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.layers import Dense
from mnist_core.nn.losses import SoftmaxCrossEntropy
from pages.components.inside.units import Unit, class_said, unit_names, unit_title
from pages.components.inside.views.source_view import show_source
from pages.components.inside.views.tables import number, rounded_number, show_sum, show_table
from pages.components.shown_text import as_markdown

SLOPES = {
    "relu": (r"\partial a/\partial z = 1 \text{ where } z > 0 \text{, else } 0", "grad *= derivative"),
    "leaky_relu": (r"\partial a/\partial z = 1 \text{ where } z > 0 \text{, else } 0.01", "grad *="),
    "sigmoid": (r"\partial a/\partial z = a\,(1 - a)", "grad *= derivative"),
    "tanh": (r"\partial a/\partial z = 1 - a^2", "grad *="),
}
SHOWN_WEIGHTS = 5
GRADIENT_HELP = (
    r"$\partial L/\partial x$: by how much the loss $L$ grows for each little bit that $x$ grows. $z_k$: the sum of "
    "unit $k$ in the next layer. $w_{jk}$: the weight from this unit $j$ to it. The chain rule adds up all ways by "
    "which $a_j$ acts on the loss."
)


def show_backward(trace: Trace, unit: Unit) -> None:
    """Show how the chosen unit's gradient comes about, beside the code that computed it."""
    layer, place = unit
    st.header(unit_title(trace, unit))
    sums, code = st.columns([1, 1], gap="large")
    if layer == len(trace.layers):
        with sums:
            _show_error(trace, place)
            _show_weight_gradients(trace, unit)
        with code:
            show_source(SoftmaxCrossEntropy.__call__, "np.subtract(p, targets")
            show_source(Dense.backward, "gradients.add_product(")
        return
    with sums:
        name = "a_j" if layer else "x_j"
        gradient = rf"\dfrac{{\partial L}}{{\partial {name}}}"
        st.markdown(
            rf"${gradient} = \displaystyle\sum_k \dfrac{{\partial L}}{{\partial z_k}}\, w_{{jk}}$",
            help=GRADIENT_HELP,
        )
        show_sum(
            _sum_over_next(trace, unit),
            ("from", r"$\partial L/\partial z_k$", "$w_{jk}$", "product"),
            unit_names(trace, layer + 1),
            others="units",
            total=rf"$\partial L/\partial {name}$, the sum",
        )
        if layer:
            _show_passage(trace.layers[layer - 1], place)
            _show_weight_gradients(trace, unit)
        else:
            st.markdown(
                "A pixel cannot be learned, so training stops one step before; here you see which ink would make the "
                "loss larger."
            )
    with code:
        show_source(Dense.backward, "grad_x = add_product(")
        if layer:
            show_source(ACTIVATIONS[trace.layers[layer - 1].activation].backward, SLOPES[_name(trace, layer)][1])
            show_source(Dense.backward, "gradients.add_product(")


def _sum_over_next(trace: Trace, unit: Unit) -> AddableSum:
    """Return the sum of what the next layer's units send back to a unit, or to a pixel."""
    layer, place = unit
    if layer:
        return backward_sum(trace, layer - 1, place)
    first = trace.layers[0]
    assert first.grad_z is not None
    assert first.grad_inputs is not None
    return addable(first.grad_z, first.weight[place], first.grad_inputs[place])


def _show_error(trace: Trace, digit: int) -> None:
    """Show p − t, with which the way back begins."""
    found = backward_sum(trace, len(trace.layers) - 1, digit)
    st.markdown(
        r"$\dfrac{\partial L}{\partial z_k} = p_k - t_k$",
        help="Softmax and the loss together have this short gradient: the probability $p_k$ less what it should have "
        "been, the target $t_k$. Label smoothing takes a little from the true class's target and gives it to all.",
    )
    names = {1.0: "probability $p_k$", -1.0: "target $t_k$, taken away"}
    rows = [[names[term.factor], number(term.shown)] for term in sorted(found.terms, key=lambda term: -term.factor)]
    if found.rest:
        rows.append(["lost in rounding", number(found.rest)])
    rows.append([r"**$\partial L/\partial z_k$**", f"**{number(found.total)}**"])
    show_table(["part", as_markdown(class_said(trace, digit))], rows)


def _show_passage(layer: LayerTrace, unit: int) -> None:
    """Show what the activation, and BatchNorm if there is one, let through."""
    assert layer.grad_outputs is not None
    assert layer.grad_z is not None
    slope = activation_slope(layer, unit)
    into = layer.grad_z if layer.grad_normalised is None else layer.grad_normalised
    st.markdown(
        f"The activation lets through **{rounded_number(slope)}** of it (${SLOPES[layer.activation][0]}$): "
        f"{rounded_number(float(layer.grad_outputs[unit]))} × {rounded_number(slope)} = "
        f"**{rounded_number(float(into[unit]))}**."
        + ("" if slope else " The unit is silent, so nothing passes, and this image teaches it nothing."),
        help="The slope of the activation at this unit's sum: where it is flat, changing the sum changes nothing after "
        "it.",
    )
    if layer.grad_normalised is not None:
        st.markdown(
            f"BatchNorm is a straight line here and scales it by its slope, to **"
            f"{rounded_number(float(layer.grad_z[unit]))}**. Dropout silences units only while training, so it plays "
            "no part."
        )


def _show_weight_gradients(trace: Trace, unit: Unit) -> None:
    """Show what the unit's gradient asks of its weights and its bias."""
    layer, place = unit
    found = trace.layers[layer - 1]
    assert found.grad_weight is not None
    assert found.grad_z is not None
    gradients = found.grad_weight[:, place]
    strongest = np.argsort(-np.abs(gradients), kind="stable")[:SHOWN_WEIGHTS]
    names = unit_names(trace, layer - 1)
    st.markdown(
        r"$\dfrac{\partial L}{\partial w_{ij}} = x_i\, \dfrac{\partial L}{\partial z_j}, \qquad "
        r"\dfrac{\partial L}{\partial b_j} = \dfrac{\partial L}{\partial z_j}$",
        help="What a weight carries times the gradient of the sum it goes into. An update subtracts the learning rate "
        "times this from the weight.",
    )
    slope = rounded_number(float(found.grad_z[place]))
    rows = [
        [names[i], rounded_number(float(found.inputs[i])), slope, rounded_number(float(gradients[i]))]
        for i in strongest.tolist()
        if gradients[i]
    ]
    rows.append(["bias $b$", "1", slope, slope])
    show_table(["weight from", "$x_i$", r"$\partial L/\partial z_j$", r"$\partial L/\partial w_{ij}$"], rows)


def _name(trace: Trace, layer: int) -> str:
    """Return the name of a hidden layer's activation."""
    return trace.layers[layer - 1].activation
