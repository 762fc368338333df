"""Whether one of two set-ups is better by more than the luck of its seeds."""

from collections.abc import Sequence

import streamlit as st

from mnist_core.evaluation.seeds import LEAST, SeedComparison, compare_seeds
from mnist_core.store.run import Run
from mnist_core.training.differences import differing_settings, seed_groups
from pages.components.charts.probability import percent
from pages.components.runs.names import run_name
from pages.components.runs.verdict import SIGNIFICANT
from pages.components.settings.words import setting_label, setting_text
from pages.components.shown_text import as_markdown


def show_seed_test(runs: Sequence[Run]) -> None:
    """Compare two set-ups over their seeds, where two of them were trained with several."""
    groups = repeated(runs)
    if len(groups) < 2:
        return
    names = group_names(groups)
    st.header("Is one set-up really better?")
    places = list(range(len(groups)))
    with st.container(horizontal=True):
        first, second = (
            st.selectbox(
                label,
                places,
                index=index,
                format_func=names.__getitem__,
                key=f"seed_test_{index}_{hash(tuple(names))}",
                help="A set-up and the runs that differ only in their seed.",
            )
            for index, label in enumerate(("One set-up", "The other set-up"))
        )
    if first == second:
        st.markdown("Choose two different set-ups.")
        return
    accuracies = [[run.test_accuracy or 0.0 for run in groups[place]] for place in (first, second)]
    found = compare_seeds(*accuracies)
    st.markdown(seed_verdict(found, *(as_markdown(names[place]) for place in (first, second))))
    st.caption(
        f"Welch's t-test over the test accuracy of {len(accuracies[0])} and {len(accuracies[1])} seeds; by reshuffling "
        f"the results, which supposes no distribution, the chance is {percent(found.permutation_p)}. It tells about "
        "set-ups, McNemar's test about two of their networks."
    )


def repeated(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the groups of measured runs that differ only in their seed, those with several seeds."""
    by_id = {run.id: run for run in runs if run.test_accuracy is not None}
    groups = seed_groups({run_id: run.config for run_id, run in by_id.items()})
    found = [[by_id[run_id] for run_id in ids] for ids in groups]
    return [group for group in found if len({run.config.seed for run in group}) >= LEAST]


def group_names(groups: Sequence[Sequence[Run]]) -> list[str]:
    """Name each group by the settings in which it differs from the others, and how many seeds it has."""
    differing = differing_settings([group[0].config for group in groups])
    differing.pop("seed", None)
    names = []
    for place, group in enumerate(groups):
        settings = [f"{setting_label(name)} {setting_text(name, values[place])}" for name, values in differing.items()]
        what = ", ".join(settings) if 0 < len(settings) <= 3 else run_name(group[0])
        names.append(f"{what} ({len(group)} seeds)")
    return names


def seed_verdict(found: SeedComparison, first: str, second: str) -> str:
    """Say in plain words whether the difference is real; the names are Markdown."""
    better, worse = (first, second) if found.difference > 0 else (second, first)
    low, high = sorted((abs(found.low), abs(found.high)))
    if found.p_value >= SIGNIFICANT:
        return (
            f"On average they differ by {_points(abs(found.difference))}, but if both were equally good, seeds alone "
            f"would make a difference this large {percent(found.p_value)} of the time. **That may be luck**: more "
            "seeds would tell."
        )
    return (
        f"**{better}** reads better than {worse} by {_points(abs(found.difference))} on average, 95% interval "
        f"{_points(low)} to {_points(high)}. If both were equally good, a difference this large would come up only "
        f"{percent(found.p_value)} of the time: **the difference is real**."
    )


def _points(share: float) -> str:
    """Return a difference of shares in percentage points."""
    return f"{100 * share:.2f} percentage points"
