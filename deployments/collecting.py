"""Python's garbage collector in processes that import much: hundreds of thousands of objects, and hardly any goes."""

import gc

_USUAL = gc.get_threshold()


def collect_seldom() -> None:
    """Let it look for garbage after 200,000 new objects instead of 700: a fifth of the time a server takes to start."""
    gc.set_threshold(200_000)


def collect_as_usual() -> None:
    """From now on as Python does by itself, but for what is there already: a server that has started.

    What a cancelled task leaves behind, a database's connection and its locks among it, goes only so.
    """
    gc.freeze()
    gc.set_threshold(*_USUAL)
