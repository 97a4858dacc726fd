# Aftercall: `make run` and `make test` are all that a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
RUNNING := $(VENV)/.installed-run
TESTING := $(VENV)/.installed-test

.DEFAULT_GOAL := help
.PHONY: help run demo test lint replies bench bench-exports faults clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNNING) ## Start the whole service on this machine, http://127.0.0.1:8000
	@AFTERCALL_DIE_WITH_PARENT=1 exec $(BIN)/aftercall run

demo: $(RUNNING) ## Start it with three months of simulated contacts, kept apart in .demo
	@AFTERCALL_DIE_WITH_PARENT=1 exec $(BIN)/python -P -m app.demo

test: $(TESTING) ## Run all tests
	@exec $(BIN)/python -m pytest -n 2

lint: $(TESTING) ## Check style, types, layers and sizes
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/sizes.py

replies: $(TESTING) ## Score how replies are understood, on the corpora of tests/replies
	@exec $(BIN)/python -m benchmarks.replies

bench: $(TESTING) ## Measure a turn against a constant view, and growth
	@exec $(BIN)/python -m benchmarks.turns

bench-exports: $(TESTING) ## Measure exports of a million responses against COPY and the sqlite3 shell
	@exec $(BIN)/python -m benchmarks.exports

faults: $(TESTING) ## The crowd of 300 and 300, every part killed or stopped under way, long sequences; half an hour
	@FULL=1 CROWD=300 exec $(BIN)/python -m pytest -n 0 tests/end_to_end/test_crowd.py tests/faults \
		tests/outreach/test_sends_anyhow.py tests/counting/test_counted_days.py tests/counting/test_repeat_calls.py

clean: ## Remove what was installed and made, but not .local and .demo, where local mode keeps its data
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(RUNNING): requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TESTING): requirements-dev.txt $(RUNNING) | $(BIN)/python
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
