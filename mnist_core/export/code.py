"""A set-up as text that one can take away: Python and a command line that really run."""

from mnist_core.data.reference import MNIST, SMALL_DIGITS, DataReference
from mnist_core.plain_text import one_line
from mnist_core.training.config import TrainingConfig, is_augmentation
from mnist_core.training.setting_text import telling_settings


def as_python(config: TrainingConfig) -> str:
    """Return a program that trains a network with this set-up and measures it."""
    telling = {name: value for name, value in telling_settings(config).items() if name != "data"}
    names, load = _loading(config.data)
    chosen = ", ".join(f"{name}={value!r}" for name, value in telling.items() if is_augmentation(name))
    settings = "".join(f"    {name}={value!r},\n" for name, value in telling.items() if not is_augmentation(name))
    if config.left_out:
        settings += f"    left_out={config.left_out!r},\n"
    changes = f".with_changes({chosen})" if chosen else ""
    return f"""\
{names}
from mnist_core.training.events import EpochEnd

{load}
config = TrainingConfig(
{settings}){changes}
trainer = Trainer(config)
for event in trainer.fit(data.train):
    if isinstance(event, EpochEnd):
        print(f"epoch {{event.epoch}}: loss {{event.train_loss:.4f}}, accuracy {{event.train_accuracy:.2%}}")

correct = trainer.network.predict(data.test.images) == data.test.labels
print(f"test accuracy {{correct.mean():.2%}}")
"""


def _loading(data: DataReference) -> tuple[str, str]:
    """Return what a program imports, and the lines by which it loads its data."""
    names = "from mnist_core import Trainer, TrainingConfig"
    if data.key == MNIST.key:
        return f"{names}, load_mnist", "data = load_mnist()"
    if data.key == SMALL_DIGITS.key:
        small = "from mnist_core.data.small_digits import load_small_digits"
        return f"{names}\n{small}", "data = load_small_digits()"
    called = one_line(data.name, 60)
    if data.key:
        names = names.replace("import", "import RunStore,")
        return names, f"kept = RunStore().data  # {called}\ndata = kept.load(kept.find({data.key!r}))"
    return f"{names}, load_data", f'data = load_data("FILE", test="FILE")  # {called}'
