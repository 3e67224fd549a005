"""Segments of text between the borders of marks."""

from hypothesis import given
from hypothesis import strategies as st

from talion.formats.marks import Mark, marks, segments
from talion.record import Record

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=12)


@given(st.integers(0, 30), SPANS)
def test_segments_are_the_text_and_know_exactly_the_marks_over_them(
    length: int, spans: list[tuple[int, int]]
) -> None:
    found = [Mark(s, "actor", f"a{n}", "mention") for n, s in enumerate(spans)]
    cut = segments(length, found)
    assert [i for s in cut for i in range(*s.span)] == list(range(length))
    for segment in cut:
        for i in range(*segment.span):
            over = {m.id for m in found if m.span[0] <= i < m.span[1]}
            assert {m.id for m in segment.marks} == over


def test_nested_and_crossing_marks_share_segments() -> None:
    outer, inner = Mark((0, 6), "claim", "c1", "content"), Mark((2, 4), "event", "e1", "trigger")
    crossing = Mark((3, 8), "actor", "a1", "mention")
    cut = segments(9, [inner, crossing, outer])
    assert [(s.span, [m.id for m in s.marks]) for s in cut] == [
        ((0, 2), ["c1"]),
        ((2, 3), ["c1", "e1"]),
        ((3, 4), ["c1", "e1", "a1"]),
        ((4, 6), ["c1", "a1"]),
        ((6, 8), ["a1"]),
        ((8, 9), []),
    ]


def test_every_layer_is_marked_with_its_role(record: Record) -> None:
    found = {(m.id, m.role): record.words(m.span) for m in marks(record)}
    assert found["e1", "trigger"] == "expels"
    assert found["e1", "mention"] == "expelled"
    assert found["c1", "source"] == "a ministry source"
    assert found["c2", "cue"] == "denied"
    assert found["l1", "cue"] == "in retaliation for"
    assert found["l1", "antecedent"] == "arrest"
    roles = {(m.layer, m.role) for m in marks(record)}
    assert roles == {
        ("actor", "mention"), ("quantity", "number"), ("place", "name"), ("time", "words"),
        ("event", "trigger"), ("event", "mention"), ("claim", "source"), ("claim", "cue"),
        ("claim", "content"), ("link", "antecedent"), ("link", "response"), ("link", "cue"),
    }  # fmt: skip
    ids = {
        kind: {thing.id for thing in getattr(record, f"{kind}s")}
        for kind in ("actor", "place", "time", "event", "claim", "link")
    } | {"quantity": {q.id for q in record.quantities}}
    assert all(m.id in ids[m.layer] for m in marks(record))
    assert {m.layer for m in marks(record)} == {
        "event", "claim", "link", "actor", "quantity", "place", "time",
    }  # fmt: skip
