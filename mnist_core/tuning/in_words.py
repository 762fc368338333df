"""What the best trials of a study have in common and what differs among them, in words."""

from collections.abc import Callable, Sequence
from math import log
from typing import Any

from mnist_core.store.study import Trial
from mnist_core.tuning.endings import best_first
from mnist_core.tuning.plan import StudyPlan

BEST = 10
_NARROW = 0.25
"""A range of the best that spans no more than this share of what was searched is called narrow."""


def in_words(
    plan: StudyPlan, trials: Sequence[Trial], *, label: Callable[[str], str], text: Callable[[str, Any], str]
) -> list[str]:
    """Return a sentence for each searched setting on what the ten best trials say of it; none of fewer than three.

    Parameters
    ----------
    plan : StudyPlan
    trials : sequence of Trial
    label, text : callable
        How a setting, and a value of it, are called.
    """
    best = best_first(plan, trials)[:BEST]
    if len(best) < 3:
        return []
    return [_sentence(plan, each.name, best, label=label, text=text) for each in plan.space.searched]


def _sentence(
    plan: StudyPlan, name: str, best: Sequence[Trial], *, label: Callable[[str], str], text: Callable[[str, Any], str]
) -> str:
    """Say what the best trials say of one setting."""
    searched, values = plan.space[name], [trial.params[name] for trial in best]
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return f"{label(name)} is {text(name, values[0])} in all of them."
    if searched.values:
        counts = sorted(((values.count(value), text(name, value)) for value in distinct), reverse=True)
        most, first = counts[0]
        if most >= 0.7 * len(values):
            return f"{label(name)} is {first} in {most} of the {len(values)}."
        return f"{label(name)} differs: " + ", ".join(f"{value} in {count}" for count, value in counts) + "."
    low, high = min(values), max(values)
    if searched.log:
        share = log(high / low) / log(searched.high / searched.low)
    else:
        share = (high - low) / (searched.high - searched.low)
    whole = f"{text(name, searched.low)} to {text(name, searched.high)} searched"
    span = f"from {text(name, low)} to {text(name, high)}"
    if share <= _NARROW:
        return f"{label(name)} lies close together, {span}, of {whole}."
    if share >= 0.75:
        return f"{label(name)} is anywhere {span}: it hardly matters, or few trials were made."
    return f"{label(name)} runs {span}, of {whole}."
