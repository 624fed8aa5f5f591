# Two commands: `make demo` shows what it does, `make test` checks it. Both set up by themselves.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Scripts are run by their module: the first line of a script takes no path with blanks or quotes.
SCRAPY := $(BIN)/python -m scrapy
ARGS ?=

.PHONY: demo test attacks bench faults audit licences lint types lock setup clean
.DELETE_ON_ERROR:

demo: setup  ## crawl the bundled media app and show what came of it
	@$(BIN)/python -m tests.media_app.demo $(ARGS)

test: setup lint types  ## lint, types, tests
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

attacks: setup  ## attacks that take minutes: the browser's targets, presses, commands, patterns
	$(BIN)/python -m pytest -n 2 --dist loadfile -m attack $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo --no-cache

types: setup
	$(BIN)/python -m mypy

bench: setup  ## speed and memory, side by side in one run (ARGS=wake for a part, ARGS=reading for accuracy)
	$(BIN)/python -m tests.benchmarks $(ARGS)

faults: setup  ## what becomes of articles when things go wrong, one row a fault (ARGS=--short: as in CI)
	$(BIN)/python -m tests.faults $(ARGS)

audit: .venv-audit/.ready  ## known vulnerabilities of what requirements.lock names; one that cannot be looked up fails too
	.venv-audit/bin/python -m pip_audit --strict --requirement requirements.lock --require-hashes --disable-pip

licences: .venv-audit/.ready setup  ## write docs/licences.md anew
	@{ echo '# Licences of what is installed'; echo; echo 'Written by `make licences`; the project itself is MIT.'; echo; \
	.venv-audit/bin/python -m piplicenses --python $(BIN)/python --format markdown --order name --with-system; } > docs/licences.md

.venv-audit/.ready: deploy/audit.txt
	@$(PYTHON) -m venv --clear .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/audit.txt
	@touch $@

setup: .venv/.ready  ## everything the other targets need
	@$(SCRAPY) browser --install >/dev/null

.venv/.ready: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Setting up .venv (about half a minute the first time)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

lock:  ## compile requirements.lock anew from pyproject.toml, and what benchmarks and audits use (needs uv)
	$(COMPILE) pyproject.toml --extra dev -o requirements.lock
	$(COMPILE) tests/benchmarks/peers.in -o tests/benchmarks/peers.txt
	$(COMPILE) deploy/audit.in -o deploy/audit.txt

clean:
	rm -rf .venv .venv-audit .data build *.egg-info .mypy_cache .ruff_cache .pytest_cache
