"""Where names of places may stand: capitalised words looked up, the parser's names, tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talion.knowledge.gazetteer import Candidate, Gazetteer, fold
from talion.language.base import Parsed, Token
from talion.models.tags import ToponymTag
from talion.reading.places.lexicon import PlaceType, Words, words
from talion.record import PlaceKind
from talion.spans import Span

LONGEST = 6
LIMIT = 40
_SILENT_POS = frozenset({"DET", "PRON", "CCONJ", "PUNCT", "PART", "AUX", "SCONJ", "ADP", "INTJ"})
_NAMING = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that may be a place's: tokens ``first`` to ``last`` (exclusive).

    ``key`` is its folded name, ``kind`` the kind that a word of its type gives, and ``tag`` the
    learned tagger's confidence (``None`` when there are no tags).
    """

    first: int
    last: int
    span: Span
    key: str
    candidates: tuple[Candidate, ...]
    kind: PlaceKind | None = None
    tag: float | None = None


def spot(
    parsed: Parsed, gazetteer: Gazetteer, toponyms: Sequence[ToponymTag], tagged: bool
) -> list[Mention]:
    """All names that may be places', in order; they may overlap."""
    found: dict[Span, Mention] = {}
    tags = {tag.span: tag.confidence for tag in toponyms}
    for mention in _all(parsed, gazetteer, toponyms):
        if mention.span not in found:
            found[mention.span] = mention
    if tagged:
        found = {
            span: Mention(m.first, m.last, span, m.key, m.candidates, m.kind, tags.get(span, 0.0))
            for span, m in found.items()
        }
    return sorted(found.values(), key=lambda m: (m.span[0], -m.span[1]))


def _all(parsed: Parsed, gazetteer: Gazetteer, toponyms: Sequence[ToponymTag]) -> Iterator[Mention]:
    finder = _Finder(parsed, gazetteer, words())
    for sentence in parsed.sentences:
        yield from finder.names(sentence.first, sentence.last)
    for entity in parsed.entities:
        if entity.kind in _NAMING:
            yield from finder.entity(entity.first, entity.last)
    for tag in toponyms:
        yield from finder.tagged(tag)


@dataclass(frozen=True, slots=True)
class _Finder:
    parsed: Parsed
    gazetteer: Gazetteer
    words: Words
    known: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def names(self, first: int, last: int) -> Iterator[Mention]:
        """The longest names of one sentence, left to right."""
        tokens = self.parsed.tokens
        i = first
        while i < last:
            if not self._starts(i, last):
                i += 1
                continue
            mention = self._longest(i, last) or self._typed(i, last)
            if mention is None:
                yield from self._pieces(tokens[i])
                i += 1
            else:
                yield mention
                i = mention.last

    def entity(self, first: int, last: int) -> Iterator[Mention]:
        """A name that the parser takes for a place, without its article and its possessive."""
        tokens = self.parsed.tokens
        while first < last and tokens[first].lower in ("the", "a", "an"):
            first += 1
        while last > first and tokens[last - 1].text in ("'s", "’s", "'", "’", ",", "."):
            last -= 1
        if first < last and tokens[first].text[0].isupper() and not self._barred(first, last):
            yield self._mention(first, last)

    def tagged(self, tag: ToponymTag) -> Iterator[Mention]:
        """What the tagger takes for a place, unless it is a people's name."""
        inside = self.parsed.tokens_in(tag.span)
        if inside and not self._barred(inside[0].i, inside[-1].i + 1):
            key = fold(self.parsed.words(tag.span))
            found, kind = self._candidates(inside[0].i, inside[-1].i + 1, key)
            yield Mention(inside[0].i, inside[-1].i + 1, tag.span, key, found, kind)

    def _starts(self, i: int, last: int) -> bool:
        token = self.parsed.tokens[i]
        text = token.text
        if text[0].isupper():
            return text.lower() not in self.words.never and (
                token.pos not in _SILENT_POS or text.endswith(".") or token.entity == "GPE"
            )
        return (
            text in self.words.articles and i + 1 < last and self.parsed.tokens[i + 1].text == "-"
        )

    def _longest(self, first: int, last: int) -> Mention | None:
        tokens = self.parsed.tokens
        for end in range(self._reach(first, last), first, -1):
            ending = tokens[end - 1].text
            if not ending[0].isalnum() or ending[0].islower():
                continue
            key = self._key(first, end)
            if (named := self._find(key)) and not self._barred(first, end):
                found = self._allowed(first, named)
                if found:
                    span = self._pointed(self._span(first, end), end, found)
                    return Mention(first, end, span, key, found)
        return None

    def _pointed(self, span: Span, end: int, found: tuple[Candidate, ...]) -> Span:
        """With the point of an abbreviation that the parser took for the sentence's."""
        text, tokens = self.parsed.text, self.parsed.tokens
        short = any(c.match == "abbreviation" for c in found)
        if short and not text[span[0] : span[1]].isupper() and end < len(tokens):
            following = tokens[end]
            if following.text[0] == "." and following.start == span[1]:
                return span[0], span[1] + 1
        return span

    def _reach(self, first: int, last: int) -> int:
        tokens = self.parsed.tokens
        end = first + 1
        while end < min(last, first + LONGEST):
            text = tokens[end].text
            if not (text[0].isupper() or text[0].isdigit() or text.lower() in self.words.joiners):
                break
            end += 1
        return end

    def _typed(self, first: int, last: int) -> Mention | None:
        """A name that a word of its type makes a place: "Foxglove Creek", "Lake Foxglove"."""
        tokens = self.parsed.tokens
        end = first + 1
        while end < min(last, first + 5) and tokens[end].text[0].isupper():
            end += 1
        for stop in range(first + 2, end + 1):
            kind = self._kind(first, stop)
            if kind is not None:
                return self._mention(first, stop)
        return None

    def _kind(self, first: int, end: int) -> PlaceType | None:
        tokens = self.parsed.tokens
        for size in (3, 2, 1):
            if end - first > size:
                tail = self.parsed.words((tokens[end - size].start, tokens[end - 1].end))
                if tail in self.words.suffixes:
                    return self.words.suffixes[tail]
                start = self.parsed.words((tokens[first].start, tokens[first + size - 1].end))
                if start in self.words.prefixes:
                    return self.words.prefixes[start]
        return None

    def _mention(self, first: int, end: int) -> Mention:
        key = self._key(first, end)
        found, kind = self._candidates(first, end, key)
        return Mention(first, end, self._span(first, end), key, found, kind)

    def _candidates(
        self, first: int, end: int, key: str
    ) -> tuple[tuple[Candidate, ...], PlaceKind | None]:
        found = self._allowed(first, self._find(key))
        type_ = self._kind(first, end) if not found else None
        if type_ is not None and type_.bare:
            for start, stop in ((first, end - 1), (first + 1, end)):
                found = found or self._find(self._key(start, stop))
        return found, type_.kind if type_ is not None else None

    def _allowed(self, first: int, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Without abbreviations where none can stand: they follow a place or a party's hyphen."""
        tokens = self.parsed.tokens
        if not any(c.match == "abbreviation" for c in found):
            return found
        before = tokens[first - 1].text if first else ""
        text = tokens[first].text
        starts = not first or tokens[first - 1].sentence != tokens[first].sentence
        if before in (",", "-", "(", "–", "—") or text.count(".") > 1 or (starts and "." in text):
            return found
        return tuple(c for c in found if c.match != "abbreviation")

    def _pieces(self, token: Token) -> Iterator[Mention]:
        """The parts of a token with hyphens in it ("R-Ky.")."""
        if "-" not in token.text[1:-1]:
            return
        start = token.start
        for part in token.text.split("-"):
            end = start + len(part)
            key = fold(part)
            if part[:1].isupper() and len(part) > 1 and key not in self.words.demonyms:
                found = self._find(key)
                if found and part.lower() not in self.words.never:
                    yield Mention(token.i, token.i + 1, (start, end), key, found)
            start = end + 1

    def _find(self, key: str) -> tuple[Candidate, ...]:
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.gazetteer.find_folded(key, LIMIT)
        return found

    def _barred(self, first: int, end: int) -> bool:
        text = self.parsed.words(self._span(first, end)).lower()
        return text in self.words.demonyms or text in self.words.never

    def _key(self, first: int, end: int) -> str:
        return fold(self.parsed.words(self._span(first, end)))

    def _span(self, first: int, end: int) -> Span:
        return self.parsed.tokens[first].start, self.parsed.tokens[end - 1].end


def classes(word: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The classes of a word in one of the lexicon's tables."""
    return table.get(word.lower(), ())
