"""Who acts and who is acted on with a user's cue: places in the clause, told in the file or learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talion.language.base import Clause, Parsed
from talion.reading.events.own.base import Key, Match
from talion.spans import Span

Slots = Mapping[str, tuple[int, ...]]
Places = tuple[str, ...]
_MODIFIERS = ("amod", "compound", "nmod")
#: Where a noun that clause reading does not know has its parties, where nothing else is told.
OF_NOUNS: tuple[Places, Places] = (
    ("by", "possessive", "subject", "modifier"),
    ("against", "on", "over", "with", "to", "into", "of", "toward", "towards"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of the actor and of the recipient, the likeliest first; empty where none is known."""

    actors: Places = ()
    recipients: Places = ()


def slots(parsed: Parsed, match: Match) -> dict[str, tuple[int, ...]]:
    """The tokens in each place around a predicate: subject, object, possessive, modifier, and prepositions."""
    clause = match.clause
    out: dict[str, list[int]] = {}
    if clause is not None and not clause.nominal:
        _of_clause(parsed, clause, out)
    else:
        _of_noun(parsed, match.head, out)
    return {place: tuple(dict.fromkeys(tokens)) for place, tokens in out.items() if tokens}


def _of_clause(parsed: Parsed, clause: Clause, out: dict[str, list[int]]) -> None:
    out["subject"], out["object"] = [*clause.subject], [*clause.objects, *clause.indirect]
    for oblique in clause.obliques:
        out.setdefault(oblique.preposition, []).append(oblique.head)
    for token in clause.objects:
        _below(parsed, token, out)


def _of_noun(parsed: Parsed, head: int, out: dict[str, list[int]]) -> None:
    for k in parsed.children[head]:
        dep = parsed.tokens[k].dep
        if dep == "poss":
            out.setdefault("possessive", []).append(k)
        elif dep in _MODIFIERS:
            out.setdefault("modifier", []).append(k)
    _below(parsed, head, out)
    above = next((parsed.clause_at[a] for a in parsed.ancestors(head) if _verbal(parsed, a)), None)
    if above is not None and head in (*above.objects, *(o.head for o in above.obliques)):
        out["subject"] = [*above.subject]
        for oblique in above.obliques:
            if oblique.head != head:
                out.setdefault(oblique.preposition, []).append(oblique.head)


def _verbal(parsed: Parsed, token: int) -> bool:
    clause = parsed.clause_at.get(token)
    return clause is not None and not clause.nominal


def _below(parsed: Parsed, head: int, out: dict[str, list[int]]) -> None:
    """What prepositions below a noun govern."""
    for k in parsed.children[head]:
        if parsed.tokens[k].dep in ("prep", "agent"):
            for g in parsed.children[k]:
                if parsed.tokens[g].dep == "pobj":
                    out.setdefault(parsed.tokens[k].lower, []).append(g)


def place_of(parsed: Parsed, found: Slots, span: Span) -> str | None:
    """The place where words stand; ``None`` where it is none of them."""
    heads = set(parsed.heads_in(span))
    for place, tokens in found.items():
        if heads & {*tokens}:
            return place
    for place, tokens in found.items():
        if any(heads & {*parsed.subtree(t)} for t in tokens):
            return place
    return None


class Frames:
    """What is known of each cue's frame; ``shown`` are the places of the examples' actors and recipients."""

    def __init__(self, shown: Iterable[tuple[Key, str | None, str | None]]) -> None:
        self._actors: dict[Key, Counter[str]] = {}
        self._recipients: dict[Key, Counter[str]] = {}
        for key, actor, recipient in shown:
            for kept, place in ((self._actors, actor), (self._recipients, recipient)):
                for known in (key, (key[0], "", key[2])):
                    if place is not None:
                        kept.setdefault(known, Counter())[place] += 1

    def of(self, match: Match) -> Frame:
        """The frame of a match: as the cue has it, else as its own examples, else as the kind's, show it."""
        sign, key = match.sign, match.key
        return Frame(
            sign.actors or self._learned(self._actors, key) or _usual(match, 0),
            sign.recipients or self._learned(self._recipients, key) or _usual(match, 1),
        )

    def _learned(self, kept: Mapping[Key, Counter[str]], key: Key) -> Places:
        known = kept.get(key) or kept.get((key[0], "", key[2])) or Counter()
        return tuple(place for place, _ in known.most_common())


def _usual(match: Match, side: int) -> Places:
    return OF_NOUNS[side] if match.clause is None else ()


def fill(
    found: Slots, places: Places, naming: Mapping[int, Sequence[str]]
) -> tuple[int, ...] | None:
    """The tokens in the first of the places that holds one that names an actor, else in the first filled.

    ``None`` where no place is known.
    """
    if not places:
        return None
    filled = [found[p] for p in places if p in found]
    named = (tokens for tokens in filled if any(t in naming for t in tokens))
    return next(named, filled[0] if filled else ())
