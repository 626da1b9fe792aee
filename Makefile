# `make run` starts everything, `make test` checks everything, `make help` lists the rest.
# Needed beforehand: Python 3.11 or newer and make. Neither root nor Node nor a database server.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PY := .venv/bin/python
# Node comes from a Python package; its npm must find its node before any other.
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" NODE_USE_SYSTEM_CA=1 .venv/bin/npm --prefix frontend --no-update-notifier
VENV := .venv/.ready
MODULES := frontend/node_modules/.ready
WEB := frontend/dist/index.html
WEB_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	frontend/index.html frontend/package.json frontend/vite.config.ts frontend/tsconfig.json
JOBS ?= 2

# Without its compiled files Python reads every module anew at each start, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

# Demo mode is what someone wants who has just cloned this; ECOSYSTEM_DEMO=0 turns it off.
run dev: export ECOSYSTEM_DEMO ?= 1

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV) $(WEB) ## Set up what is missing and start the server with its demo region
	@exec $(PY) -m ecosystem serve

.PHONY: build
build: $(VENV) $(WEB) ## Build the front end, and a wheel that carries it
	$(PY) -m uv build --quiet --wheel --no-build-isolation --out-dir dist .

.PHONY: dev
dev: $(VENV) $(MODULES) ## Server that reloads, and Vite in front of it
	@$(PY) -m ecosystem serve --reload & server=$$!; \
	trap 'kill $$server 2>/dev/null; wait $$server' EXIT; trap 'exit 0' INT TERM; \
	$(NPM) run dev

.PHONY: test
test: test-static test-python test-races test-browser ## Everything that must pass, with reduced fault counts

# Apart from one another: a browser's driver keeps a loop of its own running in the process it is in, and
# races want the machine to themselves.
.PHONY: test-python test-races test-browser
test-python: $(VENV) $(WEB) ## Python tests without races and browser
	$(PY) -m pytest -n $(JOBS) --dist worksteal --ignore tests/e2e --ignore tests/faults
test-races: $(VENV) $(WEB) ## Races, kills and replays with reduced counts
	$(PY) -m pytest tests/faults
test-browser: $(VENV) $(WEB) ## Journeys in a real browser
	$(PY) -m pytest -n $(JOBS) --dist loadfile tests/e2e

.PHONY: test-faults
test-faults: $(VENV) $(WEB) ## Races, kills and replays with their full counts
	ECOSYSTEM_FAULTS=full $(PY) -m pytest tests/faults tests/architecture/test_fuzz.py

# Each of the two keeps one core busy; what the first says is shown when the second has finished.
.PHONY: test-static
test-static: $(VENV) $(WEB) ## `check` and `test-web` side by side
	@said=$$(mktemp); $(MAKE) --no-print-directory check >$$said 2>&1 & checks=$$!; \
	$(MAKE) --no-print-directory test-web; web=$$?; \
	wait $$checks; python=$$?; cat $$said; rm -f $$said; exit $$((web | python))

.PHONY: check
check: $(VENV) ## Format, lint, types, layers
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports

.PHONY: test-web
test-web: $(VENV) $(WEB) ## Lint, types, tests and generated client of the front end
	$(NPM) run lint
	$(NPM) run types
	$(NPM) run test
	scripts/client --check

.PHONY: bench
bench: $(VENV) $(WEB) ## Speed, as ratios within one run
	$(PY) -m bench

.PHONY: fmt
fmt: $(VENV) ## Format the Python code and mend what the linter can
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

.PHONY: openapi
openapi: $(VENV) $(MODULES) ## Write the OpenAPI document and the front end's types from it
	scripts/client

UV_LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"
.PHONY: lock
lock: $(VENV) ## Lock the newest versions of all packages, without addresses
	for set in tools main dev; do \
		$(UV_LOCK) --upgrade requirements/$$set.in --output-file requirements/$$set.txt || exit 1; \
	done
	$(NPM) run lock

.PHONY: clean
clean: ## Remove what make has made; the data in var stays
	rm -rf .venv .state .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	rm -rf frontend/node_modules frontend/dist
	find src tests alembic bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# A virtual environment that was moved or copied does not run: it remembers where it was made.
ifneq ($(shell cat $(VENV) 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)
endif
$(VENV): requirements/tools.txt requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" scripts/venv

# The version of Node is part of the lock: a new one means a new .venv, not new modules.
$(MODULES): frontend/package-lock.json frontend/package.json | $(VENV)
	@echo "Installing the front end's packages ..."
	@$(NPM) ci --no-progress --loglevel=error || \
		{ echo "make: npm could not install the front end's packages: is the registry reachable? Then run make again" >&2; exit 1; }
	@touch $@

$(WEB): $(MODULES) $(WEB_SOURCES)
	@echo "Building the front end ..."
	@# Without the type checker, which takes longer than the build: `make test` runs it.
	@cd frontend && ../.venv/bin/node node_modules/vite/bin/vite.js build --logLevel warn
	@touch $@
