"""The form over a view: its filters, with what the address asks for filled in."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from talion.web.asked import Given
from talion.web.openapi import choices

_LABELS = {
    "text": "Words", "actor": "Who acts", "recipient": "On whom", "place": "Where",
    "publisher": "Publisher", "since": "Since", "until": "Until", "confidence": "At least so sure",
    "type": "Type", "quad": "Quad", "status": "Status", "kind": "Kind", "stance": "Stance",
    "mode": "Mode", "context": "Context", "dyad": "Between", "document": "Story",
    "dated": "Dated by the text alone",
}  # fmt: skip
_HINTS = {
    "actor": "KEN, MIL, KEN/MIL or a name", "recipient": "TZA, COP or a name",
    "place": "KEN or a name", "since": "2031 or 2031-05-02", "until": "2031-05",
    "confidence": "0 to 1",
}  # fmt: skip


class Field(Struct, frozen=True):
    """A filter: its name, what people call it, its values, and those it can have where they are few."""

    name: str
    label: str
    hint: str
    values: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def value(self) -> str:
        """The last value."""
        return self.values[-1] if self.values else ""


class Form(Struct, frozen=True):
    """The filters that are shown, and those of the address that are not but must stay."""

    path: str
    fields: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[Field]:
        """What is typed."""
        return [f for f in self.fields if not f.choices]

    @property
    def boxes(self) -> list[Field]:
        """What is ticked."""
        return [f for f in self.fields if f.choices]

    @property
    def used(self) -> bool:
        """Whether anything is filtered."""
        return any(f.values for f in self.fields)


def form(given: Given, names: Sequence[str], question: str = "events") -> Form:
    """The form with these filters."""
    fields = tuple(_field(given, n, question) for n in names)
    # `cursor` goes, for it belongs to the answer before; `version` and the like are not filters
    kept = tuple((k, v) for k, v in given.pairs if v and k not in (*names, "cursor"))
    return Form(given.path, fields, kept)


def _field(given: Given, name: str, question: str) -> Field:
    values = tuple(v for k, v in given.pairs if k == name and v)
    known = choices(name, question)
    own = [v for v in values if known and v not in known]  # a type of one's own stays ticked
    found = (*known, *own)
    return Field(name, _LABELS[name], _HINTS.get(name, ""), values, found)
