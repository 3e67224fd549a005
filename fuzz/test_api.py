"""The API against its own description: ``pytest fuzz/test_api.py`` (needs ``schemathesis``).

Whatever is asked, the answer is as described, and never a fault of ours. ``SHARE=1 pytest fuzz/test_api.py`` asks
all that schemathesis makes up; without it, each run draws another part, and ends in two minutes of processor time.
"""

import importlib.util
import os
import tempfile
from pathlib import Path
from random import Random

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import talion
from talion.parallel import Start
from talion.web.app import build
from talion.web.settings import Settings

STORE = Path(__file__).parents[1] / "tests" / "unit" / "store" / "conftest.py"
CHECKS = (
    not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance,
)  # fmt: skip
SHARE = float(os.environ.get("SHARE", "0.3"))
"""The part that is asked of schemathesis' "coverage" cases, values at and past the edges of what is described.

They are some 160 an address, which no ``max_examples`` bounds; each opens the database, 45 ms of a processor.
"""
DRAW = Random()
"""Not the module's own, which hypothesis seeds anew for every case."""


def database() -> Path:
    """A database of two stories, which lies until the tests end."""
    spec = importlib.util.spec_from_file_location("stored", STORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = Path(tempfile.mkdtemp()) / "talion.duckdb"
    talion.Database(path).add([module.make_border(), module.make_visit()])
    return path


schema = schemathesis.openapi.from_asgi(
    "/api/v1/openapi.json",
    build(Settings(database=database(), start=Start(fast=True), hosts=("testserver", "localhost"))),
)


@schema.parametrize()
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    """No answer breaks the description."""
    if case.meta and case.meta.phase.name is TestPhase.COVERAGE and DRAW.random() >= SHARE:
        return
    case.call_and_validate(checks=CHECKS)
