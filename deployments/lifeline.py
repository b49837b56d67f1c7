"""A child process that doesn't outlive its parent, even one that was killed."""

import os
import signal
import threading
import time
from typing import NoReturn

_LOOK_SECONDS = 0.5
GRACE_SECONDS = 10.0
"""Between the polite signal and the hard end."""


def interrupted(*_: object) -> NoReturn:
    """A handler for SIGTERM: what runs is broken off as by Ctrl-C, and cleans up after itself."""
    raise KeyboardInterrupt


def end_with(parent: int) -> None:
    """From now on, end this process (as SIGTERM does, then hard) once `parent` is no longer its parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
