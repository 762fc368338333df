"""The tuner process: `python -m mnist_core.tuning --study ID` searches until the study is over."""

import signal
import sys
import threading
import traceback
from types import FrameType

import click

from mnist_core.errors import MnistCoreError, StoreError
from mnist_core.store.store import RunStore
from mnist_core.store.study import StudyStatus, TunerReplaced
from mnist_core.tuning.tuner import Tuner

BUSY_SECONDS = 10.0


@click.command()
@click.option("--study", "study_id", type=int, required=True, help="Number of the study.")
@click.option("--claim", type=int, required=True, help="Number by which the store gave the study to this process.")
def main(study_id: int, claim: int) -> None:
    """Search as a study plans it."""
    leave = threading.Event()

    def ask_to_leave(_signal: int, _frame: FrameType | None) -> None:
        leave.set()

    signal.signal(signal.SIGTERM, ask_to_leave)
    signal.signal(signal.SIGINT, ask_to_leave)
    try:
        store = RunStore(busy_seconds=BUSY_SECONDS)
        store.tuners.register(study_id, claim)
        try:
            Tuner(store, study_id, claim).work(leave)
        except (TunerReplaced, StoreError):
            raise
        except MnistCoreError as error:
            store.studies.set_status(study_id, StudyStatus.FAILED, message=str(error))
        except Exception as error:
            traceback.print_exc()
            message = f"the search ended unexpectedly ({type(error).__name__}: {error}); see tuner-{study_id:06d}.log"
            store.studies.set_status(study_id, StudyStatus.FAILED, message=message)
        store.tuners.release(study_id, claim)
    except TunerReplaced as replaced:
        print(replaced, file=sys.stderr)
    except MnistCoreError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
