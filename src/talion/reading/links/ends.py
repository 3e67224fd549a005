"""The ends of links: which words they are, and which event these tell."""

from collections.abc import Collection, Iterable, Sequence

from talion.language.base import Parsed, Token
from talion.models.tags import LinkTag
from talion.reading.links.grammar import End, Tie, Told, trimmed
from talion.reading.links.lexicon import link_words
from talion.record import LinkEnd
from talion.spans import Span, overlap

_VERBAL = ("VERB", "AUX")


class Resolver:
    """Finds the event that an end's words tell of."""

    def __init__(self, parsed: Parsed, told: Sequence[Told]) -> None:
        self._parsed, self._told = parsed, told
        self._by_head = {t.head: t for t in told}

    def end(self, end: End) -> LinkEnd:
        """The event told by the end's head, by its words, or by what an anaphor stands for."""
        told = (
            self._by_head.get(end.head)
            or self._equated(end)
            or self._inside(end)
            or self._anaphor(end)
        )
        return LinkEnd(event=told.event if told else None, span=end.span)

    def _equated(self, end: End) -> Told | None:
        """ "The deportations were part of a *response*": what the end is said to be."""
        if self._parsed.tokens[end.head].pos == "ADP":
            return None
        for i in self._parsed.ancestors(end.head):
            clause = self._parsed.clause_at.get(i)
            if clause is not None and clause.lemma == "be" and not clause.nominal:
                return next((self._by_head[s] for s in clause.subject if s in self._by_head), None)
            if self._parsed.tokens[i].dep not in ("prep", "pobj", "attr", "agent"):
                return None
        return None

    def _inside(self, end: End) -> Told | None:
        within = [
            t for t in self._told if end.span[0] <= t.trigger[0] and t.trigger[1] <= end.span[1]
        ]
        depth = {t.head: sum(1 for _ in self._parsed.ancestors(t.head)) for t in within}
        return min(within, key=lambda t: depth[t.head], default=None)

    def _anaphor(self, end: End) -> Told | None:
        """ "The move", "this": the last event of the sentence before."""
        token = self._parsed.tokens[end.head]
        subject = self._parsed.clause_at.get(end.head)
        heads = [token, *(self._parsed.tokens[s] for s in (subject.subject if subject else ()))]
        if not any(
            t.lemma in link_words().anaphors or t.lower in link_words().anaphors for t in heads
        ):
            return None
        before = [
            t for t in self._told if self._parsed.tokens[t.head].sentence == token.sentence - 1
        ]
        return before[0] if before else None


def of_tags(parsed: Parsed, tags: Sequence[LinkTag], parties: Collection[int]) -> list[Tie]:
    """What the tagger reads as causes, but for ends that tell nothing: one such may be, where it is sure."""
    taken = [s for t in tags for s in (t.antecedent, t.response, t.cue) if s is not None]
    out = []
    for tag in tags:
        spans = [_telling(parsed, s, taken, parties) for s in _apart(parsed, tag)]
        if not all(parsed.tokens_in(s) for s in spans):
            continue
        telling = sum(tells(parsed, s, parties) for s in spans)
        if telling == 2 or (telling == 1 and tag.confidence >= link_words().plain):
            ends = [_end(parsed, s) for s in spans]
            out.append(Tie("cause", ends[0], ends[1], tag.cue, tag.confidence, False, tagged=True))
    return out


def _telling(parsed: Parsed, span: Span, taken: Sequence[Span], parties: Collection[int]) -> Span:
    """An end, with the rest of its clause where it tells nothing alone."""
    if tells(parsed, span, parties):
        return span
    return _clause_of(parsed, span, [s for s in taken if not overlap(s, span)])


def tells(parsed: Parsed, span: Span, parties: Collection[int]) -> bool:
    """Whether words can stand for an act or a state: a predicate or a thing that is no party, or a pointer."""
    words = link_words()
    if any(t.pos == "VERB" or t.i in parsed.clause_at for t in parsed.tokens_in(span)):
        return True
    tops = parsed.heads_in(span)
    below = [k for i in tops if parsed.tokens[i].pos == "ADP" for k in parsed.children[i]]
    heads = [parsed.tokens[i] for i in (*tops, *below)]
    return any(
        t.lemma in words.anaphors
        or t.lower in words.anaphors
        or (_is_thing(t) and t.i not in parties and t.lemma not in words.spells)
        for t in heads
    )


def _is_thing(token: Token) -> bool:
    """A noun, or a capitalised one that is no name ("Finance Bill", "Impasse")."""
    return token.pos == "NOUN" or (token.pos == "PROPN" and not token.entity)


def _clause_of(parsed: Parsed, span: Span, others: Iterable[Span]) -> Span:
    """The words of the clause around a span that stand beside it and are of nothing else."""
    tokens = parsed.tokens_in(span)
    taken = {t.i for s in others for t in parsed.tokens_in(s)}
    if not tokens:
        return span
    head = next(iter(parsed.heads_in(span)), tokens[0].i)
    above = next((i for i in parsed.ancestors(head) if parsed.tokens[i].pos in _VERBAL), None)
    if above is None or above in taken:
        return span
    mine = set(parsed.subtree(above)) - taken
    first, last = tokens[0].i, tokens[-1].i
    while first - 1 in mine and parsed.tokens[first - 1].text != ":":
        first -= 1
    while last + 1 in mine:
        last += 1
    return parsed.span(trimmed(parsed, list(range(first, last + 1))))


def _apart(parsed: Parsed, tag: LinkTag) -> tuple[Span, Span]:
    """A tag's two ends, the longer of which gives up the words that both hold."""
    first, second = tag.antecedent, tag.response
    if not overlap(first, second):
        return first, second
    if first[1] - first[0] > second[1] - second[0]:
        return _without(parsed, first, second), second
    return first, _without(parsed, second, first)


def _without(parsed: Parsed, span: Span, taken: Span) -> Span:
    """The longer part of a span on either side of what is taken from it, without blanks at its ends."""
    before, after = (span[0], max(span[0], taken[0])), (min(span[1], taken[1]), span[1])
    start, end = before if before[1] - before[0] >= after[1] - after[0] else after
    words = parsed.words((start, end))
    blank = len(words) - len(words.lstrip())
    return start + blank, start + max(blank, len(words.rstrip()))


def _end(parsed: Parsed, span: Span) -> End:
    tokens = parsed.tokens_in(span)
    head = next(iter(parsed.heads_in(span)), tokens[0].i)
    return End(head, span)
