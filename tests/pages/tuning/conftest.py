"""Studies that were told by hand, for the page Tune and its parts."""

from collections.abc import Callable

import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.store.store import RunStore
from mnist_core.store.study import Study
from mnist_core.training.config import TrainingConfig
from mnist_core.tuning.plan import StudyPlan
from mnist_core.tuning.reading import read_searched
from mnist_core.tuning.search_space import SearchSpace
from mnist_core.tuning.tuner import Tuner
from tests.tuning.conftest import Player, play_on


@pytest.fixture
def told(store: RunStore, small_data: Dataset) -> Callable[..., Study]:
    """Return a function that puts a study into the store, every trial of it trained."""

    def tell(*search: str, **values: object) -> Study:
        base = TrainingConfig(hidden_sizes=(4,), epochs=3, training_size=1000)
        space = SearchSpace(tuple(read_searched(text) for text in search))
        plan = StudyPlan(base=base, space=space, **values)  # type: ignore[arg-type]
        study = store.studies.create(plan.to_dict(), name="a search")
        store.tuners.ensure()
        store.tuners.register(study.id, 1)
        play_on(Tuner(store, study.id, 1, load=lambda: small_data), Player(store))
        return store.studies.get(study.id)

    return tell
