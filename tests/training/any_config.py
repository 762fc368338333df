"""Any configuration at all, as a strategy of Hypothesis."""

import math
from typing import Any

from hypothesis import strategies as st

from mnist_core.training.config import TrainingConfig, setting_choices, setting_range


def _values(name: str, default: Any) -> st.SearchStrategy[Any]:
    """Return the values that a setting may have."""
    if isinstance(default, bool):
        return st.booleans()
    if isinstance(default, tuple):
        return st.lists(st.integers(1, 300), max_size=4).map(tuple)
    if name == "data":
        return st.just(default)
    if choices := setting_choices(name):
        return st.sampled_from(choices)
    low, high, high_open = setting_range(name)
    if isinstance(default, int):
        return st.integers(int(low), int(high))
    above = name in ("learning_rate", "epsilon", "decay_factor")
    return st.floats(low, 1e6 if math.isinf(high) else high, exclude_min=above, exclude_max=high_open)


CONFIGS = st.fixed_dictionaries({name: _values(name, value) for name, value in TrainingConfig().flat().items()}).map(
    lambda settings: TrainingConfig().with_changes(**settings)
)
