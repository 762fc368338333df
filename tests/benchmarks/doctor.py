"""What the doctor says of every preset, and what its remedies do.

    python -m tests.benchmarks.doctor [PRESET...] [--epochs N]

Each preset is trained and examined; where something is found, the first finding's remedy is trained as well. Accuracy
is on the 10,000 test images.
"""

from typing import Any

import click

from mnist_core.data.mnist import load_mnist
from mnist_core.evaluation.report import evaluate
from mnist_core.training.doctor.diagnose import diagnose
from mnist_core.training.presets import PRESETS
from tests.benchmarks.timing import print_table
from tests.training.doctor.trained import trained


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PRESETS)))
@click.option("--epochs", default=0, help="Train each preset for so many epochs instead of its own.")
def main(names: tuple[str, ...], epochs: int) -> None:
    """Train, examine, mend and print one table."""
    mnist = load_mnist()
    rows = []
    for name in names or PRESETS:
        changes: dict[str, Any] = {"epochs": epochs} if epochs else {}
        config = PRESETS[name].config.with_changes(**changes)
        record, network = trained(config, mnist.train)
        before = "broke off" if record.has_diverged else f"{evaluate(network, mnist.test).accuracy:.2%}"
        findings = diagnose(record)
        after = ""
        if findings:
            _, mended = trained(findings[0].mended(config), mnist.train)
            after = f"{evaluate(mended, mnist.test).accuracy:.2%}"
        advice = findings[0].advice if findings else ""
        rows.append([name, before, ", ".join(finding.title for finding in findings) or "–", advice, after])
        click.echo(" | ".join(rows[-1]), err=True)
    print_table(["preset", "test accuracy", "findings", "try", "then"], rows)


if __name__ == "__main__":
    main()
