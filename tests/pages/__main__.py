"""Writes the pages that are made from the code: `python -m tests.pages`, or `make pages`."""

import sys

from tests.pages.made import pages

for path, text in pages().items():
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
