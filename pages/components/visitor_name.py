"""The name of a visitor: asked for once, kept in the browser, and changed where it is shown."""

from urllib.parse import quote

import streamlit as st

from mnist_core.errors import MnistCoreError
from mnist_core.store.visitor import MAX_NAME, checked_name
from pages.components.projector_mode import is_projected
from pages.components.settings.values import as_sentence
from pages.components.shown_text import as_markdown
from pages.components.state import get_shared_store
from pages.components.visitor import COOKIE, MARK, NAME, enter, get_presence, new_mark, remembered, spelled_before

PROBLEM = "visitor_problem"
KEPT_DAYS = 200
WRITE_COOKIE = """
export default ({ data }) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data}; path=/; SameSite=Lax${secure}`;
};
"""

_cookie = st.components.v2.component("visitor_cookie", js=WRITE_COOKIE, isolate_styles=False)


def ask_name(*, required: bool = True) -> None:
    """Make sure that whoever is at the page has said a name; the page is not drawn before, if it is `required`."""
    if not _is_known():
        if not required:
            return
        st.title("Who is learning?")
        _name_form("Enter", "ask_name")
        st.stop()
    if is_projected():
        return
    name, mark = st.session_state[NAME], st.session_state[MARK]
    with st.container(horizontal=True, horizontal_alignment="right", gap=None):
        with st.popover(as_markdown(name), icon=":material/person:", type="tertiary", help="Change your name."):
            st.caption("Runs stay with the name under which they were started; under the old name you find them again.")
            _name_form("Change", "change_name")
        cookie = f"{COOKIE}={quote(f'{mark}:{name}')}; max-age={KEPT_DAYS * 86_400}"
        _cookie(key="visitor_cookie", data=cookie, width=1, height=1)


def _is_known() -> bool:
    """Whether the page or the browser knows a name that nobody else uses."""
    name, mark = st.session_state.get(NAME) or "", st.session_state.get(MARK) or ""
    if not name:
        name, mark = remembered()
        st.session_state[MARK] = mark
    if not name:
        return False
    if enter(name, mark):
        return True
    st.session_state[PROBLEM] = _taken(name)
    st.session_state[NAME] = None
    st.session_state[MARK] = new_mark()
    return False


def _name_form(label: str, key: str) -> None:
    """Draw the field and its button."""
    with st.form(key, border=False):
        st.text_input(
            "Your name",
            key=f"{key}_text",
            max_chars=MAX_NAME,
            width=320,
            help="A first name or a nickname, of letters and digits. No password: it keeps your runs apart from those "
            "of others, and everybody here can read it.",
        )
        st.form_submit_button(label, type="primary", on_click=_enter, args=(f"{key}_text",), help="Go on by this name.")
    if problem := st.session_state.pop(PROBLEM, ""):
        st.error(as_markdown(problem), icon=":material/person_off:")


def _enter(key: str) -> None:
    """Take the name that was typed, or remember why it cannot be taken."""
    try:
        known = [*get_shared_store().runs.visitors(), *get_presence().names()]
        name = spelled_before(checked_name(st.session_state[key]), known)
    except MnistCoreError as error:
        st.session_state[PROBLEM] = as_sentence(str(error))
        return
    if not enter(name, st.session_state.get(MARK) or new_mark()):
        st.session_state[PROBLEM] = _taken(name)


def _taken(name: str) -> str:
    """Say that somebody else uses a name at the moment."""
    return f"{name} is here already, in another browser. Take another name, such as {name[: MAX_NAME - 2]} 2."
