# Two commands do everything: `make run` and `make test`. Bare `make` prints what else there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 8000
export KARTA_DATA ?= $(CURDIR)/data
# Compiled modules are kept: without them each start of the command line or a server compiles every module again.
export PYTHONDONTWRITEBYTECODE :=
# The locked Python, Node.js and npm come before the machine's own.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# uv and npm bring certificates of their own; a network with its own authority is known to the system only, as pip sees it.
SYSTEM_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CERTIFICATES),)
export SSL_CERT_FILE ?= $(SYSTEM_CERTIFICATES)
export NODE_EXTRA_CA_CERTS ?= $(SYSTEM_CERTIFICATES)
endif

# Stamps: a step runs again only when what it was made from has changed.
VENV := .venv/.made
PACKAGES := .venv/.packages
MODULES := frontend/node_modules/.modules
BUNDLE := frontend/dist/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(shell find src -name django.po))
FRONTEND_SOURCES := $(shell find frontend/src frontend/scripts -type f ! -name '*.test.ts') \
	frontend/vite.config.ts frontend/tsconfig.json src/karta/vocab/district_shapes.csv

.PHONY: help setup run run-production backup restore demo-data test test-long check migrated-sqlite migrated-postgresql contracts golden source reference messages lock pictures bench bench-explorer bench-identity bench-portal bench-spinoff clean

help: ; @sed -n 's/^\([a-z-]*\):.*#[#] /\1  /p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "make %-10s%s\n", name, $$0 }'

setup: $(PACKAGES) $(MODULES) $(BUNDLE) $(CATALOGUES) ## installs what the lock files name, builds the front end

run: setup ## sets up, builds the demo map once, serves it (PORT=8000)
	@scripts/serve.sh $(PORT)

run-production: setup ## as root on Debian: PostgreSQL, nginx with TLS, systemd units; again to upgrade (docs/how-to/run-in-production.md)
	@python3 deploy/install.py

backup: ## as root, in production: TARGET=<folder> writes the whole portal into one checked file
	@deploy/as_portal.py karta backup "$(if $(TARGET),$(TARGET),/var/backups/karta)"

restore: ## as root, in production: FILE=<back-up> stops the portal, puts it back, starts it (FORCE=1 replaces a living one)
	@deploy/restore "$(FILE)" $(if $(FORCE),--force) $(if $(IDENTITY),--identity "$(IDENTITY)")

demo-data: setup ## fills the portal with events, projects and news of the cluster's page; what people changed stays
	@scripts/demo_data.sh

SIDE_BY_SIDE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

# What reads the map alone, or starts a PostgreSQL of its own, is run once: tests/portal/explorer and what is marked so.

test: setup ## every check and every test, on SQLite and PostgreSQL; names what it leaves out
	@$(MAKE) --no-print-directory --jobs 3 --output-sync=line check migrated-sqlite migrated-postgresql
	@scripts/system.sh headless
	@scripts/system.sh java
	@scripts/system.sh nginx
	@scripts/system.sh age
	@scripts/system.sh systemd
	@echo "▸ Tests"
	@pytest -rs $(SIDE_BY_SIDE)
	@echo "▸ Tests of the portal, on PostgreSQL"
	@scripts/on_postgresql.sh pytest -rs $(SIDE_BY_SIDE) -m "not browser and not once" \
		tests/portal --ignore=tests/portal/explorer

# Running every migration is long; both engines do it while the checks run.
migrated-sqlite: setup ## the SQLite file that tests begin with; `make test` makes it where it is missing
	@python tests/database.py

migrated-postgresql: setup ## the same of PostgreSQL, as a dump
	@scripts/system.sh postgresql
	@scripts/on_postgresql.sh python tests/database.py

test-long: setup ## slow tests: the figures of bench/ and a million rows
	@scripts/system.sh java
	@scripts/system.sh gdal
	@scripts/system.sh openrefine
	@pytest -rs --long

check: setup ## style, types, import contracts, front-end checks; about a minute
	@echo "▸ Python: style"; ruff check . && ruff format --check .
	@echo "▸ Python: types"; mypy
	@echo "▸ Python: import contracts"; lint-imports
	@echo "▸ Front end: types, style, tests"; cd frontend && npm run --silent check

contracts: setup ## only the import contracts
	@lint-imports

golden: setup ## rewrites the golden records of every source's sample; the diff is the review
	@pytest -q tests/sources/test_golden.py --golden

source: setup ## NAME=<country>_<publisher>_<dataset> FILE=<its file>: scaffolds a source
	@python scripts/new_source.py "$(NAME)" "$(FILE)"

reference: setup ## rewrites docs/reference from code, manifests and this file
	@python scripts/reference.py

pictures: setup ## takes the pictures of README and docs again
	@KARTA_PICTURES=docs/pictures pytest -q -rs tests/journeys/test_pictures.py

bench: setup ## measures the figures of docs/reference/benchmarks.md on this machine
	@python -m bench

bench-explorer: setup ## measures the explorer at up to ten million organisations, into docs/reference/performance.md
	@python -m bench.explorer

bench-identity: setup ## measures who is who against labelled pairs and a published peer, into docs/reference/quality.md
	@python -m bench.identity

bench-portal: setup ## measures the portal's pages on a PostgreSQL of its own, in a quarter of an hour, into docs/reference/portal.md
	@scripts/system.sh postgresql
	@scripts/system.sh chromium
	@python -m bench.portal

bench-spinoff: setup ## measures conference and awards on PostgreSQLs of their own, into docs/reference/spinoff.md
	@scripts/system.sh chromium
	@scripts/system.sh postgresql
	@python -m bench.spinoff

messages: $(PACKAGES) ## brings the Bulgarian catalogues up to date and names the texts without a translation
	@python scripts/messages.py

lock: ## resolves pyproject.toml to exact versions with hashes, in requirements.lock
	@uv pip compile pyproject.toml --quiet --extra dev --extra spark --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock
	@cd frontend && npm update --silent --package-lock-only

clean: ## removes what `make setup` made; data stays
	@rm -rf .venv frontend/node_modules frontend/dist

$(VENV):
	@PYTHON="$(PYTHON)" scripts/venv.sh
	@touch $@

$(PACKAGES): requirements.lock pyproject.toml | $(VENV)
	@scripts/packages.sh
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json | $(PACKAGES)
	@echo "▸ Front-end packages: $$(grep -c '"node_modules/' frontend/package-lock.json), from frontend/package-lock.json"
	@cd frontend && npm ci --silent --ignore-scripts
	@touch $@

$(BUNDLE): $(FRONTEND_SOURCES) $(MODULES)
	@echo "▸ Front end"
	@cd frontend && said=$$(npm run --silent build 2>&1) || { echo "$$said" >&2; exit 1; }; \
		sed -n 's/^.*karta-budget\] /  /p' <<<"$$said"
	@touch $@

%.mo: %.po | $(PACKAGES)
	@pybabel --quiet compile --input-file $< --output-file $@ --locale bg
