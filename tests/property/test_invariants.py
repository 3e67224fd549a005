"""The one function that says what holds of every record: it is silent on a sound one, and sees each break."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from talion.invariants import faults
from talion.record import Record

STORE = Path(__file__).parents[1] / "unit" / "store" / "conftest.py"


def border() -> Record:
    """A record in which no layer is empty."""
    spec = importlib.util.spec_from_file_location("stored", STORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Record = module.make_border()
    first, *rest = made.events
    return replace(made, events=(replace(first, contexts=("territory",)), *rest))


def with_first(layer: str, **changes: Any) -> Record:
    """The record with its layer's first thing changed."""
    record = border()
    first, *rest = getattr(record, layer)
    return replace(record, **{layer: (replace(first, **changes), *rest)})


def test_a_sound_record_has_no_faults() -> None:
    assert faults(border()) == []


BREAKS = [
    (with_first("events", trigger=(7, 7)), "does not lie in the text"),
    (with_first("events", trigger=(-1, 4)), "does not lie in the text"),
    (with_first("actors", mentions=((0, 9999),)), "does not lie in the text"),
    (with_first("claims", content=((5, 6),)), "holds no words"),
    (with_first("events", trigger=(46, 48)), "does not lie in sentence 0"),
    (with_first("events", sentence=9), "there is no sentence 9"),
    (with_first("events", actors=("a9",)), "there is no a9 among the actors"),
    (with_first("events", time="e1"), "there is no e1 among the times"),
    (with_first("claims", about=("q1",)), "there is no q1 among the events and links"),
    (with_first("links", claims=("c9",)), "there is no c9 among the claims"),
    (with_first("quantities", id="e1"), "e1 names two things"),
    (with_first("events", type="HUG"), "no type HUG"),
    (with_first("events", mode="hug"), "COERCE has no mode hug"),
    (with_first("events", quad="verbal-conflict"), "not verbal-conflict"),
    (with_first("events", contexts=("hugs",)), "no context hugs"),
    (with_first("events", goldstein=-11.0), "an intensity of -11.0"),
    (with_first("events", confidence=1.01), "a confidence of 1.01"),
    (with_first("pairs", confidence=float("nan")), "a confidence of nan"),
    (with_first("quantities", low=13.0), "bound no number"),
    (with_first("quantities", value=float("inf"), high=None), "bound no number"),
    (with_first("times", end=None), "open at one end"),
    (with_first("times", end="2031-05-05"), "ends on 2031-05-05"),
    (with_first("times", start="2031-02-30"), "are not both days"),
    (with_first("times", text="Tuesday"), "its words are not 'Tuesday'"),
    (with_first("places", lat=91.0), "no place on earth"),
    (replace(border(), sentences=((45, 117), (0, 44))), "not in the order of the text"),
    (with_first("links", antecedent=border().links[0].response), "e1 answers itself"),
]


@pytest.mark.parametrize(("record", "said"), BREAKS, ids=[said for _, said in BREAKS])
def test_each_break_is_seen(record: Record, said: str) -> None:
    assert any(said in line for line in faults(record))
