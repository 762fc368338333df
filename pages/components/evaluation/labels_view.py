"""Labels that look wrong: found by networks that never saw them, judged by a person, kept and exported."""

import csv
import io
from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.store.jobs import Arrays
from mnist_core.store.label_opinions import PARTS
from mnist_core.store.run import Run
from mnist_core.training.out_of_fold import FOLDS, ROUNDS
from pages.components.choice import choose_one
from pages.components.evaluation.address import PART, ask, asked
from pages.components.evaluation.digit_gallery import chosen_place, look_at, show_gallery
from pages.components.evaluation.digit_view import show_digit
from pages.components.evaluation.jobs_view import job_result
from pages.components.evaluation.subject import Subject
from pages.components.state import get_mnist, get_store
from pages.components.store_actions import attempt, show_failure

SHOWN = 300
"""Suspects of either part that are offered."""

NAMES = {"train": "Training images", "test": "Test images"}
CHOICE, WHICH, STARTED = "labels_part_choice", "labels_which", "labels_started"


def show_labels(subject: Subject) -> None:
    """Show the labels that look wrong, the most suspect first, and what a person thinks of them."""
    part = _choose_part()
    result = job_result(
        "suspects",
        {"folds": FOLDS, "rounds": ROUNDS},
        ask_first=f"Look for wrong labels with {FOLDS * ROUNDS} short networks",
    )
    opinions = attempt(get_store().label_opinions.all, part) or {}
    show_failure()
    if result is None:
        st.caption(
            "Each network learns from two thirds of the training images and judges the rest, so that none judges a "
            "label that it has learned. It takes half a minute or more; the page stays usable."
        )
        _show_opinions(subject.run, opinions, part, {})
        return None
    places = result[f"{part}_places"][:SHOWN]
    which = choose_one(
        "Show",
        ("All", "Not judged yet", "Judged wrong", "Judged right"),
        key=WHICH,
        help="All suspects, or only those that you have or have not judged.",
    )
    shown = _filtered(places, opinions, which)
    images = subject.data.train if part == "train" else subject.data.test
    if (place := chosen_place(len(images))) is not None:
        return show_digit(subject, place, shown, back="the suspects", part=part)
    confident = int(result[f"{part}_confident"].sum())
    st.markdown(
        f"**{len(shown):,} suspects, the most suspect first.** Of the first {len(result[f'{part}_places']):,}, "
        f"confident learning counts {confident:,} as wrong."
    )
    notes = {
        int(place): _note(int(proposed), float(margin), opinions.get(int(place)))
        for place, proposed, margin in zip(
            result[f"{part}_places"], result[f"{part}_proposed"], result[f"{part}_margins"], strict=True
        )
    }
    if len(shown):
        show_gallery(subject.network, images, shown, key=f"suspects_{part}_{which}", label="Suspects", notes=notes)
        st.button(
            "Judge one after the other",
            icon=":material/rule:",
            on_click=look_at,
            args=(int(shown[0]),),
            help="Show the first one alone; arrow keys go on.",
        )
    st.caption(
        "Ranked by the mean over the networks of p(label) − max p(other), lowest first. A label counts as wrong by "
        "confident learning where the likeliest digit k with p(k) ≥ t(k) is not the label; t(k) is the mean of p(k) "
        "over the images labelled k (Northcutt, Jiang and Chuang, JAIR 70, 2021, equations 1 and 2). The gallery shows "
        "what the network chosen above reads."
    )
    _show_opinions(subject.run, opinions, part, result)
    return None


def _note(proposed: int, margin: float, opinion: bool | None) -> str:
    """Say what the networks propose, how firmly, and what a person said."""
    said = {None: "", True: " · wrong", False: " · right"}[opinion]
    return f"rather {proposed} ({margin:+.2f}){said}"


def _filtered(places: NDArray[np.integer], opinions: Mapping[int, bool], which: str) -> NDArray[np.integer]:
    """Return the places that are wanted."""
    said = [opinions.get(int(place)) for place in places]
    kept = {"All": (None, True, False), "Not judged yet": (None,), "Judged wrong": (True,), "Judged right": (False,)}
    chosen: NDArray[np.integer] = places[np.array([each in kept[which] for each in said], dtype=bool)]
    return chosen


def _show_opinions(run: Run, opinions: Mapping[int, bool], part: str, result: Arrays) -> None:
    """Say how many labels a person judged, and offer them as CSV."""
    wrong = [place for place, looks_wrong in opinions.items() if looks_wrong]
    st.markdown(f"You judged {len(opinions):,} labels of the {NAMES[part].lower()}: {len(wrong):,} look wrong.")
    if opinions:
        st.download_button(
            "Export as CSV",
            lambda: opinions_csv(part, opinions, result),
            f"labels-{part}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="Every label that you judged: the image's place, its label, and whether it looks wrong.",
        )
    if wrong and part == "train":
        st.button(
            "Train again without them",
            icon=":material/model_training:",
            on_click=_train_without,
            args=(run, wrong),
            help="Put a run with this network's set-up into the queue that leaves out the training digits whose label "
            "looks wrong to you. Compare it with this one afterwards.",
        )
    if (started := st.session_state.pop(STARTED, None)) is not None:
        st.success(f"Run {started} is in the queue; Train shows how it learns.", icon=":material/check:")


def _train_without(run: Run, places: list[int]) -> None:
    """Put a run of the same set-up, without these training images, into the queue."""
    store = get_store()

    def start() -> int:
        config = run.config.with_changes(left_out=tuple(places))
        made = store.runs.create(config, name=f"{run.name[:150]} without {len(places):,} wrong labels")
        store.workers.ensure()
        return made.id

    st.session_state[STARTED] = attempt(start)


def opinions_csv(part: str, opinions: Mapping[int, bool], result: Arrays) -> str:
    """Return what a person thinks of labels as CSV, and beside it what the networks propose where they know."""
    images = get_mnist().train if part == "train" else get_mnist().test
    known = {}
    if result:
        known = {
            int(place): (int(proposed), float(margin))
            for place, proposed, margin in zip(
                result[f"{part}_places"], result[f"{part}_proposed"], result[f"{part}_margins"], strict=True
            )
        }
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["part", "place", "label", "looks_wrong", "networks_propose", "margin"])
    for place, wrong in sorted(opinions.items()):
        proposed, margin = known.get(place, ("", ""))
        writer.writerow([part, place, int(images.labels[place]), int(wrong), proposed, margin])
    return text.getvalue()


def _choose_part() -> str:
    """Offer the two parts of the data; return the chosen one."""
    wanted = asked(PART)
    st.session_state[CHOICE] = NAMES.get(wanted or "", NAMES["train"])

    def write() -> None:
        ask(PART, next(part for part in PARTS if NAMES[part] == st.session_state[CHOICE]))

    chosen = choose_one(
        "Labels of",
        [NAMES[part] for part in PARTS],
        key=CHOICE,
        on_change=write,
        help="Wrong training labels mislead the network; wrong test labels mislead those who measure it.",
    )
    return next(part for part in PARTS if NAMES[part] == chosen)
