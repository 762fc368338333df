"""The confusion matrix to click on, and two lists that choose the same with the keyboard."""

import streamlit as st

from mnist_core.evaluation.mistakes import Confusion, confused_pairs
from mnist_core.evaluation.report import Evaluation
from pages.components.charts.evaluation import confusion_alt, confusion_figure
from pages.components.choice import choose_one
from pages.components.evaluation.address import ask, asked
from pages.components.linked_choices import LinkedChoice
from pages.components.live_chart import Click, live_chart

DIGIT, READ_AS = "digit", "read_as"
"""Session keys of the two lists, and names in the address bar, of the chosen row and column."""

CLICKED = "clicked_cells"
"""Session key of how many cells of the matrix have been clicked; on a phone, the digits of each are scrolled to."""

ANY = "any"
CHOICES = (ANY, *(str(digit) for digit in range(10)))
HEIGHT = 560
LISTED = 6

VALUES = ("Counts", "Percent of row")
COLORS = ("Everything", "Errors only")
CHOICES_OF_MATRIX = (
    LinkedChoice("cells", "confusion_values", VALUES),
    LinkedChoice("colour", "confusion_colors", COLORS),
)


def show_confusion_matrix(evaluation: Evaluation) -> None:
    """Show the matrix with its switches; a click on a cell chooses it."""
    with st.container(horizontal=True):
        values = choose_one(
            "Cells show",
            VALUES,
            key="confusion_values",
            help="Counts of images, or each cell as a share of the digit's own images, which compares rare digits "
            "with frequent ones.",
        )
        colors = choose_one(
            "Colour",
            COLORS,
            key="confusion_colors",
            help="Everything colours all cells on a logarithmic scale. Errors only leaves the right answers out, so "
            "that the mistakes stand out.",
        )
    live_chart(
        confusion_figure(
            evaluation.confusion,
            by_row=values == VALUES[1],
            errors_only=colors == COLORS[1],
            selected=chosen_cell(),
        ),
        key="confusion_matrix",
        height=HEIGHT,
        alt=confusion_alt(evaluation.confusion),
        on_click=choose_clicked,
    )
    st.caption("Click a cell to see its digits.")


def choose_cell(evaluation: Evaluation) -> tuple[int | None, int | None]:
    """Offer the most confused pairs and two lists; return the chosen digit and answer, None for any."""
    pairs = confused_pairs(evaluation.confusion, limit=LISTED)
    for key, number in zip((DIGIT, READ_AS), chosen_numbers(), strict=True):
        st.session_state[key] = ANY if number is None else str(number)
    with st.container(horizontal=True, gap="xsmall"):
        for pair in pairs:
            st.button(
                str(pair),
                key=f"pair_{pair.digit}_{pair.read_as}",
                on_click=choose,
                args=(pair.digit, pair.read_as),
                help=f"Show the {pair.digit}s that were read as {pair.read_as}.",
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        digit = st.selectbox(
            "Written as",
            CHOICES,
            key=DIGIT,
            on_change=_write_address,
            width=120,
            help="The digit that was written; any shows all mistakes.",
        )
        read_as = st.selectbox(
            "Read as",
            CHOICES,
            key=READ_AS,
            on_change=_write_address,
            width=120,
            help="The digit that the network read; any shows all mistakes. Choose the same digit twice to see right "
            "answers, the least confident first.",
        )
        st.button("All mistakes", on_click=choose, args=(None, None), help="Show the mistakes of every kind.")
    return as_number(digit), as_number(read_as)


def choose(digit: int | None, read_as: int | None) -> None:
    """Choose a cell, or with None a whole row, a whole column or all mistakes."""
    for name, number in ((DIGIT, digit), (READ_AS, read_as)):
        ask(name, None if number is None else str(number))


def _write_address() -> None:
    """Choose what the two lists say."""
    choose(as_number(st.session_state[DIGIT]), as_number(st.session_state[READ_AS]))


def choose_clicked(click: Click) -> None:
    """Choose the cell that was clicked."""
    if click.customdata:
        st.session_state[CLICKED] = st.session_state.get(CLICKED, 0) + 1
        choose(*(int(number) for number in click.customdata[:2]))


def chosen_numbers() -> tuple[int | None, int | None]:
    """Return the digit and the answer that the address asks for, None for any."""
    return as_number(asked(DIGIT) or ANY), as_number(asked(READ_AS) or ANY)


def chosen_cell() -> tuple[int, int] | None:
    """Return the one cell that is chosen."""
    digit, read_as = chosen_numbers()
    return None if digit is None or read_as is None else (digit, read_as)


def as_number(choice: str) -> int | None:
    """Return the digit, or None for any."""
    return int(choice) if choice in CHOICES[1:] else None


def cell_title(digit: int | None, read_as: int | None, count: int, order: str = "confidence") -> str:
    """Say in words what is shown, and after a comma in which order."""
    right = digit is not None and digit == read_as
    first = {"loss": "largest loss first", "likeness": "like beside like"}.get(
        order, "least confident first" if right else "most confident first"
    )
    what = "mistakes" if count != 1 else "mistake"
    if right:
        text = f"{count:,} of the {digit}s were read correctly"
    elif digit is not None and read_as is not None:
        text = str(Confusion(digit, read_as, count))
    elif digit is not None:
        text = f"{count:,} {what} on {digit}s"
    elif read_as is not None:
        text = f"{count:,} {what} where {read_as} was read"
    else:
        text = f"All {count:,} {what}"
    return f"{text}, {first}" if count > 1 else text
