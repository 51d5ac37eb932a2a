# make run    sets up and runs the main job on a simulated web; make run INPUT=my-list.md on your own list
# make test   sets up and runs the tests
# make check  lint, types and tests
# make lock   renews the pinned versions
# make clean  removes what can be made again; the store in cache/ is history and stays

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
INPUT ?=
JOBS ?= 2

.PHONY: run test check lint types docs lock clean

run: $(VENV)/.run-ready
ifeq ($(strip $(INPUT)),)
	@$(BIN)/linkgraph demo
else
	@$(BIN)/linkgraph run $(INPUT)
endif

test: $(VENV)/.test-ready
	@$(BIN)/python -m pytest -n $(JOBS)

check: lint types test

lint: $(VENV)/.test-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.test-ready
	@$(BIN)/mypy

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer found; install one or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) cannot make a virtual environment; install its venv module (Debian: apt install python3-venv)" >&2; exit 1; }

$(VENV)/.run-ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up $(VENV) from requirements.lock ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock $(VENV)/.run-ready
	@echo "Adding the test tools from requirements-dev.lock ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

docs: $(VENV)/.run-ready
	@$(BIN)/python -m linkgraph.reference

lock: $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --upgrade --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis cache/http
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
