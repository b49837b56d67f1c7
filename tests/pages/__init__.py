"""Pages of `docs/` that are made from the code: the clauses of each text, the map of the code.

python -m tests.pages
"""
