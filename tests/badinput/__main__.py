"""More than ten thousand inputs that nobody should have sent: a table of what became of them.

python -m tests.badinput [--share 100] [--docs docs]
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.prefect_server import private_environment

# Before anything imports Prefect, which reads its settings then.
_HOME = tempfile.TemporaryDirectory(prefix="merzim-bad-input-")
os.environ.update(private_environment(Path(_HOME.name)))

HEAD = "| way in | inputs | taken as given | refused | crashes | taken without a word |\n" + "|---" * 6 + "|"
TITLE = """# Bad input

Made by `make badinput`. Each input goes to the real part: an answer into a record, a file or a command line to
`merzim`, a request to the gateway with Prefect's own application behind it. It is refused with a reason, and then
nothing else was written, or it is taken and stored as it was given; a second statement of what a record may hold, of
what a changed file is worth and of who may see or write what is put to each. What differs from that is a crash, or was
taken without a word. The inputs are made anew from the same seed: lawful forms, files and requests with values, bytes
or parts spoilt (days in other orders, letters that look alike, signs nobody sees, numbers no column holds, formulas,
archives that unpack to much more), and what Hypothesis and Schemathesis make of the JSON schemas of the forms and of
Prefect's API. `tests/badinput/` tries some hundreds of them in every run of the tests.
Websockets and forged answers of an OpenID Connect provider are tried in `tests/gateway/` (`test_sockets.py`,
`test_oidc.py`).
"""


def main() -> int:
    """Try, print, and write the page; 1 where something is found."""
    parser = argparse.ArgumentParser(prog="python -m tests.badinput", description=__doc__)
    parser.add_argument("--share", type=int, default=100, help="percent of the inputs of a whole run")
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    from tests.badinput.surfaces import SURFACES

    rows, found = [], []
    sys.stdout.write(HEAD + "\n")
    for surface in SURFACES:
        tally = surface.try_(max(1, surface.deep * given.share // 100))
        refused = tally.tried - tally.became.get("taken", 0) - tally.became.get("broke", 0)
        row = (
            f"| {surface.name} | {tally.tried:,} | {tally.became.get('taken', 0):,} | {refused:,} "
            f"| {len(tally.crashes)} | {len(tally.silent)} |"
        )
        sys.stdout.write("\n".join([row, *tally.found, ""]))
        sys.stdout.flush()
        rows.append(row)
        found += tally.found
    if given.docs is not None:
        (given.docs / "bad-input.md").write_text("\n".join([TITLE, HEAD, *rows, ""]), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
