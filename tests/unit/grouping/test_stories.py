import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion.errors import DocumentError
from talion.grouping import NotTheSame, Stories, Story, sketch
from talion.record import Record

from .conftest import EXPULSION, OTHER_QUAKE, QUAKE, UPDATE, Make, made

NAMES = ["Zubrovka", "Ruritania", "Grebel", "Strelsau", "Borduria", "Szohod", "Tesznik", "Bolivar"]
VERBS = ["expelled", "arrested", "shelled", "freed", "blockaded", "deported"]


def grouped(stories: Stories) -> list[tuple[str, ...]]:
    return [s.documents for s in stories.groups()]


def placed(records: list[Record], apart: NotTheSame | None = None, most: int = 300) -> Stories:
    stories = Stories(apart, most=most)
    for record in records:
        stories.place(record)
    return stories


def test_an_update_joins_its_story_and_another_quake_does_not(make: Make) -> None:
    stories = placed([
        make("a", EXPULSION, "2031-05-05"), make("b", UPDATE, "2031-05-06"),
        make("c", QUAKE, "2031-05-06"), make("d", OTHER_QUAKE, "2031-05-06"),
    ])  # fmt: skip
    assert grouped(stories) == [("a", "b"), ("c",), ("d",)]


def test_a_merge_says_why(make: Make) -> None:
    stories = placed([make("a", EXPULSION, "2031-05-05"), make("b", UPDATE, "2031-05-06")])
    (merge,) = stories.group("a").merges
    assert {merge.a, merge.b} == {"a", "b"}
    assert merge.average > 0.5
    assert any(reason.startswith("same names: ") for reason in merge.because)
    assert "same figures: 14" in merge.because


def test_a_story_is_named_after_the_first_published(make: Make) -> None:
    stories = placed([make("a", EXPULSION, "2031-05-07"), make("b", UPDATE, "2031-05-06")])
    assert stories.groups()[0].id == "b"
    assert stories.groups()[0].documents == ("b", "a")


def test_a_copy_joins_whatever_else_is_said(make: Make) -> None:
    first, copy = EXPULSION + " " + UPDATE, EXPULSION + " " + UPDATE + " Photo by a stringer."
    stories = placed([make("a", first), make("b", copy)])
    assert stories.group("a").documents == ("a", "b")
    assert stories.why("a", "b")[0].startswith("near-copy")


def test_stories_published_long_apart_are_not_compared(make: Make) -> None:
    stories = placed([make("a", EXPULSION, "2031-01-01"), make("b", UPDATE, "2031-05-06")])
    assert len(stories.groups()) == 2
    assert stories.likeness("a", "b") == 0


def test_documents_told_apart_stay_apart(make: Make) -> None:
    apart = NotTheSame().told("b", "a")
    records = [make("a", EXPULSION), make("b", UPDATE)]
    assert grouped(placed(records, apart)) == [("a",), ("b",)]
    assert grouped(placed(records, apart.taken_back("a", "b"))) == [("a", "b")]


def test_placing_says_where_and_what_moved(make: Make) -> None:
    stories = placed([make("b", UPDATE, "2031-05-06")])
    done = stories.place(make("a", EXPULSION, "2031-05-05"))
    assert (done.story, done.moved) == ("a", ("b",))
    assert stories.remove("a") == ("b",)
    assert stories.story_of("b") == "b"


def test_placing_the_same_again_changes_nothing(make: Make) -> None:
    stories = placed([make("a", EXPULSION), make("b", UPDATE)])
    before = stories.groups()
    assert stories.place(make("b", UPDATE)).moved == ()
    assert stories.groups() == before


def test_a_corrected_document_replaces_the_old(make: Make) -> None:
    stories = placed([make("a", EXPULSION), make("b", UPDATE)])
    stories.place(make("b", QUAKE))
    assert grouped(stories) == [("a",), ("b",)]
    assert len(stories) == 2


def test_removing_what_was_never_placed_is_an_error() -> None:
    with pytest.raises(DocumentError, match="never placed"):
        Stories().remove("x")


def test_a_sketch_is_placed_like_its_record(make: Make) -> None:
    stories = Stories()
    stories.place(sketch(make("a", EXPULSION)))
    assert stories.place(make("b", UPDATE)).story == "a"


@st.composite
def documents(draw: st.DrawFn) -> list[Record]:
    """Short texts of few names, so that many share some; some dated, some copies."""
    out = []
    for n in range(draw(st.integers(1, 9))):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4))
        verb = draw(st.sampled_from(VERBS))
        number = draw(st.integers(10, 13))
        day = draw(st.sampled_from([None, "2031-05-02", "2031-05-03", "2031-06-20", "2031-09-01"]))
        text = f"{names[0]} {verb} {number} envoys of {' and '.join(names[1:])} on Monday."
        out.append(made(f"d{n}", text, day, verb, names[0], names[1]))
    return out


def whole(stories: Stories) -> tuple[list[Story], object]:
    return stories.groups(), stories.witnesses()


@given(documents(), st.randoms(use_true_random=False), st.sampled_from([2, 3, 300]))
def test_the_order_of_arrival_changes_nothing(
    found: list[Record], chance: random.Random, most: int
) -> None:
    apart = NotTheSame().told("d0", "d1")
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert whole(placed(found, apart, most)) == whole(placed(shuffled, apart, most))


@given(documents(), st.randoms(use_true_random=False), st.sampled_from([2, 3, 300]))
def test_a_removed_document_leaves_no_trace(
    found: list[Record], chance: random.Random, most: int
) -> None:
    gone = chance.choice(found)
    stories = placed(found, most=most)
    stories.remove(gone.document.id)
    assert whole(stories) == whole(placed([r for r in found if r is not gone], most=most))


@given(documents(), st.sampled_from([2, 3, 300]))
def test_stories_and_events_part_what_they_group(found: list[Record], most: int) -> None:
    stories = placed(found, most=most)
    ids = [id for s in stories.groups() for id in s.documents]
    assert sorted(ids) == sorted(r.document.id for r in found)
    assert all(len(s.merges) == len(s.documents) - 1 for s in stories.groups())
    told = [t.reference for e in stories.witnesses() for t in e.tellings]
    assert len(told) == len(set(told)) == len(found)


@given(documents())
def test_what_moved_is_what_is_now_elsewhere(found: list[Record]) -> None:
    stories = Stories(most=3)
    for record in found:
        before = {id: stories.story_of(id) for s in stories.groups() for id in s.documents}
        moved = stories.place(record).moved
        assert moved == tuple(sorted(i for i, s in before.items() if stories.story_of(i) != s))
