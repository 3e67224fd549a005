"""The targets of fuzzing on inputs of hypothesis' choice, and on sound files with a few bytes changed."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))

from seeds import seeds
from targets import TARGETS

SEEDS = seeds()
SLOW = ("prose-full", "unicode-full")  # fuzzed, and covered by the golden stories
QUICK = sorted(TARGETS.keys() - set(SLOW))
Edits = list[tuple[int, int, bytes]]
EDITS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 4), st.binary(max_size=4)),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("name", QUICK)
def test_a_target_holds_for_what_it_starts_from(name: str) -> None:
    for data in SEEDS.get(name, [bytes(range(256))]):
        TARGETS[name](data)


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_target_holds_for_any_bytes(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(st.binary(max_size=120)))


@pytest.mark.parametrize("name", sorted(SEEDS.keys() - set(SLOW)))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_target_holds_for_a_sound_file_that_was_changed(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[name]))
    TARGETS[name](changed(seed, data.draw(EDITS)))


def changed(data: bytes, edits: Edits) -> bytes:
    """The bytes with some taken out and others put in."""
    for at, out, put in edits:
        at %= len(data) + 1
        data = data[:at] + put + data[at + out :]
    return data
