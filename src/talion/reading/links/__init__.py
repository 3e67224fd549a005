"""Links: what answers what, who says so, and who denies it."""

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from talion.language.base import Parsed
from talion.models.tags import LinkTag
from talion.reading.links.grammar import End, Tie, Told, ties
from talion.reading.links.lexicon import link_words
from talion.record import Claim, Link, LinkEnd, LinkStatus
from talion.spans import Span, overlap

__all__ = ["Told", "read_links"]

_PLAIN = 0.9  # from which the tagger's word alone makes a cause between things that are no events
_SURE = 0.6  # from which a tie between two events stands without the tagger's word


def read_links(
    parsed: Parsed,
    told: Sequence[Told],
    claims: Sequence[Claim],
    *,
    tags: Sequence[LinkTag] | None = None,
    skip: Sequence[Span] = (),
    parties: Collection[int] = (),
    accused: Callable[[Claim, str], bool] | None = None,
) -> tuple[Link, ...]:
    """The links of a text; ``told`` are all tellings of its events, ``tags`` is ``None`` without the tagger.

    ``parties`` are the tokens that name actors: they are no ends of a cause.

    ``accused`` says whether a claim's speaker belongs to those who did the event of that id: their denial of
    a motive disputes a link.

    A weak cue ("after") makes a link only between two events, and never from order in time alone: the
    tagger, or an act directed at the other's actor, must speak for it too. What the tagger reads as a cause
    stands by itself.
    """
    resolver = _Resolver(parsed, told)
    found: list[Link] = []
    said: list[list[Span]] = []
    read = [(tie, False) for tie in ties(parsed, told)]
    read += [(tie, True) for tie in _of_tags(parsed, tags or (), parties)]
    for tie, tagged in read:
        if any(overlap(s, tie.response.span) for s in skip):
            continue
        ends = resolver.end(tie.antecedent), resolver.end(tie.response)
        if tagged and ends[0].event is not None and ends[0].event == ends[1].event:
            ends = ends[0], LinkEnd(event=None, span=ends[1].span)  # an act and what came of it
        if tagged and _turned_round(found, ends):
            continue
        if not _two(tie, ends) or not (_matters(tie, ends) if tagged else _stands(tie, ends, tags)):
            continue
        link = Link(
            id="", kind=tie.kind, antecedent=ends[0], response=ends[1], cue=tie.cue,
            status="stated", confidence=tie.strength,
        )  # fmt: skip
        place = _add(found, link)
        if place == len(said):
            said.append([])
        said[place].append(_words(link))
    return tuple(
        _with_status(parsed, link, n, claims, told, accused, at)
        for n, (link, at) in enumerate(zip(found, said, strict=True), 1)
    )


class _Resolver:
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


def _of_tags(parsed: Parsed, tags: Iterable[LinkTag], parties: Collection[int]) -> list[Tie]:
    """What the tagger reads as causes, but for ends that tell nothing."""
    out = []
    for tag in tags:
        spans = _apart(tag.antecedent, tag.response)
        if all(_tells(parsed, s, parties) for s in spans):
            ends = [_end(parsed, s) for s in spans]
            out.append(Tie("cause", ends[0], ends[1], tag.cue, tag.confidence, False))
    return out


def _tells(parsed: Parsed, span: Span, parties: Collection[int]) -> bool:
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
        or (t.pos == "NOUN" and t.i not in parties and t.lemma not in words.spells)
        for t in heads
    )


def _apart(first: Span, second: Span) -> tuple[Span, Span]:
    """Two spans, the longer of which gives up the words that both hold."""
    if not overlap(first, second):
        return first, second
    if first[1] - first[0] > second[1] - second[0]:
        return _without(first, second), second
    return first, _without(second, first)


def _without(span: Span, taken: Span) -> Span:
    """The longer part of a span on either side of what is taken from it."""
    before, after = (span[0], max(span[0], taken[0])), (min(span[1], taken[1]), span[1])
    return before if before[1] - before[0] >= after[1] - after[0] else after


def _end(parsed: Parsed, span: Span) -> End:
    tokens = parsed.tokens_in(span)
    head = next(iter(parsed.heads_in(span)), tokens[0].i)
    return End(head, span)


def _broken(end: LinkEnd, cue: Span | None) -> bool:
    """An end that is no event, and only words of the cue."""
    return end.event is None and cue is not None and cue[0] <= end.span[0] and end.span[1] <= cue[1]


def _two(tie: Tie, ends: tuple[LinkEnd, LinkEnd]) -> bool:
    """Whether the ends are two things at all."""
    same = ends[0].event is not None and ends[0].event == ends[1].event
    broken = any(_broken(e, tie.cue) for e in ends)
    return not same and not broken and not overlap(ends[0].span, ends[1].span)


def _matters(tie: Tie, ends: tuple[LinkEnd, LinkEnd]) -> bool:
    """A cause that the tagger reads: of an event, or too plain to pass over."""
    return any(e.event is not None for e in ends) or tie.strength >= _PLAIN


def _turned_round(found: Sequence[Link], ends: tuple[LinkEnd, LinkEnd]) -> bool:
    """Whether grammar has shown that the second end's event answers the first's the other way round."""
    first, second = (e.event for e in ends)
    return None not in (first, second) and any(
        (link.response.event, link.antecedent.event) == (first, second) for link in found
    )


def _stands(tie: Tie, ends: tuple[LinkEnd, LinkEnd], tags: Sequence[LinkTag] | None) -> bool:
    """Whether what grammar shows is a link: by its cue, or because the tagger sees one there too."""
    both = ends[0].event is not None and ends[1].event is not None
    if tags is None:
        return both or not tie.weak
    if both and not tie.weak and tie.strength >= _SURE:
        return True
    near = [
        (overlap(t.antecedent, tie.antecedent.span), overlap(t.response, tie.response.span))
        for t in tags
    ]
    if tie.weak:
        return any(a and r for a, r in near)
    return any(a or r for a, r in near) and (tie.cue is not None or tie.strength >= _SURE)


def _words(link: Link) -> Span:
    """The words that tie the ends: what a claim has to hold to hold the link."""
    return link.cue or link.response.span


def _add(found: list[Link], link: Link) -> int:
    """Joins a link that says the same as one already found; its place among those.

    The more specific kind stays, and the words of the later one where both stand in one place: the tagger's
    ends come after grammar's, and are cut as readers cut them.
    """
    for i, other in enumerate(found):
        if _same_end(other.antecedent, link.antecedent) and _same_end(
            other.response, link.response
        ):
            keep, drop = (other, link) if _rank(other) >= _rank(link) else (link, other)
            words = link if _in_one_place(other, link) else keep
            ends = (
                _fuller(keep.antecedent, drop.antecedent, words.antecedent.span),
                _fuller(keep.response, drop.response, words.response.span),
            )
            if ends[0].event is not None and ends[0].event == ends[1].event:
                ends = keep.antecedent, keep.response
            found[i] = msgspec.structs.replace(
                keep,
                antecedent=ends[0],
                response=ends[1],
                cue=keep.cue or drop.cue,
                confidence=max(keep.confidence, drop.confidence),
            )
            return i
    found.append(link)
    return len(found) - 1


def _in_one_place(a: Link, b: Link) -> bool:
    return overlap(a.antecedent.span, b.antecedent.span) or overlap(
        a.response.span, b.response.span
    )


def _rank(link: Link) -> tuple[bool, float]:
    return link.kind != "cause", link.confidence


def _fuller(a: LinkEnd, b: LinkEnd, words: Span) -> LinkEnd:
    return LinkEnd(event=a.event or b.event, span=words)


def _same_end(a: LinkEnd, b: LinkEnd) -> bool:
    if a.event and b.event:
        return a.event == b.event
    return overlap(a.span, b.span)


def _with_status(
    parsed: Parsed, link: Link, n: int, claims: Sequence[Claim], told: Sequence[Told],
    accused: Callable[[Claim, str], bool] | None, ties: Sequence[Span],
) -> Link:  # fmt: skip
    """Claimed where claims hold the words that tie it, disputed where one denies it, or another the motive."""
    holding = [c for c in claims if any(_covers(s, at) for s in c.content for at in ties)]
    cued = [c for c in claims if c.cue and any(overlap(c.cue, at) for at in ties)]
    saying = [c for c in claims if c in holding or c in cued]
    denying = [
        c for c in claims
        if c.stance == "denies"
        and (c in holding or _of_motive(parsed, c, link, told, accused))
    ]  # fmt: skip
    status: LinkStatus = "disputed" if denying else "claimed" if saying else "stated"
    return Link(
        id=f"l{n}", kind=link.kind, antecedent=link.antecedent, response=link.response, cue=link.cue,
        status=status, claims=tuple(dict.fromkeys(c.id for c in (*saying, *denying))),
        confidence=round(link.confidence, 3),
    )  # fmt: skip


def _covers(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _of_motive(
    parsed: Parsed, claim: Claim, link: Link, told: Sequence[Told],
    accused: Callable[[Claim, str], bool] | None,
) -> bool:  # fmt: skip
    """A denial that speaks of a motive, and of the response or by those who did it."""
    words = {t.lemma for s in claim.content for t in parsed.tokens_in(s)}
    if link.kind == "cause" or link.response.event is None or not words & link_words().motive:
        return False
    inside = {t.event for t in told if any(overlap(t.trigger, s) for s in claim.content)}
    return link.response.event in inside or (
        accused is not None and accused(claim, link.response.event)
    )
