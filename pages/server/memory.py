"""What the server needed for a moment goes back to the system.

The GNU C library keeps freed memory for the thread that freed it, in up to eight arenas a core, and the larger the
arrays that it meets, the more of them it keeps. A page that watches a training makes and forgets such arrays twice a
second, each time on another thread, so a server would grow for as long as somebody looks. Two arenas, and a fixed size
from which an array is the system's business, hold it where it is.
"""

import ctypes

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""Numbers by which `mallopt` knows these settings."""

ARENAS = 2
LARGE_BYTES = 256 * 1024


def give_memory_back() -> bool:
    """Set both; return whether that could be done, which needs the GNU C library."""
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_ARENA_MAX, ARENAS)) and bool(mallopt(_MMAP_THRESHOLD, LARGE_BYTES))
