"""The plot: a sweep's cost as the open cases grow."""

from collections.abc import Mapping, Sequence
from pathlib import Path


def draw(grown: Mapping[str, Sequence[tuple[int, float]]], file: Path) -> None:
    """Cases open against milliseconds, both on logarithmic scales, as an SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    # The same file for the same figures.
    mpl.rcParams["svg.hashsalt"] = "merzim"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    for name, points in grown.items():
        axes.loglog([n for n, _ in points], [seconds * 1000 for _, seconds in points], marker="o", label=name)
    axes.set_xlabel("cases open (200 due; SpiffWorkflow: 2 % due)")
    axes.set_ylabel("a sweep, ms")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
