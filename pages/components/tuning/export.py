"""A study to take away: a table of its trials, or everything that is known of it."""

import csv
import io
from dataclasses import asdict
from typing import Any

from pages.components.runs.study_data import StudyData


def study_as_csv(data: StudyData) -> str:
    """Return a line for each trial."""
    names, goals = data.plan.space.names, [goal.name for goal in data.plan.goals]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["trial", "run", "state", *names, *goals, "epochs", "reason"])
    for trial in data.trials:
        reached: list[object] = [*trial.goals] or [""] * len(goals)
        values = [trial.params[name] for name in names]
        epochs = len(data.curve(trial))
        writer.writerow([trial.number + 1, trial.run_id, trial.state.value, *values, *reached, epochs, trial.reason])
    return text.getvalue()


def study_as_json(data: StudyData) -> dict[str, Any]:
    """Return the plan, the trials and their curves."""
    study = data.study
    trials = [
        {
            "number": trial.number + 1,
            "run": trial.run_id,
            "state": trial.state.value,
            "params": trial.params,
            "goals": dict(zip([goal.name for goal in data.plan.goals], trial.goals, strict=False)),
            "reason": trial.reason,
            "epochs": [asdict(end) for end in data.curve(trial)],
        }
        for trial in data.trials
    ]
    return {"name": study.name, "status": study.status.value, "plan": study.plan, "trials": trials}
