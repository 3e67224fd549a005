"""Spans: half-open intervals of a text, in Unicode code points.

Python's own string indices are code points, so ``text[start:end]`` is always what a span says.
"""

from collections.abc import Iterable

Span = tuple[int, int]


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share at least one code point.

    >>> overlap((0, 3), (2, 5)), overlap((0, 3), (3, 5))
    (True, False)
    """
    return a[0] < b[1] and b[0] < a[1]


def inside(inner: Span, outer: Span) -> bool:
    """Whether ``inner`` lies wholly within ``outer``."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def cover(spans: Iterable[Span]) -> Span | None:
    """The smallest span that holds all of ``spans``; ``None`` when there are none."""
    parts = list(spans)
    return (min(s for s, _ in parts), max(e for _, e in parts)) if parts else None


def trim(text: str, span: Span) -> Span:
    """``span`` without the white space at its ends.

    >>> trim("  two  ", (0, 7))
    (2, 5)
    """
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def merged(spans: Iterable[Span], gap: int = 0) -> list[Span]:
    """``spans`` in order, those that overlap or lie within ``gap`` code points joined.

    >>> merged([(4, 6), (0, 2), (2, 3)])
    [(0, 3), (4, 6)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] + gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
