"""A person at the dashboard without a browser: speaks Streamlit's own protocol, keeps what widgets hold, and waits.

It sends what the browser would send, also for the views that draw themselves anew by the clock, and reads what comes
back. Nothing is painted, so thirty of them take next to nothing from the server's two cores.
"""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 300.0
"""Seconds after which an answer is given up."""

ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
"""What ends an answer, once a run of the whole page has begun. A busy server may pass over the end of such a run where
the next drawing of a view has begun by then; the end of that one then stands for both, so times are rather too long."""

VALUED = ("button", "text_input", "number_input", "selectbox")
"""Elements that a visitor can use here."""


class StreamlitClient:
    """One open page.

    Attributes
    ----------
    widgets : dict of str to str
        Identifier of each widget of the page, by its key.
    heard : bytes
        All that the server has said since the last request of this visitor's own.
    bytes_received : int
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._states: dict[str, WidgetState] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._page = self._query = ""
        self._pages: dict[str, str] = {}
        self._finished = asyncio.Event()
        self._has_begun = False
        self.widgets: dict[str, str] = {}
        self.heard = bytearray()
        self.bytes_received = 0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str) -> "StreamlitClient":
        """Connect to the server at this address."""
        address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        connection = await connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE)  # type: ignore[list-item]
        return cls(connection)

    async def close(self) -> None:
        """Leave."""
        for task in [self._reader, *self._timers.values()]:
            task.cancel()
        await self._connection.close()

    async def visit(self, page: str, until: Callable[[bytes], bool], *, query: str = "") -> float:
        """Open a page of the app, "" the first one; return the seconds until what was wanted had been said."""
        self._page, self._query = self._pages.get(page, ""), query
        self._stop_timers()
        return await self._ask(until)

    async def click(self, key: str, until: Callable[[bytes], bool]) -> float:
        """Press a button; return as above."""
        return await self._ask(until, WidgetState(id=self.widgets[key], trigger_value=True))

    async def type(self, key: str, text: str, until: Callable[[bytes], bool]) -> float:
        """Fill a field or choose from a list; return as above."""
        self.fill(key, text)
        return await self._ask(until)

    def fill(self, key: str, text: str) -> None:
        """Fill a field of a form, of which the server hears with the form's button."""
        self._keep(WidgetState(id=self.widgets[key], string_value=text))

    async def set_number(self, key: str, value: float, until: Callable[[bytes], bool]) -> float:
        """Set a number; return as above."""
        self._keep(WidgetState(id=self.widgets[key], double_value=value))
        return await self._ask(until)

    def _keep(self, state: WidgetState) -> None:
        self._states[state.id] = state

    async def _ask(self, until: Callable[[bytes], bool], *once: WidgetState) -> float:
        """Send what the widgets hold; return the seconds until the page has been sent in which the wanted is said."""
        self.heard.clear()
        self._finished.clear()
        self._has_begun = False
        begin = time.perf_counter()
        await self._send(once)
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self._finished.wait()
                    self._finished.clear()
                    if until(bytes(self.heard)):
                        return time.perf_counter() - begin
        except TimeoutError:
            words = rb"[A-Z][\w,.;:\x27\x80-\xff-]*(?: [\w,.;:\x27#%/\x80-\xff-]+){3,}"
            said = " | ".join(dict.fromkeys(text.decode("utf-8", "replace") for text in re.findall(words, self.heard)))
            raise TimeoutError(f"what was waited for did not come; the page said: {said[-2000:]}") from None

    async def _send(self, once: tuple[WidgetState, ...] = (), *, fragment: str = "") -> None:
        state = ClientState(
            query_string=self._query,
            page_script_hash=self._page,
            fragment_id=fragment,
            is_auto_rerun=bool(fragment),
        )
        state.widget_states.widgets.extend([*self._states.values(), *once])
        state.context_info.url = ""
        await self._connection.send(BackMsg(rerun_script=state).SerializeToString())

    async def _read(self) -> None:
        async for data in self._connection:
            assert isinstance(data, bytes)
            self.bytes_received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self.heard += data
                self._note_widget(message)
            elif kind == "new_session" and not message.metadata.run.fragment_ids:
                self._has_begun = True
                self._page = message.new_session.page_script_hash
                self._stop_timers()
            elif kind == "navigation":
                self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            elif kind == "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_timer(fragment)
            elif kind == "script_finished" and self._has_begun and message.script_finished in ENDS:
                self._finished.set()

    def _note_widget(self, message: ForwardMsg) -> None:
        """Remember which widget has which key; that is the end of its identifier."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in VALUED:
            identifier = getattr(element, kind).id
            self.widgets[identifier.split("-", 2)[-1]] = identifier

    def _start_timer(self, fragment: str, interval: float) -> None:
        self._stop_timer(fragment)

        async def tick() -> None:
            with suppress(Exception):  # the connection may have gone
                while True:
                    await asyncio.sleep(interval)
                    await self._send(fragment=fragment)

        self._timers[fragment] = asyncio.create_task(tick())

    def _stop_timer(self, fragment: str) -> None:
        if task := self._timers.pop(fragment, None):
            task.cancel()

    def _stop_timers(self) -> None:
        for fragment in list(self._timers):
            self._stop_timer(fragment)
