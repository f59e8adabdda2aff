# Every target sets itself up: a machine with Python 3.11+ and make is enough.
PYTHON ?= python3
BIN := .venv/bin

export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS = 90

.PHONY: help run test test-slow bench-extraction bench-reading bench-crawling indicators lint format lock ocr serve clean
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## Crawl the bundled sample portal into ./sample-store and publish a release
	$(BIN)/fazhi run --sample

test: .venv/dev ## The fast tests, under 10 minutes on 2 cores
	$(BIN)/pytest -m "not slow" -n 2 --dist loadfile

test-slow: .venv/dev ## The long extras: kill harness, Prefect server and worker, wheel, generated truth, fuzzing, replicas of portals
	$(BIN)/pytest -m slow -n 2 --dist loadfile

bench-extraction: .venv/dev .venv-bench/ready ## Read the same documents with other readers of numerals; writes the table in docs/extraction.md
	$(BIN)/python -m tests.bench.extraction --peers .venv-bench/bin/python

bench-reading: .venv/dev ## Reports a second on one core, from text to rows; REPORTS=20000 for a look at memory
	$(BIN)/python -m tests.bench.reading --reports $(or $(REPORTS),600)

bench-crawling: .venv/dev ## The crawler beside politeness alone, bare Scrapy and wget
	$(BIN)/python -m tests.bench.crawling polite
	$(BIN)/python -m tests.bench.crawling bare

indicators: .venv/dev ## Renew docs/indicators.md: every entry against all examples
	$(BIN)/python -m tasks.extract.indicators.confusion

lint: .venv/dev ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/dev ## Renew the lock files, with hashes and without addresses
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements-dev.lock -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra ocr -c requirements-dev.lock -o requirements-ocr.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -o requirements-bench.lock tests/bench/peers.in

ocr: .venv/run ## Add the reading of scanned pages to the environment (some 250 MB)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-ocr.lock

serve: .venv/run ## Run a Prefect server, deploy the flows and work for them, on this machine alone
	deployments/serve

clean: ## Remove the environment and what tools left behind
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build

# The environment: exactly the locked versions, checked by hash, then the project itself. `dev` adds to `run`.
.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run

# The readers that `make bench-extraction` sets beside this project, away from its own environment.
.venv-bench/ready: requirements-bench.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv
