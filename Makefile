# Everything a developer runs. `make` alone lists it.
#
# The environments are made once and kept: a stamp inside each one says what it holds, and
# only a change of the files a stamp depends on installs again. Without such a change no
# target but `lock` needs the network.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:

# An environment knows its own path and breaks when the folder is moved or copied, so the
# stamps carry a checksum of the place, and a new place makes a new environment.
HERE := $(shell pwd | cksum | cut -d ' ' -f 1)

VENV := .venv
BENCH := .venv-bench
PY := $(VENV)/bin/python
INSTALL := -m pip --disable-pip-version-check --no-input install -qq
SELF := $(INSTALL) --no-index --no-deps --no-build-isolation --editable .

RUNTIME_STAMP := $(VENV)/.runtime-$(HERE)
DEV_STAMP := $(VENV)/.dev-$(HERE)
BENCH_STAMP := $(BENCH)/.bench-$(HERE)

PORTFOLIO ?= examples/portfolio.csv
FROM ?= ../shared/data
AS_OF ?= 2025-12-24
WORKERS ?= 2
ARGS ?=

##@ Use

.PHONY: propose
propose: $(RUNTIME_STAMP) ## propose trades for PORTFOLIO (the example unless set)
	@$(VENV)/bin/allocator propose "$(PORTFOLIO)" $(ARGS)

.PHONY: setup
setup: $(DEV_STAMP) ## install everything at once, the risk estimators (over 1 GB) and the tools too

.PHONY: snapshot
snapshot: $(RUNTIME_STAMP) ## rebuild the bundled snapshot from the data in FROM, as of AS_OF
	$(VENV)/bin/allocator data snapshot --from "$(FROM)" --as-of "$(AS_OF)" -o allocator/bundled/snapshot.json

##@ Check

.PHONY: check
check: format-check lint types contracts test ## everything that must hold before a commit

.PHONY: test
test: $(DEV_STAMP) ## run the tests and doctests (ARGS goes to pytest)
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

.PHONY: coverage
coverage: $(DEV_STAMP) ## run them with coverage, which takes half as long again
	@$(PY) -m pytest -n $(WORKERS) --cov $(ARGS)

.PHONY: golden
golden: $(DEV_STAMP) ## rewrite the golden files from what the code says now; read the diff
	@$(PY) -m pytest tests/golden --update-golden $(ARGS)

.PHONY: format
format: $(DEV_STAMP) ## lay out the code and sort the imports
	@$(PY) -m ruff check --quiet --select I --fix .
	@$(PY) -m ruff format .

.PHONY: format-check
format-check: $(DEV_STAMP)
	@$(PY) -m ruff format --check .

.PHONY: lint
lint: $(DEV_STAMP) ## ruff
	@$(PY) -m ruff check .

.PHONY: types
types: $(DEV_STAMP) ## mypy, strict
	@$(PY) -m mypy

.PHONY: contracts
contracts: $(DEV_STAMP) ## the import rules between the packages
	@$(VENV)/bin/lint-imports --no-logo

.PHONY: bench
bench: $(BENCH_STAMP) ## compare with the peers, in an environment of its own (over 1 GB)
	@$(BENCH)/bin/python -m compileall -q allocator # start-up is measured as users have it
	@$(BENCH)/bin/python -m benchmarks $(ARGS)

##@ Maintain

# The development file is the widest, so it is resolved first and the others keep to it.
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
	--annotation-style line --custom-compile-command "make lock" $(ARGS)
BUILD_REQUIRES = import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

.PHONY: lock
lock: $(DEV_STAMP) ## pin the requirements files again (ARGS=--upgrade for the newest)
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.txt
	$(COMPILE) pyproject.toml -c requirements-dev.txt -o requirements.txt
	$(COMPILE) pyproject.toml --extra bench -c requirements-dev.txt -o requirements-bench.txt
	$(PY) -c '$(BUILD_REQUIRES)' | $(COMPILE) - -c requirements-dev.txt -o requirements-build.txt

.PHONY: wheel
wheel: $(DEV_STAMP) ## build the sdist, and the wheel from it, into dist/
	@rm -rf dist
	@$(PY) -m build --no-isolation

.PHONY: clean
clean: ## remove caches and build output; the environments stay
	rm -rf dist build htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -path './.venv*' -prune -o -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# The environments.

# make_venv: $(1) is its folder. PYTHON=... names the interpreter to use.
define make_venv
	@for python in $(PYTHON) python3.11 python3; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		exec "$$python" -m venv --clear $(1); \
	done; \
	echo "error: allocator needs Python 3.11 or later, and found $$(python3 --version 2>&1 || true); set PYTHON to one" >&2; \
	exit 1
endef

$(VENV)/.made-$(HERE):
	$(call make_venv,$(VENV))
	@touch $@

$(RUNTIME_STAMP): $(VENV)/.made-$(HERE) requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing what allocator needs into $(VENV), once." >&2
	@$(PY) $(INSTALL) --require-hashes -r requirements-build.txt -r requirements.txt
	@$(PY) $(SELF)
	@$(PY) -m compileall -q allocator # where Python is told to write no bytecode, each run would compile anew
	@touch $@

$(DEV_STAMP): $(RUNTIME_STAMP) requirements-dev.txt
	@echo "Installing the development tools into $(VENV), once." >&2
	@$(PY) $(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

$(BENCH)/.made-$(HERE):
	$(call make_venv,$(BENCH))
	@touch $@

$(BENCH_STAMP): $(BENCH)/.made-$(HERE) requirements-bench.txt requirements-build.txt pyproject.toml
	@echo "Installing the peers into $(BENCH), once: over 1 GB." >&2
	@$(BENCH)/bin/python $(INSTALL) --require-hashes -r requirements-build.txt -r requirements-bench.txt
	@$(BENCH)/bin/python $(SELF)
	@touch $@
