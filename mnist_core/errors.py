"""Every error that the engine raises on purpose.

Each class is also the builtin that it refines, so that code which knows nothing of this project can still catch it.
A message is one sentence that says what was wrong and, where the reader can mend it, how.

    MnistCoreError
    ├── ConfigurationError  (ValueError)       a setting out of its range
    ├── DataError           (ValueError)       a file of images or labels that cannot be used
    ├── DrawingError        (ValueError)       a picture that cannot be read as a digit
    ├── DivergenceError     (ArithmeticError)  training left the finite numbers
    ├── NetworkFileError    (ValueError)       a saved network that is refused
    ├── BundleError         (ValueError)       a run from another machine that is refused
    ├── CheckpointError     (ValueError)       a checkpoint that cannot be resumed from
    ├── ClusterError        (RuntimeError)     a Dask cluster that cannot be used
    └── StoreError          (RuntimeError)     the run store cannot be read or written
        ├── RunNotFoundError (LookupError)     no run has this number
        ├── NotYoursError (PermissionError)    a run of another visitor, or more than a visitor may ask for
        ├── StoreUnavailableError              it cannot be reached now: locked, restarted, or its disk is full
        └── StoreGoneError                     it was removed or replaced while in use
"""

import lzma
import zipfile
import zlib

UNPACKING_ERRORS = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
"""What Python's own means raise where a packed file is damaged, encrypted, or packed in a way that they do not know."""


class MnistCoreError(Exception):
    """The root of every error raised on purpose."""


class ConfigurationError(MnistCoreError, ValueError):
    """A setting is out of its range or does not fit another one."""


class DataError(MnistCoreError, ValueError):
    """A file of images or labels cannot be used."""


class DrawingError(MnistCoreError, ValueError):
    """A picture cannot be read as a digit."""


class DivergenceError(MnistCoreError, ArithmeticError):
    """Training left the finite numbers; the message names the step and the learning rate."""


class NetworkFileError(MnistCoreError, ValueError):
    """A saved network is refused."""


class BundleError(MnistCoreError, ValueError):
    """A run from another machine is refused."""


class CheckpointError(MnistCoreError, ValueError):
    """A checkpoint cannot be resumed from."""


class ClusterError(MnistCoreError, RuntimeError):
    """A Dask cluster cannot be used: it is not there, or lacks something."""


class StoreError(MnistCoreError, RuntimeError):
    """The run store cannot be read or written."""


class RunNotFoundError(StoreError, LookupError):
    """No run has the number that was asked for."""


class NotYoursError(StoreError, PermissionError):
    """A visitor of a shared store asked for what is another's to change, or for more than their share."""


class StoreUnavailableError(StoreError):
    """The run store cannot be reached now and may be again: it is locked, restarted, or its disk is full."""


class StoreGoneError(StoreError):
    """The run store was removed or replaced while it was in use."""
