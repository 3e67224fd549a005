"""Links: what answers what, who says so, and who denies it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import msgspec

from talion.language.base import Parsed
from talion.models.tags import LinkTag
from talion.reading.links.ends import Resolver, of_tags, tells
from talion.reading.links.grammar import Tie, Told, ties
from talion.reading.links.lexicon import link_words
from talion.reading.links.weigh import LinkWeights, Story, weighed
from talion.record import Claim, Link, LinkEnd, LinkStatus
from talion.spans import Span, overlap

__all__ = ["LinkWeights", "Story", "Told", "read_links"]

_SURE = 0.6  # from which a tie between two events stands without the tagger's word
_FULL = 0.5  # events to sentences, from which a text is full of events
_Ends = tuple[LinkEnd, LinkEnd]


@dataclass(frozen=True, slots=True)
class _Said:
    """A link with all that says it, each time the cue, if any, the response and the antecedent.

    ``tagged`` is whether its ends are cut as the tagger cuts them.
    """

    link: Link
    sayings: tuple[tuple[Span, ...], ...]
    tagged: bool


def read_links(
    parsed: Parsed,
    told: Sequence[Told],
    claims: Sequence[Claim],
    *,
    tags: Sequence[LinkTag] | None = None,
    skip: Sequence[Span] = (),
    parties: Collection[int] = (),
    accused: Callable[[Claim, str], bool] | None = None,
    story: Story | None = None,
    weights: LinkWeights | None = None,
) -> tuple[Link, ...]:
    """The links of a text; ``told`` are all tellings of its events, ``tags`` is ``None`` without the tagger.

    ``weights`` say how sure each is in its ``story``, and which are left out. Without one of the two, or without
    the tagger, a link is as sure as what made it.

    ``parties`` are the tokens that name actors: they are no ends of a cause.

    ``accused`` says whether a claim's speaker belongs to those who did the event of that id: their denial of
    a motive disputes a link.

    A weak cue ("after") makes a link only between two events, and never from order in time alone: the
    tagger, or an act directed at the other's actor, must speak for it too. What the tagger reads as a cause
    stands by itself: the surer it must be, the fewer events there are, at the ends and in the text.
    """
    resolver, telling = Resolver(parsed, told), _telling(parsed, told)
    found: list[_Said] = []
    for tie in (*ties(parsed, told), *of_tags(parsed, tags or (), parties)):
        ends = _ends(resolver, tie)
        if any(overlap(s, tie.response.span) for s in skip) or not _two(tie, ends):
            continue
        if tie.tagged:
            stands = not _turned_round(found, ends) and _likely(tie, ends, telling)
        else:
            telling_ends = all(e.event or tells(parsed, e.span, parties) for e in ends)
            plain = tags is None or tie.kind != "cause" or telling_ends  # who acts is no cause
            stands = plain and _stands(tie, ends, tags)
        if stands:
            _add(found, _said(tie, ends))
    links = tuple(
        _with_status(parsed, said, n, claims, told, accused) for n, said in enumerate(found, 1)
    )
    if story is None:
        return links
    links = tuple(answering(link, story) for link in links)
    return weighed(links, story, weights) if weights is not None and tags is not None else links


def answering(link: Link, story: Story) -> Link:
    """A cause as what it is to readers: what is done to or said of others in return is a response, a protest one.

    What answers is an event, or words that the tagger takes for one.
    """
    if link.kind != "cause":
        return link
    first, second = (story.events.get(e.event or "") for e in (link.antecedent, link.response))
    kind = link_words().answering.get(second.type if second else story.told_in(link.response.span))
    if kind is None and first is not None and second is not None:
        apart = bool(second.actors) and not set(first.actors) & set(second.actors)
        kind = "response" if apart else None
    return link if kind is None else msgspec.structs.replace(link, kind=kind)


def _telling(parsed: Parsed, told: Sequence[Told]) -> float:
    """How full of events a text is: their number to that of its sentences, each with one more."""
    return (1 + len({t.event for t in told})) / (1 + len(parsed.sentences))


def _ends(resolver: Resolver, tie: Tie) -> _Ends:
    """The ends with their events; of an act and what the tagger says came of it, the act alone."""
    first, second = resolver.end(tie.antecedent), resolver.end(tie.response)
    if tie.tagged and first.event is not None and first.event == second.event:
        return first, LinkEnd(event=None, span=second.span)
    return first, second


def _said(tie: Tie, ends: _Ends) -> _Said:
    link = Link(
        id="", kind=tie.kind, antecedent=ends[0], response=ends[1], cue=tie.cue,
        status="stated", confidence=tie.strength,
    )  # fmt: skip
    spans = *((tie.cue,) if tie.cue else ()), ends[1].span, ends[0].span
    return _Said(link, (spans,), tie.tagged)


def _broken(end: LinkEnd, cue: Span | None) -> bool:
    """An end that is no event, and only words of the cue."""
    return end.event is None and cue is not None and cue[0] <= end.span[0] and end.span[1] <= cue[1]


def _two(tie: Tie, ends: _Ends) -> bool:
    """Whether the ends are two things at all."""
    same = ends[0].event is not None and ends[0].event == ends[1].event
    broken = any(_broken(e, tie.cue) for e in ends)
    return not same and not broken and not overlap(ends[0].span, ends[1].span)


def _likely(tie: Tie, ends: _Ends, telling: float) -> bool:
    """Whether a cause that the tagger reads stays: see ``causes`` in ``links.toml``."""
    least = link_words().least["full" if telling >= _FULL else "thin"]
    return tie.strength >= least[sum(e.event is not None for e in ends)]


def _turned_round(found: Sequence[_Said], ends: _Ends) -> bool:
    """Whether grammar has shown that the second end's event answers the first's the other way round."""
    first, second = (e.event for e in ends)
    return None not in (first, second) and any(
        (said.link.response.event, said.link.antecedent.event) == (first, second) for said in found
    )


def _stands(tie: Tie, ends: _Ends, tags: Sequence[LinkTag] | None) -> bool:
    """Whether what grammar shows is a link: by its cue, or because the tagger sees one there too.

    Where no end is an event the tagger must be sure: "if" and "because of" stand in every story of sport.
    """
    events = sum(e.event is not None for e in ends)
    if tags is None:
        return events == 2 or not tie.weak
    if events == 2 and not tie.weak and tie.strength >= _SURE:
        return True
    first = [t for t in tags if overlap(t.antecedent, tie.antecedent.span)]
    second = [t for t in tags if overlap(t.response, tie.response.span)]
    both = [t for t in first if t in second]
    if tie.weak or not events:
        return any(t.confidence >= (0.0 if events else link_words().plain) for t in both)
    return bool(first or second) and (tie.cue is not None or tie.strength >= _SURE)


def _add(found: list[_Said], new: _Said) -> None:
    """Joins a link to one already found that says the same."""
    for i, old in enumerate(found):
        if _same_end(old.link.antecedent, new.link.antecedent) and _same_end(
            old.link.response, new.link.response
        ):
            found[i] = _joined(old, new)
            return
    found.append(new)


def _joined(old: _Said, new: _Said) -> _Said:
    """One link of two: the more specific kind with its cue, and the ends of the one that is told better.

    The tagger's ends are cut as readers cut them, and of two the longer tell more (a title tells little).
    """
    keep, drop = (old, new) if _rank(old.link) >= _rank(new.link) else (new, old)
    told = old if _fullness(old) > _fullness(new) else new
    ends = (
        _fuller(keep.link.antecedent, drop.link.antecedent, told.link.antecedent.span),
        _fuller(keep.link.response, drop.link.response, told.link.response.span),
    )
    if ends[0].event is not None and ends[0].event == ends[1].event:
        ends = keep.link.antecedent, keep.link.response
    link = msgspec.structs.replace(
        keep.link,
        antecedent=ends[0],
        response=ends[1],
        cue=keep.link.cue or drop.link.cue,
        confidence=max(keep.link.confidence, drop.link.confidence),
    )
    return _Said(link, old.sayings + new.sayings, told.tagged)


def _fullness(said: _Said) -> tuple[bool, int]:
    ends = said.link.antecedent.span, said.link.response.span
    return said.tagged, sum(end - start for start, end in ends)


def _rank(link: Link) -> tuple[bool, float]:
    return link.kind != "cause", link.confidence


def _fuller(a: LinkEnd, b: LinkEnd, words: Span) -> LinkEnd:
    return LinkEnd(event=a.event or b.event, span=words)


def _same_end(a: LinkEnd, b: LinkEnd) -> bool:
    if a.event and b.event:
        return a.event == b.event
    return overlap(a.span, b.span)


def _with_status(
    parsed: Parsed, said: _Said, n: int, claims: Sequence[Claim], told: Sequence[Told],
    accused: Callable[[Claim, str], bool] | None,
) -> Link:  # fmt: skip
    """Claimed where a claim holds all of it, disputed where one denies its words, or another the motive.

    An act that is itself speech ("condemned the raid") is stated by the text.
    """
    link = said.link
    saying = [c for c in claims if any(_holds(c, spans) for spans in said.sayings)]
    holding = [c for c in claims if any(_holds(c, spans[:1]) for spans in said.sayings)]
    denying = [
        c for c in claims
        if c.stance == "denies"
        and (c in holding or _of_motive(parsed, c, link, told, accused))
    ]  # fmt: skip
    status: LinkStatus = "disputed" if denying else "claimed" if saying else "stated"
    return msgspec.structs.replace(
        link,
        id=f"l{n}",
        status=status,
        claims=tuple(dict.fromkeys(c.id for c in (*saying, *denying))),
        confidence=round(link.confidence, 3),
    )


def _holds(claim: Claim, spans: Sequence[Span]) -> bool:
    """Whether most of each of some words is among what a claim says: ends and contents are cut apart."""
    return all(2 * _within(claim, at) > at[1] - at[0] for at in spans)


def _within(claim: Claim, span: Span) -> int:
    """How many code points of a span a claim's content holds."""
    return sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in claim.content)


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
