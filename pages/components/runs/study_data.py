"""What the page Tune knows of one study: its plan, its trials, their runs and their curves, read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_core.store.run import Run
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study, Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.endings import best_first
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import LAYERS, WIDTH
from pages.components.settings.words import setting_label, setting_text

SHAPE_LABELS = {LAYERS: "Number of hidden layers", WIDTH: "Width of hidden layers"}


@dataclass(frozen=True)
class StudyData:
    """One study as it is now."""

    study: Study
    plan: StudyPlan
    trials: Sequence[Trial]
    runs: Mapping[int, Run]
    epochs: Mapping[int, Sequence[EpochEnd]]

    @property
    def told(self) -> list[Trial]:
        """The trials that are over, in the order in which they were told."""
        return sorted((trial for trial in self.trials if trial.told_at), key=lambda trial: trial.told_at or 0.0)

    @property
    def complete(self) -> list[Trial]:
        """The trials that were trained to their end, in order of number."""
        return [trial for trial in self.trials if trial.state is TrialState.COMPLETE]

    @property
    def ranked(self) -> list[Trial]:
        """The complete trials, best first."""
        return best_first(self.plan, self.trials)

    def curve(self, trial: Trial) -> Sequence[EpochEnd]:
        """Return the epochs of a trial."""
        return self.epochs.get(trial.run_id or 0, ())


def load_study(store: RunStore, study_id: int) -> StudyData:
    """Read a study; its runs and epochs come by one query each."""
    study = store.studies.get(study_id)
    trials = store.trials.of(study_id)
    ids = [trial.run_id for trial in trials if trial.run_id is not None]
    plan = StudyPlan.from_dict(study.plan)
    return StudyData(study, plan, trials, store.runs.some(ids), store.history.epochs_of(ids))


def field_label(name: str) -> str:
    """Return what a searched setting is called."""
    return SHAPE_LABELS.get(name) or setting_label(name)


def field_text(name: str, value: Any) -> str:
    """Return a searched setting's value as a person would write it, numbers with four digits."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(setting_text(name, value))


def trial_name(trial: Trial) -> str:
    """Name a trial by its number."""
    return f"Trial {trial.number + 1}"


def trial_text(trial: Trial) -> str:
    """Name a trial with its values."""
    values = ", ".join(f"{field_label(name).lower()} {field_text(name, value)}" for name, value in trial.params.items())
    return f"{trial_name(trial)}: {values}"
