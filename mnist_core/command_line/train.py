"""`train`: train a network in this process, with a progress bar."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from mnist_core.command_line.data import load_named, reading_options
from mnist_core.command_line.options import config_options, read_config
from mnist_core.evaluation.report import evaluate
from mnist_core.files.network_file import save_network
from mnist_core.training.config import TrainingConfig
from mnist_core.training.events import BatchEnd, EpochEnd, FitEnd
from mnist_core.training.trainer import Trainer
from mnist_core.training.training_set import steps_per_epoch, suited


@click.command()
@config_options
@click.option("--data", metavar="DATA", help="Learn from this file or folder, or from small-digits, and not MNIST.")
@click.option("--test", type=click.Path(path_type=Path), help="Measure by this file or folder.")
@reading_options
@click.option("--save", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write the network here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def train(
    preset: str | None,
    path: Path | None,
    data: str | None,
    test: Path | None,
    label: str | None,
    turn: tuple[str, ...],
    *,
    as_json: bool,
    **values: Any,
) -> None:
    """Train a network on MNIST, or on --data, and measure it on the test images.

    A file of fewer than 30,000 images lends a sixth of them to validation, unless --validation-size says otherwise.
    Ctrl-C ends training early; with --save, what was learned by then is kept.
    """
    config = read_config(preset, values)
    if path is not None and not path.resolve().parent.is_dir():
        raise click.ClickException(f"the folder {path.resolve().parent} does not exist; make it first")
    if path is not None and path.suffix != ".safetensors":
        raise click.ClickException(f"--save must name a .safetensors file, the format of networks, got {path.name}")
    reference, train_images, test_images = load_named(data or config.data.key, label=label, turn=turn, test=test)
    asked = values.get("validation_size")
    config = suited(config, reference) if data is not None else config
    config = config if asked is None else config.with_changes(validation_size=asked)
    trainer = Trainer(config)
    try:
        seconds, reason = _train(trainer, train_images, as_json=as_json)
    except KeyboardInterrupt:
        if path is not None and trainer.step:
            save_network(trainer.evaluation_network(), path, metadata={"config": json.dumps(config.to_dict())})
        raise
    result = evaluate(trainer.network, test_images) if test_images is not None else None
    if path is not None:
        facts = {"test_accuracy": repr(result.accuracy), "test_loss": repr(result.loss)} if result else {}
        facts |= {"config": json.dumps(config.to_dict())} | ({"preset": preset} if preset else {})
        save_network(trainer.network, path, metadata=facts)
    summary = {
        "test_accuracy": result.accuracy if result else None,
        "test_loss": result.loss if result else None,
        "train_seconds": seconds,
        "epochs": trainer.epoch,
        "reason": reason,
        "seed": config.seed,
        "saved": str(path) if path is not None else None,
    }
    if as_json:
        click.echo(json.dumps({"type": "summary", **summary}))
    elif result is None:
        click.echo(f"{seconds:.1f} s of training; there were no images to test by, --test FILE gives some")
    else:
        click.echo(f"test accuracy {result.accuracy:.2%}, test loss {result.loss:.4f}, {seconds:.1f} s of training")


def _train(trainer: Trainer, images: Any, *, as_json: bool) -> tuple[float, str]:
    """Train to the end, printing each epoch; return the seconds spent in updates and why it ended."""
    config, seconds, reason = trainer.config, 0.0, ""
    steps = steps_per_epoch(config, len(images)) * config.epochs
    bar = tqdm(total=steps, unit="step", desc="training", mininterval=0.2, leave=False, dynamic_ncols=True)
    with bar, closing(trainer.fit(images)) as events:  # type: ignore[type-var]
        for event in events:
            match event:
                case BatchEnd():
                    bar.update()
                case EpochEnd():
                    seconds += event.train_seconds
                    bar.clear()
                    click.echo(_epoch_json(event) if as_json else _epoch_line(event, config))
                case FitEnd():
                    reason = event.reason
    return seconds, reason


def _epoch_json(event: EpochEnd) -> str:
    """Write an epoch as JSON, with the loss also summed over the images, as some print it."""
    return json.dumps({"type": "epoch", **asdict(event), "train_loss_sum": event.train_loss * event.images})


def _epoch_line(event: EpochEnd, config: TrainingConfig) -> str:
    """Write an epoch for a person."""
    line = f"epoch {event.epoch:>{len(str(config.epochs))}}/{config.epochs}  "
    line += f"loss {event.train_loss:.4f}  accuracy {event.train_accuracy:.2%}  "
    if event.validation_accuracy is not None:
        line += f"validation loss {event.validation_loss:.4f}  accuracy {event.validation_accuracy:.2%}  "
    return line + f"{event.train_seconds:.2f} s"
