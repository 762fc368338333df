"""`tune`: search for a good set-up; the dashboard's page Tune shows the same search."""

import json
import time
from typing import Any

import click

from mnist_core.command_line.options import config_options, read_config
from mnist_core.errors import ConfigurationError
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study, StudyStatus, Trial, TrialState
from mnist_core.training.setting_text import value_text
from mnist_core.tuning.endings import best_first
from mnist_core.tuning.goals import GOALS
from mnist_core.tuning.plan import PRUNERS, SAMPLERS, StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace

POLL_SECONDS = 0.5


@click.command()
@click.option("--search", multiple=True, required=True, metavar="NAME=VALUES", help="What to search; may be repeated.")
@click.option("--sampler", default="tpe", show_default=True, metavar="NAME", help=f"{', '.join(SAMPLERS)}.")
@click.option("--pruner", default="none", show_default=True, metavar="NAME", help=f"{', '.join(PRUNERS)}.")
@click.option("--goal", default="accuracy", show_default=True, metavar="NAME", help=f"{', '.join(GOALS)}.")
@click.option("--target-accuracy", default=0.97, show_default=True, help="For the goal seconds_to_accuracy.")
@click.option("--trials", type=int, help="End after so many trials.  [default: 20 where there is no other limit]")
@click.option("--minutes", type=float, help="End after so many minutes.")
@click.option("--patience", type=int, help="End after so many trials without anything better.")
@click.option("--at-once", type=int, help="How many trials train at the same time.")
@click.option("--name", default="", help="What to call the search.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@config_options
def tune(
    search: tuple[str, ...],
    sampler: str,
    pruner: str,
    goal: str,
    target_accuracy: float,
    trials: int | None,
    minutes: float | None,
    patience: int | None,
    at_once: int | None,
    name: str,
    *,
    as_json: bool,
    preset: str | None,
    **values: Any,
) -> None:
    """Search for a good set-up: many trials, chosen by validation images; the test images judge only the winner.

    --search learning_rate=0.001..1:log searches a range, --search batch_size=32,64,128 a list, and
    --search "hidden_sizes=64;256,128" shapes of the hidden layers; hidden_layers and hidden_width are ranges too. The
    other options set what all trials share. Ctrl-C leaves the search going on; the page Tune stops it.
    """
    if not any((trials, minutes, patience)) and sampler != "grid":
        trials = 20
    plan = StudyPlan(
        base=read_config(preset, values),
        space=SearchSpace(tuple(read_searched(text) for text in search)),
        sampler=sampler,
        pruner=pruner,
        goal=goal,
        target_accuracy=target_accuracy,
        trials=trials,
        minutes=minutes,
        patience=patience,
    )
    store = RunStore()
    if at_once is not None:
        store.queue.change_settings(max_concurrent=at_once)
    study = store.studies.create(plan.to_dict(), name=name, measures_all=plan.repeats_seeds)
    store.tuners.ensure()
    _follow(store, study, plan, as_json=as_json)


def _follow(store: RunStore, study: Study, plan: StudyPlan, *, as_json: bool) -> None:
    """Print each trial as it is told, and the winner in the end."""
    printed: set[int] = set()
    while True:
        study = store.studies.get(study.id)
        trials = store.trials.of(study.id)
        for trial in trials:
            if trial.state is not TrialState.RUNNING and trial.number not in printed:
                printed.add(trial.number)
                click.echo(json.dumps(_facts(trial)) if as_json else _line(plan, trial))
        if study.status.is_over:
            break
        store.tuners.ensure()
        time.sleep(POLL_SECONDS)
    if study.status is StudyStatus.FAILED:
        raise ConfigurationError(study.message)
    ranked = best_first(plan, trials)
    run = store.runs.get(study.winner) if study.winner is not None else None
    if as_json:
        best = ranked[0].params if ranked else None
        summary = {"type": "summary", "study": study.id, "trials": len(trials), "reason": study.message, "best": best}
        click.echo(json.dumps(summary | {"run": study.winner, "test_accuracy": run.test_accuracy if run else None}))
    elif run is not None:
        click.echo(f"{study.message}; best is trial {ranked[0].number + 1}, run {run.id}: {_params(ranked[0])}")
        click.echo(f"test accuracy {run.test_accuracy:.2%}, measured for it alone")
    else:
        click.echo(study.message)


def _facts(trial: Trial) -> dict[str, Any]:
    """Return a trial as JSON has it."""
    facts: dict[str, Any] = {"type": "trial", "number": trial.number + 1, "run": trial.run_id}
    return facts | {"state": trial.state, "goals": trial.goals, "params": trial.params, "reason": trial.reason}


def _line(plan: StudyPlan, trial: Trial) -> str:
    """Write a trial for a person."""
    reached = ", ".join(
        f"{value:.2%}" if goal.is_share else f"{value:,.4g}"
        for goal, value in zip(plan.goals, trial.goals, strict=False)
    )
    return f"trial {trial.number + 1:>4}  {reached or trial.state:<10}  {_params(trial)}  {trial.reason}".rstrip()


def _params(trial: Trial) -> str:
    """Write the values of a trial."""
    shown = {name: f"{value:.4g}" if isinstance(value, float) else value for name, value in trial.params.items()}
    return ", ".join(f"{name.replace('_', ' ')} {value_text(value)}" for name, value in shown.items())
