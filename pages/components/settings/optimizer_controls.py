"""How the optimizer and the schedule of its learning rate are offered."""

from mnist_core.training.config import OPTIMIZERS, SCHEDULES
from pages.components.settings.control import Control, Kind

OPTIMIZER_AND_SCHEDULE = (
    Control(
        "optimizer",
        "Optimizer",
        "The rule that turns gradients into updates. SGD is the plainest; Momentum and Nesterov remember the way; "
        "RMSprop, Adam and AdamW give each weight its own pace. Adam is a safe choice with a rate near 0.001.",
        Kind.CHOICE,
        offered=OPTIMIZERS,
    ),
    Control(
        "momentum",
        "Momentum",
        "Share of the last update that is carried on. 0.9 is usual. Near 1 the weights overshoot and swing. "
        "Used by Momentum and Nesterov.",
        Kind.TYPED,
        offered=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
        needs=("optimizer", ("momentum", "nesterov")),
    ),
    Control(
        "beta1",
        "Beta 1",
        "How slowly Adam's average of the gradient forgets. 0.9 is usual. Near 1 it reacts too late.",
        Kind.TYPED,
        offered=(0.5, 0.8, 0.9, 0.95, 0.99),
        needs=("optimizer", ("adam", "adamw")),
    ),
    Control(
        "beta2",
        "Beta 2",
        "How slowly the average of the squared gradient forgets. 0.999 is usual for Adam, 0.9 to 0.99 for RMSprop. "
        "Too near 1, and the first steps of training decide the pace for long.",
        Kind.TYPED,
        offered=(0.9, 0.95, 0.99, 0.999, 0.9999),
        needs=("optimizer", ("rmsprop", "adam", "adamw")),
    ),
    Control(
        "epsilon",
        "Epsilon",
        "Keeps the division in Adam and RMSprop away from zero. 1e-8 is usual. Large values turn the method "
        "into plain SGD.",
        Kind.TYPED,
        offered=(1e-10, 1e-8, 1e-7, 1e-6, 1e-4),
        needs=("optimizer", ("rmsprop", "adam", "adamw")),
    ),
    Control(
        "schedule",
        "Schedule",
        "How the learning rate changes over the run. Cosine glides to zero; One cycle rises, then falls, and often "
        "reaches the best accuracy; Steps drops it now and then. A falling rate needs enough epochs to pay.",
        Kind.CHOICE,
        offered=SCHEDULES,
    ),
    Control(
        "warmup",
        "Warm-up",
        "Share of all steps in which the rate rises to its peak. 0.1 to 0.3 is sensible. Too much leaves no time "
        "to settle. Used by Cosine and One cycle.",
        Kind.SLIDER,
        step=0.01,
        needs=("schedule", ("cosine", "one_cycle")),
    ),
    Control(
        "decay_factor",
        "Decay factor",
        "The rate is multiplied by this at each drop. 0.5 halves it; 0.1 is drastic and can stop learning early. "
        "Used by Steps.",
        Kind.TYPED,
        offered=(0.1, 0.2, 0.5, 0.8, 0.9),
        needs=("schedule", ("step",)),
    ),
    Control(
        "decay_every",
        "Epochs between drops",
        "The rate drops each time this many epochs have passed. A third of all epochs is sensible; too often, and "
        "the rate is gone before the network has learnt. Used by Steps.",
        Kind.WHOLE,
        needs=("schedule", ("step",)),
    ),
)
