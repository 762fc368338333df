"""Short trainings that this engine and PyTorch are compared on: the first 3,200 training images in their order."""

from mnist_core.training.config import TrainingConfig

_SHARED = {
    "batch_size": 32,
    "epochs": 1,
    "shuffle": False,
    "training_size": 3200,
    "validation_size": 0,
    "seed": 7,
}
CASES = {
    "sgd": TrainingConfig(**_SHARED, hidden_sizes=(32, 16), learning_rate=0.1),
    "sgd, float64": TrainingConfig(**_SHARED, hidden_sizes=(32, 16), learning_rate=0.1, dtype="float64"),
    "no hidden layer": TrainingConfig(**_SHARED, hidden_sizes=(), learning_rate=0.1, dtype="float64"),
    "adam, tanh": TrainingConfig(
        **_SHARED, hidden_sizes=(32,), activation="tanh", optimizer="adam", learning_rate=0.003, dtype="float64"
    ),
    "adamw, leaky ReLU, label smoothing, one cycle": TrainingConfig(
        **_SHARED,
        hidden_sizes=(32, 16),
        activation="leaky_relu",
        optimizer="adamw",
        weight_decay=0.05,
        learning_rate=0.01,
        label_smoothing=0.1,
        schedule="one_cycle",
        warmup=0.3,
        dtype="float64",
    ),
    "nesterov, sigmoid, clipping": TrainingConfig(
        **_SHARED,
        hidden_sizes=(32, 16),
        activation="sigmoid",
        optimizer="nesterov",
        learning_rate=0.1,
        gradient_clip=0.3,
        dtype="float64",
    ),
    "momentum, batch norm": TrainingConfig(
        **_SHARED, hidden_sizes=(32, 16), batch_norm=True, optimizer="momentum", learning_rate=0.05, dtype="float64"
    ),
    "rmsprop, batch norm, tanh": TrainingConfig(
        **_SHARED,
        hidden_sizes=(24,),
        activation="tanh",
        batch_norm=True,
        optimizer="rmsprop",
        learning_rate=0.001,
        dtype="float64",
    ),
}
