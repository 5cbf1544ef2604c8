# Needs Python 3.11 or newer, git and make; everything else is set up here, in .venv/.
# `uv` is used where it is installed (seconds), else venv and pip (a minute).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
LOCK := uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

ifdef UV
PIP := uv pip install --quiet --python $(BIN)/python
else
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help serve site check test book audit bench format lock clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

serve: $(VENV)/site.stamp ## live preview at http://127.0.0.1:8000/
	@$(BIN)/atlas schema >/dev/null
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

site: $(VENV)/site.stamp ## the checked site in site/
	$(BIN)/atlas build

check: $(VENV)/site.stamp ## every rule over content and pages
	@$(BIN)/atlas schema >/dev/null  # so that editors complete the ids there are now
	$(BIN)/atlas check

test: $(VENV)/test.stamp ## all checks and tests, some in a browser
	$(BIN)/ruff format --check scripts tests
	$(BIN)/ruff check scripts tests
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2 --dist loadfile

book: $(VENV)/test.stamp ## the guide as an EPUB and a PDF, in book/
	$(BIN)/python scripts/book.py

audit: site ## Lighthouse and the Nu HTML checker; needs Node.js and Java
	$(BIN)/python scripts/audit.py

bench: $(VENV)/site.stamp ## time and memory, as ratios within one run
	$(BIN)/python scripts/bench.py

format: $(VENV)/test.stamp ## format and sort the Python code
	$(BIN)/ruff format scripts tests
	$(BIN)/ruff check --fix scripts tests

lock: ## choose the newest dependencies again; needs uv
	$(LOCK) --upgrade --group build -o requirements.txt
	$(LOCK) --upgrade --group build --group test -o requirements-test.txt

clean: ## remove everything made here
	rm -rf $(VENV) site .site-* book .schemas .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info scripts/*.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3.12"; exit 2; }
ifdef UV
	uv venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv is needed (Debian and Ubuntu: apt-get install python3-venv)"; exit 2; }
endif

$(VENV)/site.stamp: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/site.stamp
	$(PIP) --require-hashes -r requirements-test.txt
	@touch $@
