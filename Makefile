# Two commands on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
PYTHON ?= python3
DEMO := .venv
DEV := .venv-dev

COVERING := src tests/property/test_invariants.py tests/faults/test_watching.py \
  $(addprefix tests/unit/,chains cli dyads formats grouping intake knowledge language ontology reading store \
    test_coder.py test_doctor.py test_explaining.py watching web) \
  $(addprefix tests/contract/test_,broken_inputs.py database_commands.py event_files.py masked_commands.py \
    own_ontology.py stopped_and_resumed.py stories_command.py watch_command.py)

.PHONY: demo test docs fresh cover check bench sbom audit clean

demo: $(DEMO)/ready
	$(DEMO)/bin/talion code examples/border.txt --to terminal

test: $(DEV)/ready
	$(DEV)/bin/ruff check src tests benchmarks fuzz .ci
	$(DEV)/bin/ruff format --check --quiet
	$(DEV)/bin/mypy
	$(DEV)/bin/python benchmarks/run.py --check
	$(MAKE) cover
	$(DEV)/bin/pytest tests $(addprefix --ignore=,$(COVERING))

cover: $(DEV)/ready
	$(DEV)/bin/pytest $(COVERING) --cov --cov-report=term:skip-covered --cov-report=json:build/coverage.json
	$(DEV)/bin/python .ci/branches.py build/coverage.json

docs: $(DEV)/docs
	$(DEV)/bin/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	$(DEV)/bin/python docs/making/offline.py build/docs

fresh: $(DEV)/ready
	$(DEV)/bin/python docs/making/fresh.py

bench: $(DEV)/ready
	$(DEV)/bin/python benchmarks/run.py --write
	$(DEV)/bin/python benchmarks/run.py --write --fast

sbom: $(DEV)/safe
	$(DEV)/bin/python .ci/supply.py sbom build/sbom.json

audit: $(DEV)/safe
	$(DEV)/bin/python .ci/supply.py audit $(AUDIT)

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

$(DEV)/safe: $(DEV)/ready
	$(DEV)/bin/pip install --quiet cyclonedx-bom pip-audit
	touch $@

clean:
	rm -rf $(DEMO) $(DEV) build dist
