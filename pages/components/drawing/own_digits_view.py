"""One's own digits: shown, forgotten, taken along and brought in."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from PIL import Image

from mnist_core.data.image import SIDE
from mnist_core.drawing.own_digits import MAX_DIGITS, MAX_FILE_BYTES
from mnist_core.store.own_digits import OwnDigit
from pages.components.inline_picture import inline_picture
from pages.components.state import get_store
from pages.components.store_actions import attempt

UPLOADS = "own_digits_imports"
"""Session key of how many files were brought in; each gets an uploader of its own, so that none is read twice."""

HEIGHT = 260


def show_own_digits(digits: Sequence[OwnDigit]) -> None:
    """Show what was kept, newest first, and what can be done with it."""
    with st.expander(f"Your digits ({len(digits)})", icon=":material/collections_bookmark:", key="own_digits"):
        if digits:
            _show_table(digits[::-1])
        else:
            st.caption("None yet: draw a digit and say what it is, or bring in a file of digits.")
        with st.container(horizontal=True):
            st.download_button(
                "Export",
                get_store().own_digits.export,
                "my-digits.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
                disabled=not digits,
                help="Download them as PNG pictures of 28 × 28 pixels, with a table of labels, in one zip file.",
            )
            _show_import()


def _show_table(digits: Sequence[OwnDigit]) -> None:
    """Show the digits as rows to tick, and a button that forgets the ticked ones."""
    event = st.dataframe(
        pd.DataFrame({"Drawing": [_address(digit) for digit in digits], "It is a": [digit.label for digit in digits]}),
        hide_index=True,
        width="content",
        height=HEIGHT if len(digits) > 5 else "content",
        row_height=40,
        key=f"own_digits_{hash(tuple(digit.id for digit in digits))}",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "Drawing": st.column_config.ImageColumn(width="small", help="As the network sees it."),
            "It is a": st.column_config.NumberColumn(width="small", help="What you said."),
        },
        alt=f"Your {len(digits)} digits, newest first: {', '.join(str(digit.label) for digit in digits[:20])}.",
    )
    ticked = [digits[place].id for place in event.selection.rows if place < len(digits)]
    st.button(
        f"Forget {len(ticked)}" if ticked else "Forget",
        icon=":material/delete:",
        on_click=attempt,
        args=(get_store().own_digits.remove, ticked),
        disabled=not ticked,
        help="Tick rows in the table, then forget those drawings. Networks that learned from them stay as they are.",
    )


def _show_import() -> None:
    """Offer to bring in a file of digits."""
    key = f"{UPLOADS}_{st.session_state.get(UPLOADS, 0)}"
    with st.popover("Import", icon=":material/upload:", help="Add digits from a zip file."):
        st.file_uploader(
            "File of digits",
            type="zip",
            key=key,
            max_upload_size=MAX_FILE_BYTES // 1_000_000,
            on_change=_import,
            args=(key,),
            help=f"A zip file of pictures with labels.csv, as Export makes it; at most {MAX_DIGITS} digits in all. "
            "Pictures of another size are read as drawings or photos of one digit.",
        )


def _import(key: str) -> None:
    """Add the digits of the uploaded file, and make room for the next."""
    upload = st.session_state.get(key)
    if upload is None:
        return
    count = attempt(get_store().own_digits.import_, upload.getvalue())
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    if count is not None:
        st.toast(f"{count} digits are new among yours.", icon=":material/check:")


def _address(digit: OwnDigit) -> str:
    """Return the address of a drawing's picture, enlarged so that its pixels stay squares."""
    image = Image.fromarray(np.asarray(digit.image).reshape(SIDE, SIDE))
    return inline_picture(image.resize((2 * SIDE, 2 * SIDE), Image.Resampling.NEAREST))
