"""Would the network hold on worse pictures? Accuracy by corruption and strength, networks side by side."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.corruptions import CORRUPTIONS, NAMES, Corruption, corrupt
from mnist_core.evaluation.robustness import generator_of
from mnist_core.explanation.saliency import loss_gradients
from mnist_core.store.run import Run
from pages.components.charts.probability import percent
from pages.components.charts.robustness import robustness_figure
from pages.components.choice import choose_one
from pages.components.evaluation.address import CORRUPTION, ask, asked
from pages.components.evaluation.jobs_view import job_result
from pages.components.evaluation.same_data import runs_of_digits
from pages.components.evaluation.subject import Subject
from pages.components.inline_picture import pixelated
from pages.components.live_chart import live_chart
from pages.components.networks import cached_network, checkpoint_key, network_digest
from pages.components.runs.names import run_label, run_name
from pages.components.shown_text import as_markdown
from pages.components.state import get_mnist

BESIDE, CHOICE, LEVEL, EXAMPLE = "robustness_beside", "corruption_choice", "corruption_level", "corruption_example"
MOST_BESIDE = 3
HEIGHT = 380


def show_robustness(subject: Subject) -> None:
    """Show how the network, and others beside it, do on worse pictures; what is not known is computed by a job."""
    runs = [subject.run, *_choose_beside(subject.run)]
    accuracy: dict[str, NDArray[np.floating]] = {}
    for run in runs:
        try:
            digest = network_digest(checkpoint_key(run))
        except MnistCoreError as error:
            st.error(f"{as_markdown(run_name(run))} cannot be used: {as_markdown(str(error))}.")
            continue
        label = f"Measure {as_markdown(run_name(run))}" if run is subject.run else ""
        result = job_result("robustness", {"network": digest}, {"run": run.id}, run=run, ask_first=label)
        if result is not None:
            accuracy[run_name(run)] = result["correct"] / int(result["count"])
    corruption = _choose_corruption()
    _show_one([checkpoint_key(run) for run in runs], [run_name(run) for run in runs], corruption, accuracy)
    if accuracy:
        _show_table(accuracy)


@st.fragment
def _show_one(
    keys: list[tuple[Any, ...]], names: list[str], corruption: Corruption, accuracy: dict[str, NDArray[np.floating]]
) -> None:
    """Show one example that moves with the strength, beside the accuracies."""
    example_column, chart_column = st.columns([1, 2], gap="large")
    test = get_mnist().test
    with example_column:
        level = st.slider(
            "Strength",
            0,
            len(corruption.strengths) - 1,
            2,
            key=LEVEL,
            persist_state="session",
            help=f"0 leaves the picture as it is. Counted in: {corruption.unit}.",
        )
        place = int(
            st.number_input(
                "Test image",
                0,
                len(test) - 1,
                0,
                key=EXAMPLE,
                persist_state="session",
                help="The example, by its place among the test images.",
            )
        )
        shown = example(keys[0], corruption.name, level, place)
        st.image(
            pixelated(shown / 255),
            width="stretch",
            alt=f"Test image {place} with {corruption.name} of strength {level}.",
        )
        st.caption(
            f"Labelled {test.labels[place]}. "
            + " ".join(
                f"{as_markdown(name)} reads {_answer(key, shown)}." for key, name in zip(keys, names, strict=True)
            )
        )
    with chart_column:
        if not accuracy:
            st.info("How many of all test images are read under it is not measured yet.", icon=":material/calculate:")
            return
        row = NAMES.index(corruption.name)
        of_this = {name: values[row] for name, values in accuracy.items()}
        told = ", ".join(f"{name} {values[level]:.2%}" for name, values in of_this.items())
        st.markdown(f"At strength {level} ({corruption.strengths[level]:g}): **{as_markdown(told)}**")
        live_chart(
            robustness_figure(corruption, of_this, level=level),
            key="robustness",
            height=HEIGHT,
            alt=f"Accuracy against the strength of {corruption.name}; at strength {level}: {told}.",
        )


def _show_table(accuracy: dict[str, NDArray[np.floating]]) -> None:
    """Show every number, a row for each corruption and network."""
    rows = [
        {"Corruption": corruption.name.capitalize(), "Network": name}
        | {str(level): 100 * float(values[number, level]) for level in range(values.shape[1])}
        for number, corruption in enumerate(CORRUPTIONS)
        for name, values in accuracy.items()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={
            str(level): st.column_config.NumberColumn(
                f"Strength {level}", format="%.2f%%", help="Share of the test images that are read correctly."
            )
            for level in range(len(CORRUPTIONS[0].strengths))
        },
        alt="Accuracy by corruption, network and strength.",
    )


def example(key: tuple[Any, ...], name: str, level: int, place: int) -> NDArray[np.uint8]:
    """Return one test image made worse, shape (784,)."""
    test = get_mnist().test
    one = test.images[place : place + 1]
    labels = test.labels[place : place + 1]
    rng = generator_of(name, 1)  # the same turn and the same noise at every strength
    network = cached_network(key)
    return corrupt(one, name, level, rng=rng, ascent=lambda images: loss_gradients(network, images, labels)).ravel()


def _answer(key: tuple[Any, ...], image: NDArray[np.uint8]) -> str:
    try:
        probabilities = cached_network(key).predict_proba(image)[0]
    except MnistCoreError:
        return "nothing"
    return f"{int(probabilities.argmax())}, {percent(float(probabilities.max()))} sure"


def _choose_corruption() -> Corruption:
    """Offer the corruptions; return the chosen one."""
    names = [name.capitalize() for name in NAMES]
    wanted = (asked(CORRUPTION) or "").replace("-", " ").capitalize()
    st.session_state[CHOICE] = wanted if wanted in names else names[0]
    chosen = choose_one(
        "Corruption",
        names,
        key=CHOICE,
        on_change=lambda: ask(CORRUPTION, st.session_state[CHOICE].lower().replace(" ", "-")),
        help="What is done to the pictures. Gradient sign moves every pixel a little in the direction that hurts this "
        "very network most.",
    )
    return CORRUPTIONS[names.index(chosen)]


def _choose_beside(run: Run) -> list[Run]:
    """Offer other networks to measure beside this one."""
    others = {other.id: other for other in runs_of_digits() if other.id != run.id}
    kept = st.session_state.get(BESIDE, [])
    st.session_state[BESIDE] = [run_id for run_id in kept if run_id in others]
    chosen = st.multiselect(
        "Side by side with",
        list(others),
        format_func=lambda run_id: run_label(others[run_id]),
        key=BESIDE,
        max_selections=MOST_BESIDE,
        persist_state="session",
        select_all=False,
        placeholder="Choose other networks",
        help=f"Up to {MOST_BESIDE} other networks, measured on the same pictures.",
    )
    return [others[run_id] for run_id in chosen]
