"""What the rest of a story says for an event at a predicate: readers see acts where a story tells of such acts."""

import math
from collections import defaultdict
from collections.abc import Sequence

from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.reading.events.candidates import Candidate
from talion.record import Claim
from talion.spans import Span, overlap

_NEAR = 2  # sentences before and after
_LATE = 20  # sentences after which a story tells no differently


class Surroundings:
    """What a story's triggers say for one another, summed once, so that a long story takes no longer a word.

    ``tags`` is empty without the learned part.
    """

    def __init__(self, parsed: Parsed, tags: Sequence[TriggerTag], claims: Sequence[Claim]) -> None:
        self._parsed = parsed
        self._contents: dict[int, list[Span]] = defaultdict(list)
        self._sum: dict[str, float] = defaultdict(float)
        self._by_sentence: dict[tuple[int, str], float] = defaultdict(float)
        self._by_lemma: dict[tuple[str, str], list[tuple[float, TriggerTag]]] = defaultdict(list)
        for claim in claims:
            for span in claim.content:
                for sentence in {token.sentence for token in parsed.tokens_in(span)}:
                    self._contents[sentence].append(span)
        for tag in tags:
            self._take(tag)
        self._density = min(1.0, sum(t.confidence for t in tags) / max(len(parsed.sentences), 1))

    def _take(self, tag: TriggerTag) -> None:
        tokens = self._parsed.tokens_in(tag.span)
        for type_, probability in tag.types.items():
            self._sum[type_] += probability
            for sentence in {t.sentence for t in tokens}:
                self._by_sentence[sentence, type_] = max(
                    self._by_sentence[sentence, type_], probability
                )
            for lemma in {t.lemma for t in tokens}:
                best = self._by_lemma[lemma, type_]
                best.append((probability, tag))
                best.sort(key=lambda one: -one[0])
                del best[2:]  # the likeliest, and the next for the likeliest itself

    def features(self, candidate: Candidate, type_: str) -> dict[str, float]:
        """Named numbers, 0 to 1 but for ``retold``.

        ``density``: how much of the story tells events, likely triggers a sentence; a story of sport or
        business has next to none, and what looks like an event there seldom is one. ``retold``: the log of
        how often other words tell an act of the type; ``near``: whether words a sentence or two away do;
        ``again``: whether the same word does elsewhere; ``late``: how far down it stands; ``quoted``:
        whether somebody says it; ``alone``: whether the text is one sentence, which has no rest.
        """
        own = candidate.tag.types.get(type_, 0.0) if candidate.tag else 0.0
        lemma = self._parsed.tokens[candidate.head].lemma
        at = candidate.sentence
        around = [n for n in range(at - _NEAR, at + _NEAR + 1) if n != at]
        same = self._by_lemma.get((lemma, type_), ())
        return {
            "density": self._density,
            "retold": math.log1p(max(0.0, self._sum.get(type_, 0.0) - own)),
            "near": max(self._by_sentence.get((n, type_), 0.0) for n in around),
            "again": next((p for p, tag in same if tag is not candidate.tag), 0.0),
            "alone": float(len(self._parsed.sentences) == 1),
            "late": min(at, _LATE) / _LATE,
            "quoted": float(any(overlap(s, candidate.trigger) for s in self._contents.get(at, ()))),
        }
