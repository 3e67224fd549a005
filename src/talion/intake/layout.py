"""The layout of a story in plain text: title, by-line, dateline and furniture, as spans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from talion.intake.byline import Byline, read_byline
from talion.intake.dateline import find_dateline, own_line
from talion.intake.furniture import find_furniture, is_furniture
from talion.intake.items import Dateline
from talion.intake.lines import Line, lines
from talion.intake.title import is_title, title_start
from talion.spans import Span, cover, overlap

_HEAD = 12
"""Lines with words at the start of a text where a title, by-line or dateline is looked for."""
_BODY = 3
"""Lines of the story itself before which they must stand (a lead may come before the by-line)."""


class Layout(Struct, frozen=True):
    """What was found in a text. ``title`` is ``None`` where it has none or where it was given."""

    title: Span | None = None
    byline: Span | None = None
    dateline: Dateline | None = None
    furniture: tuple[Span, ...] = ()
    published: str | None = None
    publisher: str | None = None


class _Head(Struct, frozen=True):
    title: Span | None = None
    bylines: tuple[Span, ...] = ()
    dateline: Dateline | None = None
    published: str | None = None
    publisher: str | None = None


def find_layout(text: str, *, given_title: int = 0, published: str | None = None) -> Layout:
    """The layout of ``text``.

    ``given_title`` is the length of a title that already stands at the start of the text;
    ``published`` helps to tell the year of a dateline. ``Layout.published`` is what the text says.
    """
    furniture = find_furniture(text)
    head = _read_head(text, given_title, published)
    apart = [span for span in (head.title, head.dateline and head.dateline.span) if span]
    bylines, others = _together(text, head.bylines)
    kept = [
        f for f in furniture if not any(overlap(f, span) for span in [*apart, *bylines, *others])
    ]
    kept = [f for f in kept if f[1] > given_title]
    return Layout(
        title=head.title,
        byline=cover(bylines),
        dateline=head.dateline,
        furniture=tuple(sorted([*kept, *others])),
        published=head.published or (head.dateline.date if head.dateline else None),
        publisher=head.publisher or (head.dateline.agency if head.dateline else None),
    )


def _read_head(text: str, given_title: int, published: str | None) -> _Head:
    """Title, by-lines and dateline of the first lines."""
    first = [
        line for line in islice(lines(text, given_title), 2 * _HEAD) if _tells(line, published)
    ]
    head, titled, body = _Head(), given_title > 0, 0
    for index, line in enumerate(first[:_HEAD]):
        byline = read_byline(line.text, titled=titled, published=published)
        if head.dateline is None and (place := own_line(text, line.span, published)):
            head = replace(head, dateline=place)
        elif byline and len(first) > 1:
            head = _with_byline(head, line, byline)
        elif not titled and not body and _titles(text, first, index, published):
            head, titled = replace(head, title=(title_start(line), line.span[1])), True
        else:
            body += 1
            found = None if head.dateline else find_dateline(text, line.span, published)
            head = replace(head, dateline=head.dateline or found)
        if body >= _BODY or (body and head.dateline):
            break
    return head


def _tells(line: Line, published: str | None) -> bool:
    """Whether a line is no furniture, or such as ``Published 3 March 2014`` that tells the date."""
    if not is_furniture(line.text):
        return True
    byline = read_byline(line.text, titled=True, published=published)
    return byline is not None and byline.date is not None


def _titles(text: str, first: Sequence[Line], index: int, published: str | None) -> bool:
    """Whether the line is the title of those that follow it."""
    line, following = first[index], first[index + 1 :]
    if find_dateline(text, line.span, published):
        return False
    announced = bool(following) and bool(
        read_byline(following[0].text, titled=True) or own_line(text, following[0].span)
    )
    return is_title(line, following, announced=announced)


def _with_byline(head: _Head, line: Line, byline: Byline) -> _Head:
    return replace(
        head,
        bylines=(*head.bylines, line.span),
        published=head.published or byline.date,
        publisher=head.publisher or byline.agency,
    )


def _together(text: str, spans: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """The first by-line with those that follow it at once, and the others."""
    block: list[Span] = list(spans[:1])
    for span in spans[1:]:
        if text[block[-1][1] : span[0]].strip():
            break
        block.append(span)
    return block, list(spans[len(block) :])
