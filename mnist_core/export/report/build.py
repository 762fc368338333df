"""A report of one run, or of several beside one another, as an HTML file that needs nothing but a browser."""

import base64
import io
import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray
from PIL import Image

from mnist_core.data.dataset import ImageSet
from mnist_core.data.reference import MNIST, DataReference
from mnist_core.errors import DataError, StoreError
from mnist_core.evaluation.comparison import mcnemar
from mnist_core.evaluation.intervals import wilson_interval
from mnist_core.evaluation.mistakes import confused_pairs
from mnist_core.evaluation.report import Evaluation, evaluate
from mnist_core.evaluation.slices import range_text
from mnist_core.export.code import as_python
from mnist_core.export.report.curves import charts
from mnist_core.export.report.judgement import belief, kinds
from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from mnist_core.training.config import TrainingConfig
from mnist_core.training.differences import differing_settings
from mnist_core.training.setting_text import setting_value_text, telling_settings

MOST_RUNS = 15
MOST_MISTAKES = 60
MOST_CONFUSIONS = 8
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """A run, and what its network reads of the test images of its data, where both are here."""

    run: Run
    evaluation: Evaluation | None = None
    test: ImageSet | None = None
    parameters: int = 0
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def most_confused(self) -> int:
        """The largest count of mistakes of one kind, at least 1."""
        if self.evaluation is None:
            return 1
        return max((pair.count for pair in confused_pairs(self.evaluation.confusion, limit=1)), default=1)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which accuracies the truth lies, 95 times in 100."""
        if self.evaluation is None:
            return None
        return wilson_interval(int(self.evaluation.correct.sum()), len(self.evaluation.labels))


def report_bytes(
    store: RunStore, run_ids: Sequence[int], test: ImageSet, *, command: Callable[[TrainingConfig], str]
) -> bytes:
    """Return the report of one run or of several as the bytes of an HTML file.

    Parameters
    ----------
    store : RunStore
    run_ids : sequence of int
        From 1 to 15.
    test : ImageSet
        MNIST's, on which networks that read such digits are measured; others are on the test images of their data.
    command : callable
        What writes a configuration as a command line.

    Raises
    ------
    StoreError
        If a run does not exist, or there are none or too many.
    CheckpointError, NetworkFileError
        If a run's network is damaged.
    """
    ids = list(dict.fromkeys(run_ids))
    if not 1 <= len(ids) <= MOST_RUNS:
        raise StoreError(f"a report is of 1 to {MOST_RUNS} runs, got {len(ids)}")
    tests: dict[str, ImageSet | None] = {MNIST.key: test}
    measured = [_measure(store, run_id, tests) for run_id in ids]
    runs = [item.run for item in measured]
    differing = differing_settings([run.config for run in runs])
    content: dict[str, Any] = {
        "runs": measured,
        "title": runs[0].name if len(runs) == 1 else f"{len(runs)} runs beside one another",
        "charts": charts(runs, store.history),
        "differing": {
            name: [setting_value_text(name, value) for value in values] for name, values in differing.items()
        },
        "pairs": _pairs(measured),
        "code": as_python(runs[0].config),
        "command": command(runs[0].config),
        "mistakes": _mistakes(measured[0]),
        "confusions": _confusions(measured[0].evaluation),
        "belief": belief(measured[0].evaluation) if len(runs) == 1 else None,
        "kinds": kinds(measured[0].evaluation, measured[0].test) if len(runs) == 1 else None,
        "versions": {"Python": platform.python_version()} | {name: version(name) for name in ("numpy", "scipy")},
        "written": _date(time.time()),
        "script": (_FOLDER / "curves.js").read_text(encoding="utf-8").replace("</", r"<\/"),
    }
    return _environment().get_template("report.html").render(content).encode()


def _environment() -> Environment:
    """Return what fills the page; everything put into it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": lambda share: f"{share:.2%}",
        "count": lambda number: f"{number:,}",
        "loss": lambda value: f"{value:.4f}",
        "date": _date,
        "range": range_text,
        "data": lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False).replace("<", r"\u003c"),
    }
    return environment


def _test_images(store: RunStore, data: DataReference, tests: dict[str, ImageSet | None]) -> ImageSet | None:
    """Return the test images of what a run learned from, loaded once; None where they are not here."""
    if data.key not in tests:
        try:
            tests[data.key] = store.data.load(data).test if store.data.has(data.key) else None
        except DataError:
            tests[data.key] = None
    found = tests[data.key]
    return tests[MNIST.key] if found is None and data.shows_digits else found


def _measure(store: RunStore, run_id: int, tests: dict[str, ImageSet | None]) -> Measured:
    """Return a run with what its network reads."""
    run = store.runs.get(run_id)
    told = telling_settings(run.config) | ({"left_out": run.config.left_out} if run.config.left_out else {})
    settings = {name: setting_value_text(name, value) for name, value in told.items()}
    if not run.has_checkpoint:
        return Measured(run, settings=settings)
    network = store.networks.load(run_id)
    test = _test_images(store, run.config.data, tests)
    if test is None or network.layer_sizes[0] != test.images.shape[1]:
        return Measured(run, None, None, network.parameters.size, settings)
    return Measured(run, evaluate(network, test), test, network.parameters.size, settings)


def _pairs(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Return for each two runs of the same test images how many only one reads, and how likely that is by chance."""
    pairs = []
    for a, b in combinations((item for item in measured if item.evaluation is not None), 2):
        assert a.evaluation is not None and b.evaluation is not None
        if a.test is not b.test:
            continue
        result = mcnemar(a.evaluation.correct, b.evaluation.correct)
        pairs.append({"a": a.run, "b": b.run, "result": result})
    return pairs


def _confusions(evaluation: Evaluation | None) -> list[str]:
    """Return the most frequent mistakes as sentences."""
    return (
        []
        if evaluation is None
        else [
            str(pair)
            for pair in confused_pairs(evaluation.confusion, limit=MOST_CONFUSIONS, class_names=evaluation.class_names)
        ]
    )


def _mistakes(measured: Measured) -> list[dict[str, Any]]:
    """Return the mistakes that the network was surest of, each with its picture."""
    evaluation, test = measured.evaluation, measured.test
    if evaluation is None or test is None:
        return []
    names = evaluation.class_names
    confidence = evaluation.probabilities.max(axis=1)
    wrong = np.flatnonzero(~evaluation.correct)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:MOST_MISTAKES]
    return [
        {
            "picture": _picture(test.images[place]),
            "number": int(place),
            "truth": names[evaluation.labels[place]],
            "read_as": names[evaluation.predicted[place]],
            "confidence": float(confidence[place]),
        }
        for place in surest
    ]


def _picture(image: NDArray[np.uint8]) -> str:
    """Return an image as the address of a PNG that holds it."""
    side = int(np.sqrt(image.size))
    target = io.BytesIO()
    Image.fromarray(image.reshape(side, side)).save(target, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def _date(seconds: float | None) -> str:
    """Write a moment as a date."""
    return "" if seconds is None else time.strftime("%d %B %Y, %H:%M", time.localtime(seconds)).lstrip("0")
