import pytest

from pages.components.inside.views.tables import as_html, rounded_number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("unit 7", "unit 7"),
        ("bias $b$", "bias <i>b</i>"),
        ("**$z$, the sum**", "<b><i>z</i>, the sum</b>"),
        (r"$x_i \cdot w_{ij}$", "<i>x</i><sub><i>i</i></sub> · <i>w</i><sub><i>ij</i></sub>"),
        (r"$z_k - \max z$", "<i>z</i><sub><i>k</i></sub> − max <i>z</i>"),
        (r"$\partial L/\partial w$ from `backward`", "∂<i>L</i>/∂<i>w</i> from <code>backward</code>"),
        (rounded_number(3.2e-9), "3.200 · 10<sup>−9</sup>"),
        ("<b>a & b</b>", "&lt;b&gt;a &amp; b&lt;/b&gt;"),
    ],
)
def test_a_cell_is_set_as_html(text: str, shown: str) -> None:
    assert as_html(text) == shown
