"""The clause that a cue governs: what grammar takes for the words that are said."""

from collections.abc import Iterable
from dataclasses import dataclass

from talion.language.base import Clause, Parsed
from talion.reading.claims.lexicon import claim_words
from talion.spans import Span

_MARKS = ",.;:"


@dataclass(frozen=True, slots=True)
class Governed:
    """A clause that somebody says: the token that heads it, and its tokens without the speaker's."""

    head: int
    words: frozenset[int]


def cue_clause(parsed: Parsed, cue: Span | None) -> Clause | None:
    """The clause whose predicate stands in ``cue``: a verb's before a noun's; ``None`` without one."""
    found = [parsed.clause_at.get(t.i) for t in (parsed.tokens_in(cue) if cue else ())]
    clauses = [c for c in found if c is not None]
    return next((c for c in clauses if not c.nominal), clauses[0] if clauses else None)


def governed_by_cue(parsed: Parsed, cue: Span | None) -> Governed | None:
    """What the verb of ``cue`` governs; what stands around "according to"."""
    tokens = parsed.tokens_in(cue) if cue else ()
    according = next((t for t in tokens if t.lower == "according" and t.head != t.i), None)
    if according is not None:
        return _around(parsed, according.i)
    clause = cue_clause(parsed, cue)
    return governed(parsed, clause) if clause is not None else None


def governed(parsed: Parsed, clause: Clause) -> Governed | None:
    """The clause that a predicate takes ("said *it fell*"), or that it stands in ("*it fell*, he said")."""
    verb = clause.predicate
    if clause.complement is not None:
        inside = frozenset(parsed.subtree(clause.complement)) - _other_speakers(parsed, clause)
        if verb not in inside:
            return Governed(clause.complement, inside - {*clause.words})
    parenthesis = clause.relation in ("parenthetical", "complement")
    return _around(parsed, verb) if parenthesis and parsed.tokens[verb].head != verb else None


def _around(parsed: Parsed, speaking: int) -> Governed:
    """The clause that words of speaking hang on, without them."""
    head = parsed.tokens[speaking].head
    return Governed(head, frozenset(parsed.subtree(head)) - {*parsed.subtree(speaking)})


def _other_speakers(parsed: Parsed, clause: Clause) -> set[int]:
    """Words of clauses beside the content in which somebody else speaks ("... but a source told ...")."""
    out: set[int] = set()
    words = claim_words()
    for other in parsed.clauses:
        beside = other.relation == "coordinate" and other.predicate > clause.predicate
        if beside and other.lemma in words.speech and set(other.subject) - set(clause.subject):
            token = parsed.tokens[other.predicate]
            if token.sentence == parsed.tokens[clause.predicate].sentence:
                joint = [k for k in parsed.children[token.head] if parsed.tokens[k].dep == "cc"]
                out.update(parsed.subtree(token.i), joint)
    return out


def runs(parsed: Parsed, tokens: Iterable[int]) -> list[Span]:
    """Spans of the runs of tokens that stand together, without marks at their ends."""
    spans: list[Span] = []
    run: list[int] = []
    for i in [*sorted(tokens), -2]:
        if run and i != run[-1] + 1:
            while run and parsed.tokens[run[-1]].text in _MARKS:
                run.pop()
            while run and parsed.tokens[run[0]].text in _MARKS:
                run.pop(0)
            if run:
                spans.append(parsed.span(run))
            run = []
        run.append(i)
    return spans
