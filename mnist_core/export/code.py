"""A set-up as text that one can take away: Python and a command line that really run."""

from mnist_core.training.config import TrainingConfig, is_augmentation
from mnist_core.training.setting_text import telling_settings


def as_python(config: TrainingConfig) -> str:
    """Return a program that trains a network with this set-up and measures it."""
    telling = telling_settings(config)
    chosen = ", ".join(f"{name}={value!r}" for name, value in telling.items() if is_augmentation(name))
    settings = "".join(f"    {name}={value!r},\n" for name, value in telling.items() if not is_augmentation(name))
    if config.left_out:
        settings += f"    left_out={config.left_out!r},\n"
    changes = f".with_changes({chosen})" if chosen else ""
    return f"""\
from mnist_core import Trainer, TrainingConfig, load_mnist
from mnist_core.training.events import EpochEnd

mnist = load_mnist()
config = TrainingConfig(
{settings}){changes}
trainer = Trainer(config)
for event in trainer.fit(mnist.train):
    if isinstance(event, EpochEnd):
        print(f"epoch {{event.epoch}}: loss {{event.train_loss:.4f}}, accuracy {{event.train_accuracy:.2%}}")

correct = trainer.network.predict(mnist.test.images) == mnist.test.labels
print(f"test accuracy {{correct.mean():.2%}}")
"""
