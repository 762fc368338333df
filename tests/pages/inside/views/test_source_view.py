import pytest

from mnist_core.nn.activations import ACTIVATIONS
from mnist_core.nn.layers import BatchNorm, Dense
from mnist_core.nn.losses import SoftmaxCrossEntropy
from pages.components.inside.views.backward_view import SLOPES
from pages.components.inside.views.forward_view import ACTIVE_LINES
from pages.components.inside.views.source_view import source_lines

MARKED = [
    (Dense.forward, "affine("),
    (BatchNorm.forward, "self.gain / deviation"),
    (SoftmaxCrossEntropy.__call__, "loss = "),
    (SoftmaxCrossEntropy.__call__, "np.subtract(p, targets"),
    (Dense.backward, "grad_x = add_product("),
    (Dense.backward, "gradients.add_product("),
    *((ACTIVATIONS[name].forward, ACTIVE_LINES[name]) for name in ACTIVATIONS),
    *((ACTIVATIONS[name].backward, SLOPES[name][1]) for name in ACTIVATIONS),
]


@pytest.mark.parametrize(("function", "active"), MARKED, ids=lambda value: getattr(value, "__qualname__", None))
def test_one_line_of_each_shown_function_is_at_work(function, active):
    assert sum(active in line for line in source_lines(function)) == 1


def test_the_code_is_shown_without_its_docstring_and_flush_left():
    lines = source_lines(Dense.forward)
    assert lines[0].startswith("def forward(")
    assert not any('"""' in line for line in lines)
