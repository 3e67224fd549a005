"""Masking the names of private persons in records, and in answers of the database.

A name is covered letter by letter with ``█``, so that every span still points at the words that it was read from.
Who is a person is told by the record's actors and by the parser's names; who is public, by what the text calls
them (of a government, parliament, court or international body) and by the people in office that Talion, or your
own knowledge, has by name. In doubt a name is a person's, and the person private.
``docs/explanation/ethics.md`` says what this does not protect.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile
from pathlib import Path
from typing import Any

import msgspec

from talion.errors import TalionError
from talion.knowledge.actors import Knowledge
from talion.language.base import Parsed, Parser
from talion.record import Failure, Record
from talion.spans import Span, inside, merged, overlap

__all__ = ["COVER", "PRIVATE", "PUBLIC", "Masker", "Names"]

COVER = "█"
"""What stands for each code point of a name."""
PRIVATE = "private person"
"""What stands for the name of an actor."""
PUBLIC = frozenset(("GOV", "LEG", "JUD", "IGO", "UNO", "EUR"))
"""Sectors whose persons are public officials; soldiers and police are not: many are so not of their own will."""
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTEST = (
    3  # letters of a name that is covered wherever it stands, not only in the name as a whole
)


class Names(msgspec.Struct, frozen=True):
    """What is covered in one document: ``spans`` of its text, ``words`` elsewhere, and whole names of actors."""

    spans: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        """The document's text, covered."""
        for start, end in self.spans:
            text = text[:start] + COVER * (end - start) + text[end:]
        return text

    def everywhere(self, value: Any) -> Any:
        """A value with all its strings covered, in lists and dicts too.

        >>> Names(words=frozenset(["Kalve"]), actors=frozenset(["Juris Kalve"])).everywhere(
        ...     ["Juris Kalve", "Kalve's ship", 3]
        ... )
        ['private person', "█████'s ship", 3]
        """
        if isinstance(value, str):
            return PRIVATE if value in self.actors else _WORD.sub(self._word, value)
        if isinstance(value, list | tuple):
            return [self.everywhere(v) for v in value]
        if isinstance(value, dict):
            return {key: self.everywhere(v) for key, v in value.items()}
        return value

    def address(self, url: str | None) -> str | None:
        """An address, ``None`` when one of the words stands in it in any case."""
        held = {word.lower() for word in re.findall(r"[^\W_]+", url or "")}
        return None if held & {word.lower() for word in self.words} else url

    def _word(self, found: re.Match[str]) -> str:
        word = _POSSESSIVE.sub("", found[0])
        known = word in self.words or (word.isupper() and word.title() in self.words)
        return COVER * len(word) + found[0][len(word) :] if known else found[0]


class Masker:
    """Covers the names of private persons."""

    def __init__(self, parser: Parser, knowledge: Knowledge) -> None:
        self._parser, self._knowledge = parser, knowledge

    @classmethod
    def load(cls, knowledge: Path | None = None) -> Masker:
        """A masker for English; persons in ``knowledge``, a user's TOML file, are public."""
        from talion.language.english.parser import EnglishParser

        return cls(EnglishParser.load(), Knowledge.load(knowledge))

    def record(self, record: Record) -> Record:
        """The record with the names covered in its text, title, address, actors and notes.

        Spans and ids stay; ``document.sha256`` is that of the covered text.
        """
        names = self.names(record)
        document, text = record.document, names.text(record.document.text)
        covered = msgspec.structs.replace(
            document, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
            title=names.everywhere(document.title), url=names.address(document.url),
        )  # fmt: skip
        fields = msgspec.to_builtins(record) | {"document": msgspec.to_builtins(covered)}
        for layer in ("actors", "quantities", "times"):
            fields[layer] = names.everywhere(fields[layer])
        return msgspec.convert(fields, Record)

    def result(self, result: Record | Failure) -> Record | Failure:
        """The same of what was coded: a failure as it is; one of ours where a record can't be covered."""
        if isinstance(result, Failure):
            return result
        try:
            return self.record(result)
        except Exception as error:  # an uncovered record must not get out, nor one lose the others
            wrapped = TalionError(
                f"its names could not be covered: {type(error).__name__}: {error}",
                where=result.document.id,
                remedy="please report this document",
            )
            return Failure.of(result.document.id, wrapped)

    def names(self, record: Record) -> Names:
        """What is covered in a document."""
        text, date = record.document.text, (record.document.published or "")[:10] or None
        private = [a for a in record.actors if self.is_private(a.name, a.kind, a.sector, date)]
        public = [a for a in record.actors if a.kind == "person" and a not in private]
        shown = [
            span
            for a in record.actors
            if a in public or a.kind in ("state", "place")
            for span in a.mentions
        ]
        shown += [p.span for p in record.places]
        seen = list(self._seen(next(iter(self._parser.parse_many([text]))), shown, date))
        told = [
            s
            for a in private
            for m in a.mentions
            for s in self._parts(text, m, self._proper(a.name))
        ]
        kept = {w for a in public for w in self._proper(a.name)}
        words = {w for a in private for w in self._proper(a.name)}
        words |= {w for s in seen for w in self._proper(text[s[0] : s[1]])}
        common = frozenset(w for w in words - kept if len(w) >= _SHORTEST)
        again = [s for s in _standing(text, common) if not any(inside(s, o) for o in shown)]
        spans = merged([*seen, *told, *again], gap=1)
        return Names(tuple(spans), common, frozenset(a.name for a in private))

    def is_private(self, name: str, kind: str, sector: str | None, date: str | None = None) -> bool:
        """Whether an actor's name is covered: a private person's, or one that nothing shows to be a body's."""
        own = self._proper(name)
        if not own or self._is_official(name, sector, date):
            return False
        if kind == "person":
            return True
        bare = sector is None and len(own) == len(_WORD.findall(name))
        return bare and kind == "organization" and not self._knowledge.named(name)

    def _is_official(self, name: str, sector: str | None, date: str | None) -> bool:
        """Whether a person is of a public sector, or known by name as in office, now or formerly."""
        known = self._knowledge
        if sector in PUBLIC or any(e.role == "person" for e in known.named(name)):
            return True
        alone = " " not in name and date is not None and not known.is_common_surname(name)
        return alone and known.leader(name, date) is not None

    def _seen(self, parsed: Parsed, shown: Sequence[Span], date: str | None) -> Iterator[Span]:
        """Names of persons as the parser sees them, but for officials and what is shown as a place or state."""
        for entity in parsed.entities:
            if entity.kind != "PERSON":
                continue
            tokens = [t for t in parsed.tokens[entity.first : entity.last] if t.tag != "POS"]
            own = list(dropwhile(lambda t: self._is_office(t.text), tokens))
            if not own:
                continue
            span = own[0].start, own[-1].end
            known = self._is_official(parsed.text[slice(*span)], None, date)
            if not known and not any(overlap(span, other) for other in shown):
                yield span

    def _proper(self, name: str) -> frozenset[str]:
        """The words of a name that are of the person's own; none in a phrase that names nobody."""
        words = [_POSSESSIVE.sub("", w) for w in _WORD.findall(name)]
        own = [w for w in words if w[0].isupper() and not self._is_office(w)]
        return frozenset(own) if words and words[-1] in own else frozenset()

    def _parts(self, text: str, mention: Span, words: frozenset[str]) -> Iterator[Span]:
        """Where the words of a name stand in a mention."""
        for start, end in _standing(text[slice(*mention)], words):
            yield mention[0] + start, mention[0] + end

    def _is_office(self, word: str) -> bool:
        known = self._knowledge
        return (
            known.is_title(word)
            or known.role(word) is not None
            or known.country_named(word) is not None
        )


def _standing(text: str, words: Iterable[str]) -> Iterator[Span]:
    """Where any of the words stands, as it is or in capitals throughout."""
    wanted = set(words) | {w.upper() for w in words}
    for found in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", found[0])
        if word in wanted:
            yield found.start(), found.start() + len(word)
