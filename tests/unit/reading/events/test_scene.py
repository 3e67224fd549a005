"""Who speaks in a telling, when it says that its act is, and what follows for its being another act."""

from types import SimpleNamespace
from typing import Any

import pytest

from talion.reading.events.draft import Draft
from talion.reading.events.kinship import _modes
from talion.reading.events.merge import _are_apart
from talion.reading.events.scene import meet, speaker_of
from talion.record import Claim, Source, Time

MONDAY = Time(id="t1", span=(0, 6), start="2031-05-05", end="2031-05-06", text="Monday")
WEEK = Time(id="t2", span=(7, 11), start="2031-05-05", end="2031-05-12", text="this week")
JUNE = Time(id="t3", span=(12, 16), start="2031-06-01", end="2031-07-01", text="June")
LATELY = Time(id="t4", span=(17, 23), text="lately")


def draft(type_: str = "ACCUSE", sentence: int = 2, *, nominal: bool = False, **more: Any) -> Draft:
    """A telling with nothing but what is asked of it."""
    candidate: Any = SimpleNamespace(
        trigger=(0, 3), head=0, sentence=sentence, clause=SimpleNamespace(nominal=nominal), own=None
    )
    fields = {"status": "happened", "actors": ()} | more
    return Draft(candidate, type_, None, recipients=(), confidence=0.9, features={}, **fields)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [(MONDAY, WEEK, True), (WEEK, JUNE, False), (MONDAY, None, False), (MONDAY, LATELY, False)],
)
def test_times_meet_where_both_are_known_and_share_a_day(
    first: Time, second: Time | None, found: bool
) -> None:
    assert meet(first, second) is found


def test_a_telling_is_its_own_cues_speakers_before_another_that_is_quoted() -> None:
    union = Claim(id="c1", source=Source(actor="union"), cue=(40, 49), content=((50, 80),),
                  quote="indirect", stance="condemns")  # fmt: skip
    minister = Claim(id="c2", source=Source(actor="minister"), cue=(10, 14), content=((20, 90),),
                     quote="indirect", stance="asserts")  # fmt: skip
    assert speaker_of([minister, union], (40, 49)) == "union"
    assert speaker_of([minister, union], (60, 65)) == "union"
    assert speaker_of([minister, union], (85, 88)) == "minister"
    assert speaker_of([minister, union], (0, 5)) is None


def test_what_two_people_say_for_themselves_are_two_acts() -> None:
    union, minister = (draft(actors=(n,), speaker=n) for n in ("union", "minister"))
    told_by_another = draft(actors=("union",), speaker="minister")
    assert _are_apart(union, minister)
    assert not _are_apart(union, union)
    assert not _are_apart(union, told_by_another)


def test_what_is_planned_for_a_time_is_not_what_was_done() -> None:
    planned = draft("COERCE", status="planned", time=JUNE)
    done, headline = draft("COERCE", time=LATELY), draft("COERCE", sentence=0)
    noun = draft("COERCE", time=LATELY, nominal=True)
    assert _are_apart(planned, done)
    assert _are_apart(done, planned)
    assert not _are_apart(planned, headline)
    assert not _are_apart(planned, noun)
    assert not _are_apart(draft("COERCE", status="planned", time=LATELY), done)
    assert not _are_apart(planned, draft("COERCE", time=JUNE))


def test_modes_clash_but_where_both_are_told_as_one() -> None:
    restrict, seize = {"restrict": 0.9, "seize": 0.1}, {"restrict": 0.1, "seize": 0.9}
    assert _modes("COERCE", restrict, seize, same=False)["clash_COERCE"] == 1
    assert _modes("COERCE", restrict, seize, same=True)["clash_COERCE"] == 0
    assert _modes("COERCE", restrict, restrict, same=False)["clash_COERCE"] == 0
