"""What is said of a run where it is shown without the dashboard."""

import time

from mnist_core.store.run import Run
from mnist_core.training.setting_text import number_text


def set_up(run: Run) -> dict[str, str]:
    """Return the chief facts of a run's training in words, in the order in which they are read."""
    if run.source == "imported" and not run.epoch:
        return {"Trained": "elsewhere"}
    config = run.config
    epochs = f"{run.epoch or config.epochs} epochs in batches of {config.batch_size}"
    rule = f"{config.optimizer} at a learning rate of {number_text(config.learning_rate)}"
    facts = {
        "Trained": f"{epochs}, by {rule}, seed {config.seed}",
        "Hidden units": config.activation.replace("_", " ") + (", batch normalisation" if config.batch_norm else ""),
    }
    if run.train_seconds:
        facts["Time"] = f"{run.train_seconds:,.0f} seconds of training"
    if run.finished_at:
        facts["Date"] = time.strftime("%d %B %Y", time.localtime(run.finished_at)).lstrip("0")
    return facts
