"""What a sampler believes of one setting: where good trials lie, and where the others do.

TPE keeps two densities for each setting, one of its best trials and one of all others, and tries next where the first
is large beside the second. They are Optuna's own, asked for and not computed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.store.study import Trial, TrialState
from mnist_core.training.events import EpochEnd
from mnist_core.tuning.goals import progress
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.sampling import distribution, load_optuna, make_sampler
from mnist_core.tuning.search_space import Searched

RANDOM_TRIALS = 10
"""So many trials TPE tries at random before it believes anything."""

POINTS = 80

NO_BELIEF = {
    "random": "Random search believes nothing: it tries values without regard to results.",
    "quasi_random": "A quasi-random search believes nothing: it covers the ranges evenly, whatever the results.",
    "grid": "A grid believes nothing: it tries every combination.",
    "cma_es": "CMA-ES believes in one cloud over all settings at once, so there is nothing to draw for one of them.",
}
"""Why a sampler has no belief of a single setting."""


@dataclass(frozen=True)
class Belief:
    """Two densities over the values of one setting, both as shares of the larger one's peak.

    Attributes
    ----------
    values : list
        Where they are given: along a range, or every value of a list.
    good, others : ndarray of shape (n,)
        Of the trials that count as good, and of all others; on a logarithmic range over the logarithm.
    good_trials, other_trials : int
    """

    values: list[Any]
    good: NDArray[np.float64]
    others: NDArray[np.float64]
    good_trials: int
    other_trials: int

    @property
    def favourite(self) -> Any:
        """The value that looks best to the sampler: good trials are densest there beside the others."""
        return self.values[int(np.argmax(self.good / np.maximum(self.others, 1e-12)))]


def why_none(plan: StudyPlan, trials: Sequence[Trial]) -> str:
    """Say why there is no belief to draw, or nothing where there is one."""
    if plan.sampler in NO_BELIEF:
        return NO_BELIEF[plan.sampler]
    told = len(_counting(trials))
    if told < RANDOM_TRIALS:
        return f"TPE tries its first {RANDOM_TRIALS} trials at random; {told} are told, so it believes nothing yet."
    return ""


def belief(
    plan: StudyPlan, trials: Sequence[Trial], epochs: Mapping[int, Sequence[EpochEnd]], name: str
) -> Belief | None:
    """Return what TPE believes of one setting by all trials told so far, or None where `why_none` says why.

    Parameters
    ----------
    plan : StudyPlan
    trials : sequence of Trial
    epochs : mapping of int to sequence of EpochEnd
        Of the trials' runs; by them trials that were given up are ranked.
    name : str

    References
    ----------
    J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms for hyper-parameter optimization", NIPS 2011, section 4.
    """
    if why_none(plan, trials):
        return None
    optuna = load_optuna()
    from optuna.samplers._tpe.sampler import _split_trials, default_gamma, default_gamma_multiobjective

    study = optuna.create_study(directions=["maximize" if goal.maximize else "minimize" for goal in plan.goals])
    space = {each.name: distribution(each) for each in plan.space.searched}
    study.add_trials([_frozen(optuna, plan, trial, space, epochs) for trial in _counting(trials)])
    told = study.get_trials(deepcopy=False)
    gamma = default_gamma if len(plan.goals) == 1 else default_gamma_multiobjective
    below, above = _split_trials(study, told, gamma(len(told)))
    sampler: Any = make_sampler(plan)
    searched, one = plan.space[name], {name: space[name]}
    values, inner = _places(searched)
    densities = []
    for group, handles_below in ((below, True), (above, False)):
        estimator = sampler._build_parzen_estimator(study, one, group, handle_below=handles_below)
        density = np.exp(estimator.log_pdf({name: inner}))
        if searched.log and searched.is_whole:  # the mass of a whole number, which is narrower the larger it is
            density = density * inner
        densities.append(density)
    peak = max(float(density.max()) for density in densities) or 1.0
    good, others = (density / peak for density in densities)
    return Belief(values, good, others, len(below), len(above))


def _counting(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials that TPE learns from: the complete ones and those given up."""
    return [trial for trial in trials if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)]


def _frozen(
    optuna: Any, plan: StudyPlan, trial: Trial, space: Mapping[str, Any], epochs: Mapping[int, Sequence[EpochEnd]]
) -> Any:
    """Return a trial as Optuna has it."""
    measured = {end.epoch: progress(plan.goals[0], end) for end in epochs.get(trial.run_id or 0, ())}
    is_complete = trial.state is TrialState.COMPLETE
    return optuna.trial.create_trial(
        state=optuna.trial.TrialState.COMPLETE if is_complete else optuna.trial.TrialState.PRUNED,
        values=list(trial.goals) if is_complete else None,
        params=trial.params,
        distributions=dict(space),
        intermediate_values={epoch: value for epoch, value in measured.items() if value is not None},
    )


def _places(searched: Searched) -> tuple[list[Any], NDArray[np.float64]]:
    """Return the values at which a density is asked for, and as Optuna has them."""
    if searched.values:
        return list(searched.values), np.arange(len(searched.values), dtype=float)
    along = np.geomspace if searched.log else np.linspace
    found = along(searched.low, searched.high, POINTS)
    if searched.is_whole:
        found = np.unique(found.round())
    return [float(value) for value in found], found
