"""Answers that leave at once.

Streamlit hands its server a socket on which asyncio does not switch off Nagle's algorithm: the head of an answer
leaves, and its body waits until the browser has confirmed the head, which browsers do after 40 ms. A page of Streamlit
is some 150 small files, six at a time, so this is a second of waiting. A connection inherits the option from the socket
that listens. See https://github.com/Kludex/uvicorn/issues/3149.
"""

import os
import socket

import psutil


def send_at_once() -> None:
    """Set TCP_NODELAY on the sockets on which this process listens; where they cannot be found, nothing changes."""
    try:
        connections = psutil.Process().net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.fd >= 0:  # Windows tells no file descriptor
            with socket.socket(fileno=os.dup(connection.fd)) as listener:
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
