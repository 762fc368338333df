"""Which language a person reads: what they chose, what the address says, or what their browser asks for."""

import streamlit as st

from pages.components.language.messages import ENGLISH, Message, known_language, languages

LANGUAGE = "language"
"""Session key of the language that the person chose, or came with by an address."""

LANG = "lang"
"""Its name in the address bar."""

CHOICE = "language_choice"


def language() -> str:
    """Return the code of the language to write in."""
    if (asked := known_language(st.query_params.get(LANG))) is not None:
        st.session_state[LANGUAGE] = asked
    chosen: str | None = st.session_state.get(LANGUAGE)
    return chosen or known_language(st.context.locale) or ENGLISH


def say(message: Message | str, **values: object) -> str:
    """Return a sentence in the reader's language; one that is given as text is English."""
    return (message if isinstance(message, Message) else Message(message, **values)).in_language(language())


def choose_language() -> None:
    """Offer the languages that there are, each by its own name."""
    st.session_state[CHOICE] = language()
    st.selectbox(
        say("Language"),
        list(languages()),
        format_func=lambda code: languages()[code],
        key=CHOICE,
        on_change=_choose,
        width=160,
        label_visibility="collapsed",
        help=say("The language of the lessons and of the navigation."),
    )


def _choose() -> None:
    """Keep the chosen language for all pages, and show it in the address."""
    st.session_state[LANGUAGE] = st.session_state[CHOICE]
    st.query_params[LANG] = st.session_state[CHOICE]
