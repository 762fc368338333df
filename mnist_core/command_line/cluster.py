"""`cluster`: train the queue's runs on the machines of a Dask cluster."""

import signal
import threading
from types import FrameType

import click

from mnist_core.errors import ConfigurationError
from mnist_core.store.store import RunStore


@click.command()
@click.option("--scheduler", required=True, metavar="ADDRESS", help="Of the Dask scheduler, such as tcp://host:8786.")
@click.option("--at-once", type=int, help="How many runs train at the same time, 1 to 16.")
@click.option("--tls-ca-file", metavar="FILE", help="Certificate of the authority, where the cluster uses TLS.")
@click.option("--tls-cert", metavar="FILE", help="This machine's certificate.")
@click.option("--tls-key", metavar="FILE", help="The key of that certificate.")
def cluster(
    scheduler: str, at_once: int | None, tls_ca_file: str | None, tls_cert: str | None, tls_key: str | None
) -> None:
    """Train the runs that wait in the queue on a Dask cluster, one on each of its workers, until Ctrl-C.

    The workers need this project and the scheduler's address, no shared disk and no database. What Ctrl-C interrupts
    goes back to the queue and on from its last step.
    """
    from mnist_core.cluster.bridge import Bridge  # Dask is optional
    from mnist_core.cluster.cluster import Cluster

    files = {"ca_file": tls_ca_file, "cert": tls_cert, "key": tls_key}
    given = {name: file for name, file in files.items() if file}
    if given and len(given) < len(files):
        raise ConfigurationError("TLS needs all of --tls-ca-file, --tls-cert and --tls-key")
    dask = Cluster(scheduler, tls=given or None)
    leave = threading.Event()

    def ask_to_leave(_signal: int, _frame: FrameType | None) -> None:
        leave.set()

    try:
        store = RunStore()
        if at_once is not None:
            store.queue.change_settings(max_concurrent=at_once)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask_to_leave)
        places, most = len(dask.workers()), store.queue.settings.max_concurrent
        click.echo(
            f"{scheduler} has {places} workers; at most {most} runs train at once (--at-once). Ctrl-C ends this."
        )
        Bridge(store, dask, leave).run()
    finally:
        dask.close()
