"""The steps of a walk through the network; one is shown at a time, under the picture that belongs to it."""

from dataclasses import dataclass

import streamlit as st

from pages.components.choice import choose_one
from pages.components.inside.address import PART, ask, asked

CHOICE = "inside_part_choice"


@dataclass(frozen=True)
class Part:
    """One step: its name, what to do in it, and whether the picture shows what comes back."""

    name: str
    guidance: str
    backward: bool = False


FORWARD = Part(
    "Forward",
    "The pixels go in, and every unit adds up what reaches it; the darker or brighter a cell, the louder it answers. "
    "Point at one to see what it listens to; click it to see its sum below.",
)
BACKWARD = Part(
    "Backward",
    "The loss sends back to every unit how much it should change: blue if more of it makes the loss larger, orange if "
    "smaller. Click a cell to see how its gradient comes about.",
    backward=True,
)
CHECK = Part(
    "Check it",
    "Is this gradient true? Move one weight of the chosen unit a little up and down, and see whether the loss moves as "
    "its gradient promises. Then move h.",
    backward=True,
)
STEP = Part(
    "One step",
    "Let a copy of the network learn this one digit, once. Move the learning rate and see the loss fall, and then, too "
    "far, rise again.",
    backward=True,
)
SURGERY = Part(
    "Surgery",
    "What is each part good for? Take it away on a copy, and watch the answer and the accuracy. Click a hidden unit to "
    "choose it.",
)
TIME_MACHINE = Part(
    "Time machine",
    "How did it come to know this? Move the slider, or play the training, and watch the answer, the units and what "
    "they look for as they were.",
)
PARTS = (FORWARD, BACKWARD, CHECK, STEP, SURGERY, TIME_MACHINE)


def choose_part() -> Part:
    """Offer the steps; return the chosen one, after its sentence of guidance."""
    names = [part.name for part in PARTS]
    by_address = {address_name(part): part.name for part in PARTS}
    st.session_state[CHOICE] = by_address.get(asked(PART) or "", names[0])
    chosen = choose_one(
        "Step",
        names,
        key=CHOICE,
        on_change=_write_address,
        label_visibility="collapsed",
        help="What to look at: each step builds on the one before.",
    )
    part = PARTS[names.index(chosen)]
    st.caption(part.guidance)
    return part


def address_name(part: Part) -> str:
    """Return what the address calls a step."""
    return part.name.lower().replace(" ", "-")


def _write_address() -> None:
    """Put the chosen step into the address."""
    part = next(part for part in PARTS if part.name == st.session_state[CHOICE])
    ask(PART, address_name(part))
