"""A run as a store would tell it, of any length, without training one."""

from dataclasses import replace

import numpy as np

from mnist_core.store.run import Run, RunStatus
from mnist_core.store.steps import StepSeries
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import EpochEnd, Insight, SettingChanged
from pages.components.charts.series import RunSeries

STEPS_PER_EPOCH = 938


class RecordedRun:
    """Answers what `RunSeries` asks a store, up to the step that `advance` has reached."""

    def __init__(self, epochs: int = 3, steps_per_epoch: int = STEPS_PER_EPOCH) -> None:
        total = epochs * steps_per_epoch
        noise = np.random.default_rng(0).random(total).astype(np.float32)
        step = np.arange(1, total + 1)
        loss = (2.3 * np.exp(-step / 400) + 0.05 + 0.1 * noise).astype(np.float32)
        rate = np.full(total, 0.1, np.float32)
        epoch = np.int32(1) + (step - 1) // steps_per_epoch
        self._steps = StepSeries(step.astype(np.int32), epoch.astype(np.int32), loss, 1 - loss / 3, rate)
        self._run = Run(
            id=1,
            name="recorded",
            preset="",
            source="trained",
            config=TrainingConfig(epochs=epochs),
            status=RunStatus.RUNNING,
            created_at=0.0,
            steps_per_epoch=steps_per_epoch,
        )
        self.runs = self.history = self  # both parts of the store at once
        self.recorded_changes: list[SettingChanged] = []
        self.rows_read = 0
        self.advance(total)

    def advance(self, step: int) -> None:
        """Let the run stand at this step."""
        per_epoch = self._run.steps_per_epoch
        self._run = replace(self._run, step=step, epoch=-(-step // per_epoch), train_seconds=step / 1000)

    def get(self, run_id: int) -> Run:
        return self._run

    def steps(self, run_id: int, after_step: int = 0) -> StepSeries:
        window = slice(after_step, self._run.step)
        self.rows_read += len(self._steps.step[window])
        names = ("step", "epoch", "loss", "accuracy", "learning_rate")
        return StepSeries(*(getattr(self._steps, name)[window] for name in names))

    def epochs(self, run_id: int) -> list[EpochEnd]:
        per_epoch = self._run.steps_per_epoch
        return [
            EpochEnd(
                epoch=epoch,
                step=epoch * per_epoch,
                train_loss=1 / epoch,
                train_accuracy=1 - 0.1 / epoch,
                validation_loss=1 / epoch + 0.02 * epoch,
                validation_accuracy=1 - 0.11 / epoch,
                learning_rate=0.1,
                images=60_000,
                train_seconds=per_epoch / 1000,
                is_best=epoch == 1,
            )
            for epoch in range(1, self._run.step // per_epoch + 1)
        ]

    def changes(self, run_id: int) -> list[SettingChanged]:
        return self.recorded_changes

    def insights(self, run_id: int, after_step: int = 0) -> list[Insight]:
        return [
            Insight(
                epoch=1 + step // self._run.steps_per_epoch,
                step=step,
                gradient_rms=(1e-3, 2e-3, 5e-3),
                weight_rms=(0.04, 0.07, 0.12),
                update_ratio=(1e-3, 2e-3, 3e-3),
                dead_units=(0.01 * (step % 5), 0.1),
                histogram_edges=tuple(tuple(np.linspace(-0.2, 0.2, 41)) for _ in range(3)),
                histogram_counts=tuple(tuple(range(40)) for _ in range(3)),
                histogram_start=tuple((50,) * 40 for _ in range(3)),
            )
            for step in range(100, self._run.step, 100)
            if step > after_step
        ]


def recorded_series(epochs: int = 3, steps_per_epoch: int = STEPS_PER_EPOCH) -> RunSeries:
    """Return the series of a recorded run, read to its end."""
    series = RunSeries(1)
    series.refresh(RecordedRun(epochs, steps_per_epoch))
    return series
