# The commands of the house. `make help` lists them.
#
# Stamps inside .venv say what was installed from which lock, so that a second run does no work and needs no network.

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
ARGS ?=

BIN := .venv/bin
SAMPLES := $(wildcard samples/*.txt)
# Doubly quiet: errors alone are printed, not what pip warns of in the configuration of the machine.
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -qq
# The first interpreter that is there; the recipe that uses it checks that it is new enough.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p && break; done)

# Targets are lists of words to make, so a folder with a blank in its name would be two.
ifneq ($(words $(DATA)),1)
$(error DATA must be one folder without blanks in its name; give counterclaim itself any other with --data)
endif

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | \
		while IFS='|' read -r name says; do printf '  make %-14s %s\n' "$$name" "$$says"; done
	@printf '\n  PORT=8123, HOST=0.0.0.0, DATA=elsewhere change what `make run` serves, where, and from which folder;\n'
	@printf '  ARGS="-k quotation" goes to pytest.\n'

# --- set-up

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python found: install Python 3.11 or newer, or name one with PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than 3.11: name a newer one with PYTHON=..." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

.venv/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Counterclaim runs on (once; some 400 MB on disk)"
	$(PIP_INSTALL) --require-hashes -r requirements/runtime.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@echo "Installing what its tests and checks need (once)"
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: setup
setup: .venv/.dev ## install everything, run nothing

# --- run

$(DATA)/directory.json: | .venv/.runtime
	$(BIN)/counterclaim init --data "$(DATA)"

# The stamp lies in the data directory, so that it goes with it.
$(DATA)/.samples: $(SAMPLES) | $(DATA)/directory.json
	$(BIN)/counterclaim load --data "$(DATA)" $(SAMPLES)
	@touch $@

.PHONY: run
run: .venv/.runtime $(DATA)/.samples ## install, load the sample reports, serve them on http://127.0.0.1:8000
	$(BIN)/counterclaim serve --data "$(DATA)" --host "$(HOST)" --port "$(PORT)"

# --- test and check

.PHONY: test
test: .venv/.dev ## install what tests need and run them all
	$(BIN)/python -m pytest $(ARGS)

.PHONY: lint
lint: .venv/.dev ## ruff's rules
	$(BIN)/ruff check

.PHONY: format-check
format-check: .venv/.dev ## whether `make format` would change a file
	$(BIN)/ruff format --check

.PHONY: types
types: .venv/.dev ## mypy, strict, tests too
	$(BIN)/mypy

.PHONY: imports
imports: .venv/.dev ## whether each floor imports only from the floors below it
	$(BIN)/lint-imports

.PHONY: check
check: lint format-check types imports ## everything that CI checks beside the tests

.PHONY: format
format: .venv/.dev ## rewrite the code in the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# --- upkeep

# The second lock holds the first whole, at the same versions: either can be installed over the other.
LOCK := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --no-build \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet

.PHONY: lock
lock: .venv/.dev ## renew both locks from pyproject.toml; ARGS="--upgrade-package rdflib" or --upgrade moves versions
	$(LOCK) $(ARGS) --output-file requirements/runtime.txt
	$(LOCK) $(ARGS) --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt

.PHONY: clean
clean: ## remove what was built, cached and installed; data directories stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
