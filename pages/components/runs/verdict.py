"""What McNemar's test found, in plain words."""

from mnist_core.evaluation.comparison import McNemarResult
from pages.components.charts.probability import percent

SIGNIFICANT = 0.05


def verdict(result: McNemarResult, first: str, second: str) -> str:
    """Say in plain words what McNemar's test found; the names are Markdown."""
    if not result.only_a + result.only_b:
        return "Both read exactly the same test images correctly, so nothing tells them apart."
    counts = (
        f"{result.only_a:,} test images are read correctly only by **{first}**, {result.only_b:,} only by "
        f"**{second}**. "
    )
    chance = percent(result.p_value)
    if result.p_value >= SIGNIFICANT:
        return (
            f"{counts}If both were equally good, a difference this large would come up {chance} of the time, so these "
            "images do not tell which is better."
        )
    better = first if result.only_a > result.only_b else second
    return (
        f"{counts}If both were equally good, a difference this large would come up only {chance} of the time: "
        f"**{better}** reads better."
    )
