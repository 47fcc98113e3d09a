# Everything a developer needs, on a machine with only python3 (3.10 or newer), git and make.
#
#   make demo    run the linter on the demo application
#   make test    run the tests            (T=word: only those that match; FAST=1: without the slow ones)
#   make check   format, lint, strict types, import contract, manifests, generated pages
#   make fix     format and mend what the tools can mend
#   make docs    write the generated parts of docs/ anew, and the site from them (site/)
#   make interfaces  hold what a wheel installs against the clients of its formats
#   make bench   measure on public corpora, beside rg, ruff (and semgrep): see docs/benchmarks.md
#   make upstream  hold the catalogue against the newest SDK packages (asks npm and PyPI; part of no test)
#   make clean   remove what the above made, .venv included

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh

# An environment is as good as its pyproject.toml: its hash names the stamp, so that a clean checkout with an old
# .venv is neither rebuilt for nothing (times of files) nor used out of date.
HASH := $(shell cksum < pyproject.toml | cut -d' ' -f1)
RUN := $(VENV)/.run-$(HASH)
DEV := $(VENV)/.dev-$(HASH)

PYTEST_ARGS := $(if $(T),-k "$(T)") $(if $(FAST),-m "not slow")

.PHONY: demo test check fix docs interfaces bench lowest upstream clean
.DEFAULT_GOAL := check

demo: $(RUN)
	$(BIN)/tracklint check --exit-zero fixtures/praxis

test: $(DEV)
	$(BIN)/python -m pytest -q -n auto $(PYTEST_ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pre-commit validate-manifest .pre-commit-hooks.yaml
	$(BIN)/pre-commit validate-config .pre-commit-config.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci ci/gitlab.yml
	$(BIN)/python tests/house/generate_docs.py --check

fix: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DEV)
	$(BIN)/python tests/house/generate_docs.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# What we write, held against its readers, by the package that a wheel installs: the checkout is not on the path.
WHEEL := $(VENV)/wheel
interfaces: $(DEV)
	rm -rf $(WHEEL) && mkdir -p $(WHEEL)
	$(BIN)/python -m build --no-isolation --outdir $(WHEEL)/dist . > $(WHEEL)/build.log
	$(BIN)/python -m zipfile -e $(WHEEL)/dist/*.whl $(WHEEL)/site
	ln -s $(CURDIR)/tests $(WHEEL)/site/tests
	cd $(WHEEL)/site && PYTHONPATH=$(CURDIR)/$(WHEEL)/site $(CURDIR)/$(BIN)/pytest -q -o pythonpath= \
	    -c $(CURDIR)/pyproject.toml --rootdir $(CURDIR) $(CURDIR)/tests/interfaces $(CURDIR)/tests/server

bench: $(DEV)
	$(BIN)/python benchmarks/bench.py $(BENCH)

# The oldest versions that pyproject.toml promises, in an environment of their own.
lowest: $(DEV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv venv --quiet --clear $(VENV)/lowest
	VIRTUAL_ENV=$(VENV)/lowest $(BIN)/uv pip install --quiet --resolution lowest-direct -e '.[dev]'
	$(VENV)/lowest/bin/python -m pytest -q -m "not slow"

upstream: $(DEV)
	PYTHONPATH=. $(BIN)/python tests/house/upstream.py $(UPSTREAM)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	    { echo "tracklint needs Python 3.10 or newer; name one with: make PYTHON=python3.x ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@rm -f $(VENV)/.run-* && touch $@

$(DEV): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,server]'
	@rm -f $(VENV)/.run-* $(VENV)/.dev-* && touch $@ $(RUN)
