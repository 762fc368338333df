"""Have many runs read the test images, each once."""

from typing import Any

import numpy as np

from mnist_core.data.mnist import load_mnist
from mnist_core.errors import MnistCoreError
from mnist_core.evaluation.report import evaluate
from mnist_core.jobs.progress import Progress, Steps
from mnist_core.store.readings import reading_of
from mnist_core.store.store import RunStore


def read_all(store: RunStore, subject: dict[str, Any], how: dict[str, Any]) -> Steps:
    """Keep what the networks of some runs read in the test images.

    A run that cannot be read, because it was deleted or its file is damaged, is passed over and counted.

    Parameters
    ----------
    store : RunStore
    subject : {"versions": list of str}
        As `store.readings` keeps them.
    how : {"runs": list of int}
        The run of each version.
    """
    test = load_mnist().test
    asked = list(zip(how["runs"], subject["versions"], strict=True))
    failed = 0
    for number, (run_id, version) in enumerate(asked):
        yield Progress(number / len(asked), f"Run {number + 1:,} of {len(asked):,} reads the test images")
        if store.readings.has(version):
            continue
        try:
            evaluation = evaluate(store.networks.load(run_id), test)
        except MnistCoreError:
            failed += 1
            continue
        store.readings.keep(version, reading_of(evaluation.probabilities, test.labels))
    return {"failed": np.array(failed)}
