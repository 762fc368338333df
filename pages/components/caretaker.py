"""Looking after the queue while the server runs, whether or not a page is open.

A run whose process died is marked, a run that waits gets a worker, and a search gets its process. One thread does it
for all visitors.
"""

import logging
import threading

from mnist_core.errors import MnistCoreError
from pages.components.state import get_store

CARE_SECONDS = 2.0


class Caretaker:
    """A thread that looks after the queue every two seconds until it is told to stop.

    Attributes
    ----------
    trouble : str
        Why the last look failed, else "".
    """

    def __init__(self) -> None:
        self.trouble = ""
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin, with a first look that is over when this returns."""
        self._stop = threading.Event()
        self.look()
        threading.Thread(target=self._run, args=(self._stop,), name="caretaker", daemon=True).start()

    def stop(self) -> None:
        """End, without waiting for a look that is under way."""
        self._stop.set()

    def look(self) -> None:
        """Mark the runs whose worker died, and start workers where runs wait for one."""
        try:
            store = get_store()
            store.workers.ensure()
            store.tuners.ensure()
        except MnistCoreError as error:
            if str(error) != self.trouble:
                logging.getLogger(__name__).warning("%s", error)
            self.trouble = str(error)
        else:
            self.trouble = ""

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(CARE_SECONDS):
            self.look()


caretaker = Caretaker()
