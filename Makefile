# Gongti's outer commands, from a fresh clone: each makes what it needs (a Python environment with exactly what pins/
# names, under .venv/) and, run again, starts at once. `make PYTHON=python3.13 test` chooses the interpreter; each
# Python version has an environment of its own, so switching costs nothing.

PYTHON   ?= python3
VENV     ?= .venv
SAMPLE   ?= samples/qinghe
# More words for the command that `make demo` or `make bench` runs, and for pytest (TESTS=tests/values); how many random
# examples a property gets in `make test-all`; how many processes the tests run in.
OPTIONS  ?=
TESTS    ?=
EXAMPLES ?= 250
WORKERS  ?= auto

.PHONY: help demo test test-all office lint bench windows picture docs pins clean network network-required python-zip
.DELETE_ON_ERROR:

help:  ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),help)),)
RELEASE := $(shell $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) and print("%d.%d" % sys.version_info[:2])')
ifeq ($(RELEASE),)
$(error Gongti needs Python 3.11 or later, and "$(PYTHON)" is not that: make PYTHON=python3.11 $(MAKECMDGOALS))
endif
endif

ENV     := $(VENV)/$(RELEASE)
BIN     := $(abspath $(ENV)/bin)
PIP     := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps
PINNED  := $(PIP) --require-hashes --only-binary :all:

demo: $(ENV)/project network  ## assess the sample consortium and print the report
	@$(BIN)/python -m gongti assess $(SAMPLE) --on 2024-12-31 $(OPTIONS)

test: lint network-required  ## lint, and every test but the slow ones
	$(BIN)/pytest -n $(WORKERS) -m "not slow" --hypothesis-profile=quick $(TESTS)

test-all: $(ENV)/dev network-required  ## every test, with many more random examples
	GONGTI_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n $(WORKERS) --dist loadgroup --hypothesis-profile=long $(TESTS)

office: $(ENV)/dev network-required  ## only the tests that need LibreOffice
	GONGTI_OFFICE=required $(BIN)/pytest -m office $(or $(TESTS),tests/office)

lint: $(ENV)/dev  ## style, types, and which stage imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd $(ENV)/link && $(BIN)/mypy --config-file gongti/pyproject.toml
	$(BIN)/lint-imports --no-logo

bench: $(ENV)/dev network-required  ## assess() beside plain Python and its peers
	$(BIN)/python -m benchmarks $(OPTIONS)

windows: python-zip $(ENV)/dev  ## make dist/gongti-windows.zip from PYTHON_ZIP=python-3.12.x-embed-amd64.zip
	@$(BIN)/python windows/build.py "$(PYTHON_ZIP)" $(OPTIONS)

python-zip:
	@test -f "$(PYTHON_ZIP)" || { echo "make windows PYTHON_ZIP=…/python-3.12.x-embed-amd64.zip: the embeddable Python of python.org" >&2; exit 2; }

picture: $(ENV)/project network-required  ## remake the picture of the report in docs/
	$(BIN)/python -m gongti assess $(SAMPLE) --on 2024-12-31 --format svg -o docs/report.svg

docs: $(ENV)/project  ## remake the tables of docs/ that are made from the program
	@$(BIN)/python docs/tables.py && $(BIN)/python docs/coverage.py

clean:  ## forget the environments and what was built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# The environment, in steps; a file named after a step says that it is done.

$(ENV)/core: pins/core.txt
	@echo "Making a Python $(RELEASE) environment in $(ENV)" >&2
	@$(PYTHON) -m venv --clear $(ENV)
	@$(PINNED) -r pins/core.txt
	@touch $@

$(ENV)/project: $(ENV)/core pyproject.toml
	@$(PIP) --no-build-isolation --editable .
	@touch $@

# mypy and editors see the package through a link named as it is imported; a new file is seen without reinstalling.
$(ENV)/dev: $(ENV)/project pins/dev.txt
	@$(PINNED) -r pins/dev.txt
	@mkdir -p $(ENV)/link && ln -sfn $(CURDIR) $(ENV)/link/gongti
	@touch $@

# durable-rules is built from source, so it is the one thing that may be impossible here. Gongti then goes on with its
# direct evaluator, and every report says so.
define CAN_BUILD
import os, shutil, sys, sysconfig
compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
headers = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (shutil.which(compiler) and os.path.exists(headers)))
endef
export CAN_BUILD

network: $(ENV)/core
	@if test $(ENV)/durable -nt $(ENV)/core && test $(ENV)/durable -nt pins/durable.txt; then :; \
	elif ! $(BIN)/python -c "$$CAN_BUILD"; then \
	  echo "No C compiler or no Python headers, so no durable-rules (apt install gcc python3-dev); going on with the direct evaluator." >&2; \
	elif ! $(PIP) --require-hashes --no-build-isolation --use-pep517 -r pins/durable.txt >$(ENV)/durable.log 2>&1; then \
	  echo "durable-rules could not be built ($(ENV)/durable.log says why); going on with the direct evaluator." >&2; \
	else touch $(ENV)/durable; fi

network-required: network
	@test -e $(ENV)/durable || { echo "This needs durable-rules; only make demo goes on without it." >&2; exit 1; }

# What is installed: every version with the hashes of all its files, for every platform, and no address. Keeps the
# versions that still fit; `make pins UPGRADE=--upgrade` takes the newest, `UPGRADE="-P rich"` one.
UV      := $(ENV)-pins/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
           --no-emit-index-url --custom-compile-command "make pins" $(UPGRADE)
omit     = $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' $(1))

pins:  ## choose the versions of pins/ anew
	@$(PYTHON) -m venv --clear $(ENV)-pins && $(ENV)-pins/bin/python -m pip install --quiet uv==0.13.9
	@mkdir -p pins
	echo "setuptools>=77" | $(UV) pyproject.toml - --no-emit-package durable-rules --output-file pins/core.txt
	$(UV) pyproject.toml $(call omit,pins/core.txt) --constraint pins/core.txt --output-file pins/durable.txt
	$(UV) pyproject.toml --all-extras $(call omit,pins/core.txt pins/durable.txt) --constraint pins/core.txt --output-file pins/dev.txt
