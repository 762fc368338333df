"""Made-up runs and histories, for checks that look at nothing else."""

from collections.abc import Sequence
from typing import Any

from mnist_core.store.run import Run, RunStatus
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd
from pages.components.lessons.doors import LESSON_SETUP
from pages.components.lessons.evidence import Evidence
from pages.components.lessons.lesson import Finding


class Runs:
    """Runs that are made up one after the other."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._epochs: dict[int, Sequence[EpochEnd]] = {}

    def add(
        self,
        accuracy: float = 0.9,
        *,
        base: TrainingConfig = LESSON_SETUP,
        losses: Sequence[float] = (1.0, 0.5, 0.3),
        validation: Sequence[float | None] = (1.1, 0.6, 0.4),
        status: RunStatus = RunStatus.FINISHED,
        message: str = "",
        **changes: Any,
    ) -> int:
        """Add a run that reads this share of its validation images; return its number."""
        number = len(self._runs) + 1
        config = base.with_changes(**changes)
        self._runs.append(Run(number, f"run {number}", "", "trained", config, status, 0.0, message=message))
        self._epochs[number] = [
            EpochEnd(
                epoch, 10 * epoch, loss, accuracy, judged, None if judged is None else accuracy, 0.1, 640, 0.5, True
            )
            for epoch, (loss, judged) in enumerate(zip(losses, validation, strict=True), 1)
        ]
        return number

    def burst(self, **changes: Any) -> int:
        """Add a run that broke off before an epoch was over."""
        return self.add(
            losses=(), validation=(), status=RunStatus.FAILED, message="Training diverged at step 3.", **changes
        )

    def evidence(self, **more: Any) -> Evidence:
        """Return what a check looks at."""
        return Evidence(runs=tuple(self._runs), epochs=dict(self._epochs), **more)


def english(finding: Finding) -> str:
    """Return what is missing; "" of a task that is done."""
    return finding.missing.in_language("en") if finding.missing else ""


def done(finding: Finding) -> list[bool]:
    """Return which conditions are met."""
    return [step.is_done for step in finding.steps]
