"""A region made up for the demo and the tests: its registry as csv files, and what makes them."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the csv files lie: `merzim import` takes the folder."""
