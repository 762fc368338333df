"""Adding data: choose a file, look at what was understood, and accept it or not."""

from pathlib import Path
from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.data.reference import DataReference
from mnist_core.data.relatives import RELATIVES
from mnist_core.errors import MnistCoreError
from mnist_core.files.data_file import read_about, read_data
from pages.components.data.intake import MAX_UPLOAD_MB, Intake, begin
from pages.components.data.overview import Overview, overview_of, show_overview
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_store
from pages.server.access import allowed_hosts, is_loopback

INTAKE = "data_intake"
REFUSED = "data_refused"
COUNT = "data_uploads"
CHOSEN = "data_shown"
POLL_SECONDS = 0.5
_ALL_BUT_PACKED = 0.99
TURNS = {"transpose": "swap rows and columns", "invert": "invert, for dark on light"}


def show_add() -> None:
    """Draw the upload, or what became of it."""
    intake: Intake | None = st.session_state.get(INTAKE)
    if intake is None:
        _show_upload()
    elif intake.is_reading:
        _wait(intake)
    elif problem := intake.problem():
        st.session_state[REFUSED] = problem
        _forget()
        _show_upload()
    else:
        _show_preview(intake)


def _show_upload() -> None:
    """Offer to upload a file."""
    if problem := st.session_state.get(REFUSED):
        st.error(as_markdown(as_sentence(problem)), icon=":material/error:")
    key = f"data_file_{st.session_state.get(COUNT, 0)}"
    st.file_uploader(
        "File of images",
        key=key,
        accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD_MB,
        on_change=_begin,
        args=(key,),
        help="CSV and its kin, packed or not; IDX files of images and of labels, all at once or in a zip; a zip of "
        "pictures in a folder for each class; a NumPy archive; Parquet. Grey images of 8 to 64 pixels a side, of 2 to "
        "62 classes. Nothing is used before you say so.",
    )
    if on_this_computer():
        st.text_input(
            "Or a file or folder on this computer",
            key=f"data_path_{st.session_state.get(COUNT, 0)}",
            placeholder="/home/me/fashion-mnist",
            on_change=_begin_path,
            args=(f"data_path_{st.session_state.get(COUNT, 0)}",),
            help="Where it lies, for a large file or a folder of pictures. Of an archive with several data sets, name "
            "one behind it, such as gzip.zip/emnist-letters.",
        )
    _say_where_to_get()
    with st.expander("How to read it", icon=":material/tune:"):
        st.text_input(
            "Column of the label",
            key="data_label",
            placeholder="found by itself",
            help="first, last or its name, where a table does not say.",
        )
        st.multiselect(
            "Turn the images",
            list(TURNS),
            format_func=lambda turn: TURNS[turn],
            key="data_turn",
            help="Where they lie, or are dark on light.",
        )


def on_this_computer() -> bool:
    """Whether only this computer can open the dashboard, so that its files are the visitor's own."""
    return is_loopback(str(st.get_option("server.address") or "").strip("[]")) and not allowed_hosts()


def _say_where_to_get() -> None:
    """Say where the files of MNIST's relatives are found, which come with their classes' names."""
    homes: dict[str, list[str]] = {}
    for relative in RELATIVES:
        homes.setdefault(relative.home, []).append(relative.title)
    links = [f"[{' and '.join(titles) if len(titles) < 3 else 'EMNIST'}]({home})" for home, titles in homes.items()]
    st.caption(f"Known by their files, once you have downloaded them: {', '.join(links)}.")


def _wait(intake: Intake) -> None:
    """Say that the file is being read, and look again until it is."""

    @st.fragment(run_every=POLL_SECONDS)
    def look() -> None:
        if not intake.is_reading:
            st.rerun()
        share = intake.share
        doing = "Reading" if share < _ALL_BUT_PACKED else "Packing"
        st.progress(share, text=f"{doing} {as_markdown(intake.name)} …")

    look()
    st.button("Cancel", on_click=_forget, help="Stop reading; nothing is kept.")


def _show_preview(intake: Intake) -> None:
    """Show what was understood, and ask whether it is right."""
    try:
        with st.spinner("Counting …"):
            reference, about, data, overview = _preview(intake)
    except MnistCoreError as error:
        st.error(as_markdown(as_sentence(str(error))), icon=":material/error:")
        st.button("Away with it", on_click=_forget, help="Remove what was read.")
        return
    st.subheader(f"{as_markdown(intake.name)}: is this right?")
    told = [f"{name}: {value}" for name, value in about.get("account", {}).items()]
    st.caption(as_markdown("; ".join(told)))
    for note in about.get("notes", []):
        st.info(as_markdown(as_sentence(note)), icon=":material/info:")
    for warning in about.get("warnings", []):
        st.warning(as_markdown(as_sentence(warning)), icon=":material/warning:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name", value=reference.name, key="data_name", max_chars=100, help="What to call these data.")
        st.button(
            "Accept",
            type="primary",
            icon=":material/check:",
            on_click=_accept,
            args=(intake,),
            help="Keep these images; Train then offers them.",
        )
        st.button("Do not keep", icon=":material/close:", on_click=_forget, help="Remove what was read.")
    show_overview(reference, data, overview, key="preview")


def _preview(intake: Intake) -> tuple[DataReference, dict[str, Any], Dataset, Overview]:
    """Return what was read, and what is counted in it, once."""
    if intake.preview is None:
        reference, about = read_about(intake.staged)
        data = read_data(intake.staged)
        intake.preview = (reference, about, data, overview_of(data))
    found: tuple[DataReference, dict[str, Any], Dataset, Overview] = intake.preview
    return found


def _begin(key: str) -> None:
    """Begin to read what was uploaded."""
    if uploads := st.session_state[key]:
        _begin_source(uploads)


def _begin_path(key: str) -> None:
    """Begin to read what lies on this computer."""
    if (text := st.session_state[key].strip().strip("\"'")) and on_this_computer():
        _begin_source(Path(text).expanduser())


def _begin_source(source: Any) -> None:
    """Begin to read a path or uploads in the way that was asked for."""
    st.session_state[REFUSED] = ""
    label, turn = st.session_state.get("data_label", ""), st.session_state.get("data_turn", [])
    st.session_state[INTAKE] = begin(get_store().data.folder, source, label=label, turn=turn)
    st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1


def _accept(intake: Intake) -> None:
    """Keep what was read, and show it."""
    try:
        reference = get_store().data.accept(intake.staged, st.session_state["data_name"])
    except MnistCoreError as error:
        st.session_state[REFUSED] = str(error)
    else:
        st.session_state[CHOSEN] = reference.name
    _forget()


def _forget() -> None:
    """Let go of what was read."""
    intake = st.session_state.pop(INTAKE, None)
    if intake is not None:
        intake.close()
