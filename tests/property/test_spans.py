"""Spans do what sets of places do, whatever they are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from talion.spans import Span, cover, inside, merged, overlap, trim

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


def places(*spans: Span) -> set[int]:
    return {place for span in spans for place in range(*span)}


@given(SPANS, SPANS)
def test_two_spans_overlap_when_they_share_a_place(a: Span, b: Span) -> None:
    assert overlap(a, b) == overlap(b, a) == bool(places(a) & places(b))
    assert inside(a, b) == (places(a) <= places(b))


@given(st.lists(SPANS, max_size=6))
def test_a_cover_holds_all_and_no_less_would_do(spans: list[Span]) -> None:
    found = cover(spans)
    if found is None:
        assert spans == []
    else:
        assert found == (min(places(*spans)), max(places(*spans)) + 1)


@given(st.lists(SPANS, max_size=6))
def test_merged_spans_are_the_same_places_apart_and_in_order(spans: list[Span]) -> None:
    found = merged(spans)
    assert places(*found) == places(*spans)
    assert all(a[1] < b[0] for a, b in pairwise(found))


@given(st.lists(SPANS, max_size=6), st.integers(0, 4))
def test_merging_over_a_gap_joins_what_lies_within_it(spans: list[Span], gap: int) -> None:
    found = merged(spans, gap)
    assert all(b[0] - a[1] > gap for a, b in pairwise(found))
    assert all(any(inside(s, f) for f in found) for s in spans)
    ends = {s[0] for s in spans}, {s[1] for s in spans}
    assert all(start in ends[0] and end in ends[1] for start, end in found)


@given(st.text(" \nab", max_size=12), st.data())
def test_a_trimmed_span_is_what_strip_leaves(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = trim(text, (start, end))
    assert text[slice(*found)] == text[start:end].strip()
    assert start <= found[0] <= found[1] <= end
