"""Uploading a picture, which stays with the session as a drawing does."""

import streamlit as st

from mnist_core.data.reference import DataReference
from pages.components.shown_text import as_markdown

UPLOADER = "picture"
MAX_UPLOAD_MB = 16
KEPT = "uploaded_picture"
"""Name and content of the picture; the widget forgets its own when one leaves the page."""


def uploaded_picture(data: DataReference) -> bytes | None:
    """Offer to upload a picture, and return the content of the one that was."""
    # Any file is taken, so that one that cannot be read replaces the picture before it and is named as what it is.
    shown = st.file_uploader(
        "Picture of a digit or a number" if data.shows_digits else "Picture to read",
        max_upload_size=MAX_UPLOAD_MB,
        key=UPLOADER,
        on_change=keep,
        help="A photo, a scan or a drawing, as PNG, JPEG, WebP, GIF, BMP or TIFF of at most 10 MB: dark on light or "
        "light on dark. Shadows, ruled lines and the desk around the sheet are left out; several digits or letters are "
        "read from left to right.",
    )
    kept = st.session_state.get(KEPT)
    if kept is None:
        return None
    if shown is None:
        st.caption(f"Still here: {as_markdown(kept[0], 80)}")
        st.button("Remove", icon=":material/delete:", on_click=forget, help="Take this picture away.")
    content: bytes = kept[1]
    return content


def keep() -> None:
    """Keep what the widget holds now, or nothing."""
    upload = st.session_state.get(UPLOADER)
    st.session_state[KEPT] = None if upload is None else (upload.name, upload.getvalue())


def forget() -> None:
    """Take the picture away."""
    st.session_state[KEPT] = None
