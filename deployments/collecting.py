"""Python's garbage collector in processes that import much: hundreds of thousands of objects, and hardly any goes."""

import gc


def collect_seldom() -> None:
    """Let it look for garbage after 200,000 new objects instead of 700: a fifth of the time a server takes to start."""
    gc.set_threshold(200_000)
