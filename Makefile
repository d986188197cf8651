# Two commands for most people: `make learn` and `make test`. Each does all of its own set-up.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
# nbgrader calls other commands of the environment by name.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help learn test test-all site demo trainer check pack lock bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

learn: .venv/.ready ## set everything up and open the course
	@$(BIN)/qms setup
	@$(BIN)/qms site
	@$(BIN)/qms learn

test: .venv/.ready ## set everything up, the browser included, and run what CI runs
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python tests/tools/postgresql.py
	@$(BIN)/python tests/tools/bubblewrap.py
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/qms check

test-all: .venv/.ready ## as `make test`, and everything that is slow
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python tests/tools/postgresql.py
	@$(BIN)/python tests/tools/bubblewrap.py
	@$(BIN)/python tests/tools/podman.py
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest
	$(BIN)/qms check

site: .venv/.ready ## build the static site to _build/html
	@$(BIN)/qms site --force

demo: .venv/.ready ## a trainer's whole day on a simulated cohort
	@$(BIN)/qms demo

trainer: .venv/.ready ## open JupyterLab with the formgrader
	@$(BIN)/qms setup
	@$(BIN)/qms trainer

check: .venv/.ready ## the course's own lint
	@$(BIN)/qms check

pack: .venv/.ready ## make the zip that a trainer gives to learners
	@$(BIN)/qms site
	@$(BIN)/qms pack

lock: .venv/.ready ## renew requirements.lock within the limits of pyproject.toml
	$(UV) pip compile --universal --upgrade --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --extra test --extra build pyproject.toml -o requirements.lock

bench: .venv/.ready ## measure, side by side
	$(BIN)/python -m benchmarks

clean: ## remove what can be made again; learners' work and marks stay
	rm -rf .venv .tools _build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.ready: requirements.lock pyproject.toml $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@echo "Setting up the environment (.venv) …"
	@$(UV) venv --quiet --allow-existing --python ">=3.11,<3.15" .venv
	@$(UV) pip sync --quiet --python .venv --require-hashes requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation -e .
	@touch $@

.tools/bin/uv: tools.lock
	@echo "Fetching uv …"
	@$(PYTHON) -m venv .tools || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r tools.lock
	@touch $@
