"""A job as the store knows it: a frozen snapshot, and the key under which its result is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job stands."""

    ABSENT = "absent"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A snapshot of one job.

    Attributes
    ----------
    key : str
    state : JobState
    done : float
        Share that is done, 0 to 1.
    doing : str
        What is being computed; of a failed job, one sentence that says why.
    """

    key: str
    state: JobState
    done: float = 0.0
    doing: str = ""


def job_key(kind: str, subject: Mapping[str, Any]) -> str:
    """Return the key under which the answer to this question is kept."""
    text = json.dumps(dict(subject), sort_keys=True)
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
