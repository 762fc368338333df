"""The network that ships with the project, shown as a run that nobody can change."""

import json
from functools import lru_cache

import mnist_core.pretrained as shipped
from mnist_core.errors import MnistCoreError
from mnist_core.files.network_file import read_description
from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig

PRETRAINED_ID = 0
"""The number by which the shipped network is looked up; the store's own runs count from 1."""


def pretrained_run() -> Run | None:
    """Return the shipped network as a run, or None where its file is absent or damaged."""
    try:
        changed = shipped.PATH.stat().st_mtime
    except OSError:
        return None
    return _read(changed)


@lru_cache(maxsize=1)
def _read(changed: float) -> Run | None:
    """Read the file's header; once for each version of the file."""
    try:
        facts = read_description(shipped.PATH.read_bytes()).metadata
        config = TrainingConfig.from_dict(json.loads(facts.get("config", "{}")))
        accuracy = float(facts["test_accuracy"]) if "test_accuracy" in facts else None
        loss = float(facts["test_loss"]) if "test_loss" in facts else None
    except (MnistCoreError, OSError, ValueError, TypeError):
        return None
    return Run(
        id=PRETRAINED_ID,
        name=facts.get("name", "Pretrained network"),
        preset="",
        source="pretrained",
        config=config,
        status=RunStatus.FINISHED,
        created_at=changed,
        finished_at=changed,
        test_accuracy=accuracy,
        test_loss=loss,
        has_checkpoint=True,
    )
