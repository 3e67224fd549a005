"""The generator of ``benchmarks/store.py``, at a small size: its rows are such as records give."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import talion

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "store.py"


@pytest.fixture(name="where")
def give_where(tmp_path: Path) -> str:
    """A file alone."""
    return str(tmp_path / "talion.duckdb")


@pytest.fixture(name="script")
def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("store_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_events_answer_every_question(script: ModuleType, db: talion.Database) -> None:
    script.fill(db.path, 2000)
    status = db.status()
    assert (status.documents, status.events) == (200, 2000)
    assert len(db.sql("FROM dyads")) == 2000
    asked = {name: ask() for name, ask in script.questions(db)}
    assert asked["newest 50 events"].num_rows == 50
    assert asked["one record"].document.id == "story-7"


def test_generated_records_come_back(script: ModuleType, db: talion.Database) -> None:
    made = [script.record(n) for n in range(3)]
    db.add(made)
    assert list(db.records()) == made
    assert made[0].words(made[0].events[0].trigger) == "Lowmere."
