# Two commands matter: `make demo` and `make test`. Both set everything up on a machine with git, make and Python 3.11.
PYTHON ?= python3.11
PYTHON_FOUND := $(shell command -v $(PYTHON) || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := .make/ready
DEV_READY := .make/dev-ready
ARGS ?=
DATA = $(or $(BENKAN_DATA),../shared/data)/matching

.PHONY: help demo test lint bench install messages clean

help: ## What each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON_FOUND) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Benkan needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1)
	$(PYTHON_FOUND) -m venv $(VENV)

$(READY): requirements/run.txt pyproject.toml assets/build_assets.py assets/outlines.mjs assets/package-lock.json | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@mkdir -p .make && touch $@

$(DEV_READY): $(READY) requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@mkdir -p .make && touch $@

install: $(READY) ## The benkan command in .venv

demo: $(READY) ## Four nodes on this machine play the whole main job, then leave their pages up
	$(BIN)/benkan demo $(ARGS)

test: $(DEV_READY) ## Every test, on the embedded database
	$(BIN)/pytest -q $(ARGS)

lint: $(DEV_READY) ## Style, types, architecture, catalogues, README against --help
	$(BIN)/ruff format --check src tests bench resources assets scripts
	$(BIN)/ruff check src tests bench resources assets scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python resources/build_names.py --check
	$(BIN)/python resources/build_organisations.py --check
	$(BIN)/python resources/build_followthemoney.py --check
	$(BIN)/python resources/build_substances.py --check
	$(BIN)/python resources/build_territories.py --check
	$(BIN)/python resources/build_seizures.py --check
	$(BIN)/python resources/build_dates.py --check
	$(BIN)/python resources/build_flows.py --check
	$(BIN)/python resources/build_money.py --check
	$(BIN)/python resources/build_means.py --check
	$(BIN)/python scripts/catalogues.py check
	$(BIN)/python scripts/readme_against_help.py

bench: $(DEV_READY) ## The measurements of bench/, as one JSON object each
	$(BIN)/python bench/blind_query.py --json
	$(BIN)/python bench/blind_build.py --json
	$(BIN)/python bench/network_196.py --nodes 50 --tokens 1000 --json
	$(BIN)/python bench/satellite_link.py --searches 3 --json
	$(BIN)/benkan eval matching $(DATA)/pairs.csv --decoys $(DATA)/decoys.csv --identifiers $(DATA)/identifiers.csv --json
	$(BIN)/python bench/convention_size.py --json
	$(BIN)/python bench/loopback_search.py --people 2000 --json
	$(BIN)/python bench/search_scale.py --records 100000 --http --json
	$(BIN)/python bench/attachment_transfer.py --megabytes 64 --cuts 3 --json
	$(BIN)/python bench/journal_scale.py --lines 100000 --json
	$(BIN)/python bench/map_picture.py --json
	$(BIN)/python bench/means_matching.py --json
	$(BIN)/python bench/flows_scale.py --json
	$(BIN)/python bench/assembly_documents.py --times 5 --json
	$(BIN)/python bench/flows_variations.py --accounts 2000 --transfers 15000 --cases 3 --json
	$(BIN)/python bench/goaml_reading.py --megabytes 20 --json
	$(BIN)/python bench/networks.py --json
	$(BIN)/python bench/networks_scale.py --persons 100000 --ties 500000 --json
	$(BIN)/python bench/cascade_ways.py --persons 100000 --json
	$(BIN)/python bench/cascade_scale.py --persons 20000 --json
	$(BIN)/python bench/soak.py --exchanges 10 --seed 1 --json
	$(BIN)/python bench/envelope_speed.py --json
	$(BIN)/python bench/letter_throughput.py --letters 1000 --json

messages: $(DEV_READY) ## Bring the translation catalogues up to date
	$(BIN)/python scripts/catalogues.py update

clean: ## Remove what the targets above made
	rm -rf $(VENV) .make src/benkan/web/static/vendor
