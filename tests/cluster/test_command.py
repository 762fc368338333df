"""The command `cluster`: what it says where something is missing."""

import os
import signal
from typing import Any

import pytest
from click.testing import CliRunner

from mnist_core.cluster import bridge
from mnist_core.cluster import cluster as connection
from mnist_core.command_line.cluster import cluster
from mnist_core.errors import ClusterError, ConfigurationError
from mnist_core.store.store import RunStore


def refusal(*arguments: str) -> BaseException | None:
    return CliRunner().invoke(cluster, ["--scheduler", *arguments]).exception


def test_missing_dask_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "distributed", None)
    error = refusal("tcp://127.0.0.1:8786")
    assert isinstance(error, ClusterError)
    assert "pip install -r mnist_core/cluster/requirements.txt" in str(error)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "tcp://"])
def test_absent_scheduler_is_one_sentence(address: str, dask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    error = refusal(address)
    assert isinstance(error, ClusterError) and "\n" not in str(error)
    assert f"no Dask scheduler answers at {address}" in str(error)


def test_half_of_tls_is_refused() -> None:
    error = refusal("tls://127.0.0.1:8786", "--tls-cert", "cert.pem")
    assert isinstance(error, ConfigurationError) and "TLS needs all of" in str(error)


def test_tls_files_that_are_missing_are_told(dask: Any) -> None:
    files = ("--tls-ca-file", "a.pem", "--tls-cert", "b.pem", "--tls-key", "c.pem")
    assert isinstance(refusal("tls://127.0.0.1:8786", *files), ClusterError)


def test_command_trains_until_it_is_asked_to_leave(
    dask: Any, store: RunStore, monkeypatch: pytest.MonkeyPatch, same_signals: None
) -> None:
    seen: list[int] = []

    def run(self: bridge.Bridge) -> None:
        seen.append(len(self._cluster.workers()))
        os.kill(os.getpid(), signal.SIGTERM)
        assert self._leave.wait(5)

    monkeypatch.setattr(bridge.Bridge, "run", run)
    result = CliRunner().invoke(cluster, ["--scheduler", dask.scheduler_address, "--at-once", "3"])
    assert result.exception is None and "at most 3 runs train at once" in result.output
    assert seen and store.queue.settings.max_concurrent == 3
