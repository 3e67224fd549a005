# Two commands on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
DEMO := .venv
DEV := .venv-dev

.PHONY: demo test docs fresh check bench clean

demo: $(DEMO)/ready
	$(DEMO)/bin/talion code examples/border.txt --to terminal

test: $(DEV)/ready
	$(DEV)/bin/ruff check src tests benchmarks
	$(DEV)/bin/mypy
	$(DEV)/bin/python benchmarks/run.py --check
	$(DEV)/bin/pytest

docs: $(DEV)/docs
	$(DEV)/bin/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs

fresh: $(DEV)/ready
	$(DEV)/bin/python docs/making/fresh.py

bench: $(DEV)/ready
	$(DEV)/bin/python benchmarks/run.py --write
	$(DEV)/bin/python benchmarks/run.py --write --fast

$(DEMO)/ready: pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/pip install --quiet .
	touch $@

$(DEV)/ready: pyproject.toml
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/pip install --quiet --editable '.[dev]'
	touch $@

$(DEV)/docs: $(DEV)/ready
	$(DEV)/bin/pip install --quiet --editable '.[docs]'
	touch $@

clean:
	rm -rf $(DEMO) $(DEV) build dist
