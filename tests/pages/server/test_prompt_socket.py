import socket
import sys

import pytest

from pages.server.prompt_socket import send_at_once


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a socket's file descriptor")
def test_connections_do_not_wait_for_a_confirmation():
    with socket.socket() as listener:  # like Streamlit's: it does not say that it is a TCP socket
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        send_at_once()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_process_that_cannot_be_looked_into_changes_nothing(monkeypatch):
    def refuse(*_arguments, **_options):
        raise PermissionError

    monkeypatch.setattr("psutil.Process.net_connections", refuse)
    send_at_once()
