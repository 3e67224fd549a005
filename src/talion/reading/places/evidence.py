"""What the words round a name tell of whether it is a place's, as features with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log10

from talion.knowledge.gazetteer import Candidate, fold
from talion.language.base import Entity, Parsed, Token
from talion.reading.places.lexicon import Words, words
from talion.reading.places.spotting import Mention, classes

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """A parse with what is asked of it for every name: which entity a token is in, who is named."""

    parsed: Parsed
    words: Words
    entity_at: Mapping[int, Entity]
    people: Mapping[str, int]
    counts: Mapping[str, int]
    named: Mapping[str, int]

    @classmethod
    def of(cls, parsed: Parsed, mentions: Sequence[Mention]) -> Scene:
        """The scene of one text and the names in it."""
        at = {i: e for e in parsed.entities for i in range(e.first, e.last)}
        people: Counter[str] = Counter()
        for entity in parsed.entities:
            if entity.kind == "PERSON" and entity.last - entity.first > 1:
                for i in range(entity.first, entity.last):
                    people[fold(parsed.tokens[i].text)] += 1
        counts = Counter(m.key for m in mentions)
        named: Counter[str] = Counter()
        for mention in mentions:
            seen = at.get(mention.first)
            if seen is not None and seen.kind == "GPE":
                named[mention.key] += 1
        return cls(parsed, words(), at, people, counts, named)


def spot_features(scene: Scene, mention: Mention, inside: bool) -> Features:
    """The features of one name by itself; ``inside``: its region is named right behind it."""
    out: Features = {"bias": 1.0}
    _entity(scene, mention, out)
    _around(scene, mention, out)
    _form(scene, mention, out)
    _candidates(mention.candidates, out)
    _discourse(scene, mention, out)
    if inside:
        out["inside"] = 1.0
    return out


def score(features: Features, weights: Mapping[str, float]) -> float:
    """The weighted sum; a feature without a weight counts nothing."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def probability(total: float) -> float:
    """The logistic function."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def _entity(scene: Scene, mention: Mention, out: Features) -> None:
    seen = scene.entity_at.get(mention.first)
    if seen is None:
        last = scene.entity_at.get(mention.last - 1)
        out["entity=none" if last is None else f"entity=late:{last.kind}"] = 1.0
        return
    start = mention.first - seen.first
    if start == 1 and scene.parsed.tokens[seen.first].lower == "the":
        start = 0
    at_end = mention.last >= seen.last or (
        mention.last == seen.last - 1 and scene.parsed.tokens[mention.last].tag == "POS"
    )
    where = ("whole" if at_end else "start") if start <= 0 else ("end" if at_end else "middle")
    out[f"entity={seen.kind}:{where}"] = 1.0


def _neighbour(scene: Scene, i: int, sentence: int) -> Token | None:
    tokens = scene.parsed.tokens
    if 0 <= i < len(tokens) and tokens[i].sentence == sentence:
        return tokens[i]
    return None


def _around(scene: Scene, mention: Mention, out: Features) -> None:
    sentence = scene.parsed.tokens[mention.first].sentence
    before = _neighbour(scene, mention.first - 1, sentence)
    after = _neighbour(scene, mention.last, sentence)
    _side(before, scene.words.before, "before", out)
    _side(after, scene.words.after, "after", out)
    if before is not None and "compass" in classes(before.text, scene.words.before):
        earlier = _neighbour(scene, mention.first - 2, sentence)
        _side(earlier, scene.words.before, "before2", out)
    if after is not None and (after.text == "-" or after.tag == "POS"):
        second = _neighbour(scene, mention.last + 1, sentence)
        _side(second, scene.words.after, "after2", out)
        if after.text == "-" and second is not None and second.lower in ("based", "area", "born"):
            out["hyphen-based"] = 1.0
    if before is not None and before.text == ",":
        earlier = _neighbour(scene, mention.first - 2, sentence)
        if earlier is not None and earlier.text[0].isupper():
            out["comma-capital"] = 1.0


def _side(
    token: Token | None, table: Mapping[str, tuple[str, ...]], side: str, out: Features
) -> None:
    if token is None:
        out[f"{side}=edge"] = 1.0
        return
    found = classes(token.text, table)
    for name in found:
        out[f"{side}:{name}"] = 1.0
    text = token.text
    if text[0].isupper():
        out[f"{side}=capital"] = 1.0
        if not found:
            out[f"{side}=capital-other"] = 1.0
    elif text[0].isdigit():
        out[f"{side}=number"] = 1.0
    elif not text[0].isalpha():
        out[f"{side}={text[:1]}"] = 1.0
    elif not found:
        out[f"{side}={token.pos}"] = 1.0


def _form(scene: Scene, mention: Mention, out: Features) -> None:
    tokens = scene.parsed.tokens
    head = tokens[mention.first]
    length = mention.last - mention.first
    out[f"tokens={min(length, 3)}"] = 1.0
    if length == 1:
        out[f"pos={head.pos}"] = 1.0
        if head.text.isupper() and len(head.text) > 1:
            out["upper"] = 1.0
            if "." not in head.text and len(head.text) <= 4:
                out["acronym"] = 1.0
        if len(head.text) <= 3:
            out["brief"] = 1.0
        if head.span != mention.span:
            out["piece"] = 1.0
    if tokens[mention.last - 1].dep in ("compound", "nmod", "amod"):
        out["compound"] = 1.0
    if mention.kind is not None:
        out[f"typed={mention.kind}"] = 1.0


def _candidates(found: Sequence[Candidate], out: Features) -> None:
    if not found:
        out["unknown"] = 1.0
        return
    out["rank"] = max(c.rank for c in found) / 7
    out[f"first={found[0].match}:{_sort(found[0])}"] = 1.0
    for sort in {_sort(c) for c in found}:
        out[f"has={sort}"] = 1.0
    if not any(c.match == "name" for c in found):
        out["other-names-only"] = 1.0
    out["many"] = log10(len(found))


def _sort(candidate: Candidate) -> str:
    feature = candidate.feature
    if feature in ("town", "admin2", "post office", "airport"):
        return feature
    return candidate.kind


def _discourse(scene: Scene, mention: Mention, out: Features) -> None:
    count = scene.counts[mention.key]
    out["repeated"] = log10(count)
    out["named-share"] = scene.named.get(mention.key, 0) / count
    if scene.people.get(mention.key):
        out["person-too"] = 1.0
