"""Optuna, which chooses what to try next and what to give up: its samplers, pruners and distributions by name.

Optuna's own study lives in memory only. The run store is the record, one for the whole program; from it a study is
built again after a crash, number by number, and nothing is ever read back that could run code.
"""

import logging
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.goals import progress
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.search_space import Searched

if TYPE_CHECKING:
    import optuna

REDUCTION = 3
"""Halving and Hyperband let one of so many trials go on."""

STARTUP_TRIALS = 5
"""The median pruner waits for so many trials before it gives any up."""


def load_optuna() -> ModuleType:
    """Return Optuna, quiet: it takes half a second to import, so only who needs it does."""
    import optuna

    optuna.logging.set_verbosity(logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    return optuna


class Sampling:
    """Optuna's view of one study.

    Parameters
    ----------
    plan : StudyPlan
    study_id : int
    trials : sequence of Trial
        What was asked for so far, in order.
    epochs : mapping of int to list of EpochEnd
        Of the trials' runs.
    state : mapping
        What the sampler kept beside the trials, as `state` returned it.
    """

    def __init__(
        self,
        plan: StudyPlan,
        study_id: int,
        trials: Sequence[Trial] = (),
        epochs: Mapping[int, Sequence[EpochEnd]] | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        self._optuna = load_optuna()
        self._plan = plan
        self._distributions = {each.name: distribution(each) for each in plan.space.searched}
        self._study: optuna.Study = self._optuna.create_study(
            sampler=make_sampler(plan, trials),
            pruner=make_pruner(plan),
            directions=["maximize" if goal.maximize else "minimize" for goal in plan.goals],
            study_name=f"study-{study_id}",
        )
        self._storage = self._study._storage
        for key, value in (state or {}).items():
            self._storage.set_study_system_attr(self._study._study_id, key, value)
        for trial in trials:
            self._add(trial, (epochs or {}).get(trial.run_id or 0, ()))

    def ask(self, wish: Mapping[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Return the number and the values of the next trial; a wish decides the values."""
        if wish is not None:
            self._study.enqueue_trial(dict(wish))
        trial = self._study.ask(self._distributions)
        return trial.number, dict(trial.params)

    def report(self, number: int, epochs: Sequence[EpochEnd]) -> None:
        """Take note of what a trial measured; epochs that are known already change nothing."""
        if len(self._plan.goals) > 1:
            return
        known = self._frozen(number).intermediate_values
        for end in epochs:
            value = progress(self._plan.goals[0], end)
            if value is not None and end.epoch not in known:
                self._storage.set_trial_intermediate_value(self._frozen(number)._trial_id, end.epoch, value)

    def should_prune(self, number: int) -> bool:
        """Whether the pruner gives a trial up after the last epoch that was reported."""
        frozen = self._frozen(number)
        return bool(frozen.intermediate_values and self._study.pruner.prune(self._study, frozen))

    def tell(self, number: int, state: TrialState, goals: Sequence[float]) -> None:
        """Take note of how a trial ended."""
        kind = self._optuna.trial.TrialState[_STATES[state]]
        values = list(goals) if state is TrialState.COMPLETE else None
        with suppress(RuntimeError):  # the grid asks a loop to stop that is not Optuna's
            self._study.tell(number, values, state=kind, skip_if_finished=True)

    @property
    def study(self) -> "optuna.Study":
        """The study as Optuna has it, to be measured and not to be changed."""
        return self._study

    @property
    def state(self) -> dict[str, float]:
        """What the sampler keeps beside the trials: the numbers among it, such as the place in a sequence."""
        kept = self._storage.get_study_system_attrs(self._study._study_id)
        return {key: value for key, value in kept.items() if isinstance(value, int | float)}

    def _frozen(self, number: int) -> "optuna.trial.FrozenTrial":
        frozen: optuna.trial.FrozenTrial = self._study.get_trials(deepcopy=False)[number]
        return frozen

    def _add(self, trial: Trial, epochs: Sequence[EpochEnd]) -> None:
        """Add a trial of the record."""
        attributes: dict[str, Any] = {"fixed_params": trial.params} if trial.is_wish else {}
        if self._plan.sampler == "grid" and not trial.is_wish:
            grid = {each.name: each.grid_values() for each in self._plan.space.searched}
            attributes = {"search_space": dict(sorted(grid.items())), "grid_id": trial.number}
        frozen = self._optuna.trial.create_trial(
            state=self._optuna.trial.TrialState.RUNNING,
            params=trial.params,
            distributions=self._distributions,
            system_attrs=attributes,
        )
        number = len(self._study.get_trials(deepcopy=False))
        self._study.add_trial(frozen)
        self.report(number, epochs)
        if trial.state is not TrialState.RUNNING:
            self.tell(number, trial.state, trial.goals)


_STATES = {TrialState.COMPLETE: "COMPLETE", TrialState.PRUNED: "PRUNED", TrialState.FAILED: "FAIL"}


def distribution(searched: Searched) -> "optuna.distributions.BaseDistribution":
    """Return a searched setting as Optuna has it."""
    kinds = load_optuna().distributions
    found: optuna.distributions.BaseDistribution
    if searched.values:
        found = kinds.CategoricalDistribution(searched.values)
    elif searched.is_whole:
        found = kinds.IntDistribution(int(searched.low), int(searched.high), log=searched.log)
    else:
        found = kinds.FloatDistribution(searched.low, searched.high, log=searched.log)
    return found


def make_sampler(plan: StudyPlan, trials: Sequence[Trial] = ()) -> "optuna.samplers.BaseSampler":
    """Return the sampler that a plan asks for; its random numbers follow from the seed and the trials so far."""
    samplers = load_optuna().samplers
    seed = plan.seed + 1009 * len(trials)
    found: optuna.samplers.BaseSampler
    match plan.sampler:
        case "grid":
            grid = {each.name: each.grid_values() for each in plan.space.searched}
            found = samplers.GridSampler(grid, seed=plan.seed)
        case "random":
            found = samplers.RandomSampler(seed=seed)
        case "quasi_random":
            found = samplers.QMCSampler(scramble=True, seed=plan.seed, warn_independent_sampling=False)
        case "cma_es":
            found = samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False)
        case _:
            found = samplers.TPESampler(seed=seed)
    return found


def make_pruner(plan: StudyPlan) -> "optuna.pruners.BasePruner":
    """Return the pruner that a plan asks for."""
    pruners = load_optuna().pruners
    found: optuna.pruners.BasePruner
    match plan.pruner:
        case "median":
            found = pruners.MedianPruner(n_startup_trials=STARTUP_TRIALS)
        case "successive_halving":
            found = pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=REDUCTION)
        case "hyperband":
            found = pruners.HyperbandPruner(1, _most_epochs(plan), REDUCTION)
        case _:
            found = pruners.NopPruner()
    return found


def _most_epochs(plan: StudyPlan) -> int:
    """Return the epochs of the longest trial."""
    if "epochs" not in plan.space.names:
        return plan.base.epochs
    epochs = plan.space["epochs"]
    return int(max(epochs.values)) if epochs.values else int(epochs.high)
