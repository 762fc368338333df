"""Who is at the page, in a classroom: one server, many people, each with a name and runs of their own.

A classroom is asked for when the server starts; without that nobody is asked for a name and everything is one person's.
A name is kept in the browser, so that a reload and another tab know it, together with a random text by which two
browsers are told apart: a name that somebody uses at the moment is not given to another.
"""

import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_core.errors import ConfigurationError
from mnist_core.store.visitor import MOST_WAITING, Visitor, checked_name, same_name

VARIABLE = "MNIST_CLASSROOM"
QUEUE_VARIABLE = "MNIST_CLASSROOM_QUEUE"
"""Environment variables: whether this is a classroom, and how many runs a visitor may have in the queue."""

OFF = {"", "0", "no", "off", "false"}
COOKIE = "mnist_visitor"
NAME, MARK = "visitor_name", "visitor_mark"
"""Session keys of the visitor's name and of what tells their browser from others."""

GUEST = Visitor("", most_waiting=0)
"""Somebody in a classroom who has not said a name: owns nothing, and may look."""


@dataclass
class Presence:
    """Which names are in use, by which browser and in which of its tabs.

    Parameters
    ----------
    is_open : callable
        Whether the session of this identifier is still connected.
    """

    is_open: Callable[[str], bool]
    _tabs: dict[str, tuple[str, str, set[str]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, name: str, mark: str, session: str) -> bool:
        """Let a tab of a browser use a name; return False where another browser uses it."""
        with self._lock:
            key = name.casefold()
            _, holder, tabs = self._tabs.get(key, (name, mark, set()))
            others = {tab for tab in tabs if tab != session and self.is_open(tab)}
            if holder != mark and others:
                return False
            for _, _, elsewhere in self._tabs.values():
                elsewhere.discard(session)
            self._tabs[key] = (name, mark, others | {session})
            return True

    def names(self) -> list[str]:
        """Return the names in use."""
        with self._lock:
            return [name for name, _, tabs in self._tabs.values() if any(self.is_open(tab) for tab in tabs)]


@st.cache_resource(show_spinner=False)
def get_presence() -> Presence:
    """Return who is here, one for the whole server."""
    return Presence(lambda session: not exists() or get_instance().is_active_session(session))


def is_classroom() -> bool:
    """Whether the server was started for several people."""
    return os.environ.get(VARIABLE, "").strip().lower() not in OFF


def current_visitor() -> Visitor | None:
    """Return who is at the page: None where this is no classroom, or outside of any page; `GUEST` without a name."""
    if not is_classroom() or get_script_run_ctx(suppress_warning=True) is None:
        return None
    name = st.session_state.get(NAME)
    return Visitor(name, most_waiting()) if name else GUEST


def people_here() -> int:
    """Return how many visitors have a page open; 0 where this is no classroom."""
    return len(get_presence().names()) if is_classroom() else 0


def is_mine(owner: str | None) -> bool:
    """Whether what belongs to this visitor may be changed by whoever is at the page."""
    visitor = current_visitor()
    return visitor is None or visitor.name == owner


def most_waiting() -> int:
    """Return how many runs a visitor may have in the queue."""
    text = os.environ.get(QUEUE_VARIABLE, "").strip()
    return int(text) if text.isdecimal() and 1 <= len(text) <= 4 and int(text) else MOST_WAITING


def remembered() -> tuple[str, str]:
    """Return the name and the mark that the browser keeps, "" and a fresh mark where it keeps none that can be used."""
    mark, _, name = unquote(str(st.context.cookies.get(COOKIE, ""))).partition(":")
    try:
        return (checked_name(name), mark) if mark.isalnum() and len(mark) <= 64 else ("", new_mark())
    except ConfigurationError:
        return "", new_mark()


def new_mark() -> str:
    """Return a text that tells one browser from all others."""
    return secrets.token_hex(16)


def enter(name: str, mark: str) -> bool:
    """Let whoever is at the page be the visitor of this name; return False where another browser uses it now."""
    context = get_script_run_ctx()
    if context is None or not get_presence().enter(name, mark, context.session_id):
        return False
    st.session_state[NAME], st.session_state[MARK] = name, mark
    return True


def spelled_before(name: str, known: list[str]) -> str:
    """Return a name as it was spelled when it was first used, so that "ada" finds the runs of "Ada"."""
    return next((other for other in known if same_name(other, name)), name)
