"""`python -m deployments`: the same as `merzim`."""

from deployments.cli import main

main()
