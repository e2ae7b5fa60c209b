# Recourse. `make demo` and `make test` need Python 3.11 or newer and nothing else.

VENV := .venv/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 /usr/bin/python3; do \
	command -v $$p >/dev/null 2>&1 && \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && \
	{ echo $$p; break; }; done)
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/python -m piptools compile --quiet --generate-hashes \
	--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

DRAW := sed -e '1a rankdir=LR; bgcolor=white; node [shape=box style="rounded,filled" fillcolor="\#f6f3ea" fontname=Helvetica \
	fontsize=11]; edge [fontname=Helvetica fontsize=9 color="\#55605a"];' -e 's/ shape=[a-z]*//' | dot -Tsvg

.DEFAULT_GOAL := help
.PHONY: help states words new-gateway setup setup-tests demo test lint format types check look bench faults matrix full pages fuzz shell engines-stop lock clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: setup ## Run the whole house with a demo shop; Ctrl-C stops it (PORT=8000, HOST=127.0.0.1)
	@$(VENV)/python -m config.demo

test: setup-tests ## Run the tests (ARGS="tests/refunds -k approve")
	@$(VENV)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup-tests ## Check style and the directions of imports
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/lint-imports

format: setup-tests ## Format the code
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

types: setup-tests ## Check types
	@$(VENV)/mypy

check: setup-tests ## Check migrations, and the settings as production has them
	@$(VENV)/python manage.py makemigrations --check --dry-run
	@$(VENV)/python -m config.check_production

look: setup-tests ## Take pictures of every page of the running demo (ARGS=http://localhost:8000)
	@$(VENV)/python -m tests.browser.look $(ARGS)

bench: setup-tests ## Measure, each figure beside its yardstick
	@$(VENV)/python -m tests.bench $(ARGS)

faults: setup-tests ## Kill processes and engines on purpose, in full size (ARGS="-k chaos")
	@RACE_ROUNDS=500 APPROVER_ROUNDS=500 CRASH_REFUNDS=50 WEBHOOK_SHUFFLES=5000 CHAOS_REFUNDS=10000 CHAOS_SEEDS=1,2,3 \
		WEBHOOK_DELIVERIES=20000 CONTROL_REFUNDS=100 FAULTS_WHOLE=1 \
		$(VENV)/python -m pytest -s -m "crash or race or shuffle" -p tests.faults.closing_line $(ARGS)

matrix: setup-tests ## Let everybody knock at every door: each role at each route, with and without the right
	@ACCESS_MATRIX=whole $(VENV)/python -m pytest -s tests/access -p tests.faults.closing_line $(ARGS)

full: setup-tests ## Run in full size what the suite runs in a small one (ARGS="-k histor")
	@HISTORIES=300 PACKET_MEGABYTES=40 PACKETS=all SETTLEMENT_LINES=5000 GUESSES=1000 FAULT_MATRIX=whole HOSTILE_FILES=all FORECAST_SHOPS=all FORECAST_SEEDS=4 FIGURE_PASTS=40 CLOSING_EXAMPLES=100 $(VENV)/python -m pytest -m full $(ARGS)

pages: setup-tests ## Look at every page in both ways: wide and light, narrow and dark
	@EVERY_PAGE=both $(VENV)/python -m pytest tests/browser/test_every_page.py $(ARGS)

fuzz: setup-tests ## Call the API every way it allows and forbids, type hostile words everywhere (API_CASES=60, API_PATHS=^/api/v1/refunds)
	@API_PHASES=examples,coverage,fuzzing,stateful API_CASES=$${API_CASES:-60} \
		$(VENV)/python -m pytest -m fuzz -s -p tests.faults.closing_line $(ARGS)
	@HOSTILE_WORDS=alone $(VENV)/python -m pytest -n 2 tests/hostile

shell: setup ## Open a Python shell with the models
	@$(VENV)/python manage.py shell

engines-stop: ## Stop PostgreSQL and Valkey if something left them running
	@$(VENV)/python -m config.embedded stop

states: setup-tests ## Draw the state machines for the README from the code (needs graphviz's dot)
	@$(VENV)/python manage.py graph_transitions refunds.Refund.state | $(DRAW) > static/img/refund-states.svg
	@$(VENV)/python manage.py graph_transitions refunds.RefundAttempt.state | $(DRAW) > static/img/attempt-states.svg

words: setup-tests ## Bring the catalogues of words up to date with code and templates
	@$(VENV)/python -m config.catalogues update

new-gateway: setup-tests ## Write the beginnings of a gateway's adapter and its tests, all red (NAME=example)
	@$(VENV)/python -m config.new_gateway $(NAME)

lock: ## Compile requirements from the ranges in pyproject.toml
	@$(PIP_COMPILE) --output-file requirements.txt pyproject.toml
	@$(PIP_COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean: ## Remove what tools leave behind; data and .venv stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

setup: python-is-there
	@$(PYTHON) -m config.install

setup-tests: python-is-there
	@$(PYTHON) -m config.install --tests

.PHONY: python-is-there
python-is-there:
	@test -n "$(PYTHON)" || { echo "Recourse needs Python 3.11 or newer with the venv module." >&2; exit 1; }
