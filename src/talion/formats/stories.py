"""Stories and events as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from talion.formats.escapes import safe
from talion.grouping.events import Field, SharedEvent
from talion.grouping.stories import Stories, Story

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

_UNSAID = "–"


class DocumentLine(Struct, frozen=True):
    """A document, its story, the document of that story it is likest, how likely the two tell one, and why.

    ``like``, ``likeness`` and ``because`` are empty for a document alone.
    """

    id: str
    story: str
    like: str | None
    likeness: float | None
    because: tuple[str, ...]


class Everything(Struct, frozen=True):
    """All stories, and all events with their tellings."""

    stories: tuple[Story, ...]
    events: tuple[SharedEvent, ...]


def document_line(stories: Stories, id: str) -> DocumentLine:
    """What is said of one document."""
    others = [other for other in stories.group(id).documents if other != id]
    if not others:
        return DocumentLine(id, stories.story_of(id), None, None, ())
    like = max(others, key=lambda other: (stories.likeness(id, other), other))
    likeness = round(stories.likeness(id, like), 3)
    return DocumentLine(id, stories.story_of(id), like, likeness, stories.why(id, like))


def document_table(stories: Stories, order: Iterable[str]) -> pa.Table:
    """A row a document, with the columns of :class:`DocumentLine`."""
    import pyarrow as pa

    rows = [to_builtins(document_line(stories, id)) for id in order]
    words = pa.string()
    kinds = (words, words, words, pa.float64(), pa.list_(words))
    fields = zip(DocumentLine.__struct_fields__, kinds, strict=True)
    return pa.Table.from_pylist(rows, schema=pa.schema(list(fields)))


def everything(stories: Stories) -> Everything:
    """All that was found."""
    return Everything(tuple(stories.groups()), tuple(stories.witnesses()))


def tables(stories: Stories) -> RenderableType:
    """A table of stories, and one of the events that more than one document tells."""
    from rich.console import Group

    shared = [e for e in stories.witnesses() if e.witnesses > 1]
    shared.sort(key=lambda e: (-e.witnesses, e.id))
    return Group(_stories(stories.groups()), *([_events(shared)] if shared else []))


def _stories(found: Iterable[Story]) -> RenderableType:
    from rich.table import Table

    table = Table("story", "documents", "why", title="Stories", title_justify="left")
    for story in sorted(found, key=lambda s: (-len(s.documents), s.id)):
        named = safe(story.title or story.id)
        why = "\n".join(safe(_merge(m.a, m.b, m.because)) for m in story.merges)
        table.add_row(named, safe("\n".join(story.documents)), why or _UNSAID)
    return table


def _merge(a: str, b: str, because: Iterable[str]) -> str:
    return f"{a} = {b}: {'; '.join(because)}"


def _events(shared: Iterable[SharedEvent]) -> RenderableType:
    from rich.table import Table

    table = Table(
        "event", "told by", "says", "why", title="Events told by several", title_justify="left"
    )
    for event in shared:
        says = "\n".join(safe(_field(f)) for f in event.fields if f.said)
        why = "\n".join(safe(_merge(m.a, m.b, m.because)) for m in event.merges)
        table.add_row(event.type, f"{event.witnesses} ({event.voices} voices)", says, why)
    return table


def _field(field: Field) -> str:
    """A field with how many say so, and who differs."""
    said = [f"{s.value} ({len(s.documents)})" for s in field.said]
    differ = f"; differ: {', '.join(field.differ)}" if field.differ else ""
    return f"{field.name}: {' / '.join(said)}{differ}"
