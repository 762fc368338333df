"""Hold a race: let its set-ups learn side by side, and write down where each stands."""

import time
from typing import Any

from mnist_core.jobs.progress import Progress, Steps
from mnist_core.store.race import RaceStatus
from mnist_core.store.store import RunStore
from mnist_core.training.race import MOMENTS, Moment, race


def hold_race(store: RunStore, subject: dict[str, Any], how: dict[str, Any]) -> Steps:
    """Write the moments of a race into the store, none sooner than the race's own pace.

    Parameters
    ----------
    store : RunStore
    subject : {"race": int, "created_at": float}
    how : {}

    Returns
    -------
    dict
        Empty: the store has it all.
    """
    held = store.races.get(subject["race"])
    yield Progress(0.0, "The images are loaded")
    train = store.data.load(held.entrants[0].config.data).train
    moments: list[Moment] = []
    started = time.monotonic()
    for moment in race(held.configs, train):
        due = started + held.least_seconds * len(moments) / MOMENTS
        time.sleep(max(0.0, due - time.monotonic()))
        moments.append(moment)
        if not store.races.write(held.id, moments):
            return {}
        yield Progress(len(moments) / (MOMENTS + 1), f"{moment.images:,} images each")
    store.races.end(held.id, RaceStatus.FINISHED)
    return {}
