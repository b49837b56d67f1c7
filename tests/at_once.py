"""Several things at once, in threads of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(*works: Callable[[], object]) -> list[Any]:
    """What each came to, all begun at the same moment: its result or its error."""
    together = threading.Barrier(len(works))

    def done(work: Callable[[], object]) -> object:
        together.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))
