"""Fails where too few branches are run, lines aside: ``python .ci/branches.py COVERAGE.json``."""

import json
import sys
from pathlib import Path

FLOOR = 91.5
"""Per cent of the branches of the parts that are measured (``[tool.coverage.run]`` in ``pyproject.toml``)."""

totals = json.loads(Path(sys.argv[1]).read_text("utf-8"))["totals"]
run = 100 * totals["covered_branches"] / totals["num_branches"]
said = f"{run:.1f} % of {totals['num_branches']:,} branches are run; the floor is {FLOOR} %"
sys.exit(said if run < FLOOR else print(said))
