"""Which stance a claim shows where no plain word does: a fitted model over words, grammar and tagger.

Its words and numbers lie in ``reading/data/stances.toml``; ``benchmarks/fit_stances.py`` writes the numbers.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talion.language.base import Parsed, Token
from talion.models.tags import TriggerTag
from talion.record import Stance
from talion.spans import Span, overlap

Weights = Mapping[Stance, Mapping[str, float]]
Classes = Mapping[str, tuple[str, ...]]

_FIRST = frozenset(("i", "we"))
_THIRD = frozenset(("he", "she", "they", "it"))
_TYPES = (
    "ACCUSE", "AGREE", "ASSAULT", "COERCE", "PROTEST", "REJECT", "REQUEST", "SUPPORT", "THREATEN",
)  # fmt: skip
_LEAST_CHANCE, _LEAST_EVENT = 0.01, 0.05
_ALL_QUOTED = 0.9


@dataclass(frozen=True, slots=True)
class StanceWords:
    """Classes of the words of what is said and of cues; weights by stance, with the tagger and without."""

    said: Classes
    cues: Classes
    with_model: Weights
    without_model: Weights


@dataclass(frozen=True, slots=True)
class Heard:
    """What the tagger says of a text and one claim in it: its probability of each stance, and events."""

    stances: Mapping[str, float]
    events: Sequence[TriggerTag] = ()


@cache
def stance_words() -> StanceWords:
    """The lists and weights as shipped."""
    raw = tomllib.loads(files("talion.reading").joinpath("data/stances.toml").read_text("utf-8"))
    return StanceWords(
        _classes(raw["words"]), _classes(raw["cues"]), raw["with_model"], raw["without_model"]
    )


def _classes(lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The classes of each word."""
    out: dict[str, tuple[str, ...]] = {}
    for name, words in lists.items():
        for word in words:
            out[word] = (*out.get(word, ()), name)
    return out


def likeliest(found: Mapping[str, float], weights: Weights) -> Stance:
    """The stance of the highest score; that of "asserts" is always 0."""
    scores: dict[Stance, float] = {"asserts": 0.0}
    scores |= {s: sum(w.get(n, 0.0) * v for n, v in found.items()) for s, w in weights.items()}
    return max(scores, key=lambda s: scores[s])


def features(
    parsed: Parsed,
    cue: Span | None,
    contents: Sequence[Span],
    quotes: Sequence[Span],
    heard: Heard | None,
) -> dict[str, float]:
    """What speaks for one stance or another; the data file says what the names mean."""
    tokens = [t for s in contents for t in parsed.tokens_in(s)]
    said = Counter(c for t in tokens for c in _of(t, stance_words().said))
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.head not in inside or t.head == t.i]
    names = {
        "always",
        *_cue(parsed, cue),
        *(name for t in tops for name in _top(parsed, t)),
        *_opening(parsed, tokens, tops),
        *_quoted(contents, quotes),
    }
    return {
        **dict.fromkeys(names, 1.0),
        **{f"said_{c}": math.log1p(n) for c, n in said.items()},
        "negations": math.log1p(sum(t.dep == "neg" for t in tokens)),
        **(_heard(heard, cue, contents) if heard else {}),
    }


def _of(token: Token, classes: Classes) -> set[str]:
    """The classes of a word, by its lemma and its form."""
    return {*classes.get(token.lemma.lower(), ()), *classes.get(token.lower, ())}


def _cue(parsed: Parsed, cue: Span | None) -> set[str]:
    """Classes of the cue's words, and whether its verb is negated or passive."""
    found: set[str] = set()
    for token in parsed.tokens_in(cue) if cue else ():
        clause = parsed.clause_at.get(token.i)
        found |= {f"cue_{c}" for c in _of(token, stance_words().cues)}
        found |= {"cue_passive"} if clause is not None and clause.passive else set()
        found |= {"cue_negated"} if token.dep == "neg" or (clause and clause.negated) else set()
    if "cue_negated" in found:
        found |= {f"not_{name}" for name in found & {"cue_admire", "cue_want"}}
    return found


def _top(parsed: Parsed, top: Token) -> Iterator[str]:
    """What the head of a clause that is said shows: negation and whose, duty, and what something is."""
    clause = parsed.clause_at.get(top.i)
    kids = [parsed.tokens[k] for k in parsed.children[top.i]]
    negated = any(k.dep == "neg" for k in kids) or (clause is not None and clause.negated)
    subjects = {k.lower for k in kids if k.dep in ("nsubj", "nsubjpass")}
    if negated:
        yield "top_negated"
        if subjects & _FIRST:
            yield "i_negated"
        if subjects & _THIRD:
            yield "they_negated"
    elif clause is not None and clause.modality in ("must", "should"):
        yield "duty"
    if top.pos == "ADJ" or any(k.dep in ("acomp", "attr") for k in kids):
        yield "is_something"


def _opening(parsed: Parsed, tokens: Sequence[Token], tops: Sequence[Token]) -> Iterator[str]:
    """How what is said begins: with "to", "if" or "whether", a noun, or a command."""
    words = [t.lower for t in tokens if t.pos != "PUNCT"][:1]
    if words and words[0] in ("to", "if", "whether"):
        yield f"begins_{words[0]}"
    if tops and tops[0].pos in ("NOUN", "PROPN", "PRON"):
        yield "top_noun"
    kids = {parsed.tokens[k].dep for k in parsed.children[tops[0].i]} if tops else set()
    if tops and tops[0].tag == "VB" and not kids & {"nsubj", "nsubjpass", "aux"}:
        yield "command"


def _quoted(contents: Sequence[Span], quotes: Sequence[Span]) -> Iterator[str]:
    """Whether all or some of the words stand in quotation marks."""
    inside = sum(max(0, min(b, d) - max(a, c)) for a, b in contents for c, d in quotes)
    if inside:
        yield "quoted" if inside >= _ALL_QUOTED * sum(b - a for a, b in contents) else "part_quoted"


def _heard(heard: Heard, cue: Span | None, contents: Sequence[Span]) -> dict[str, float]:
    """The tagger's log probabilities of stances, and how likely events it finds in cue and content."""
    found = {f"tagger_{s}": math.log(max(p, _LEAST_CHANCE)) for s, p in heard.stances.items()}
    for tag in heard.events:
        at_cue = cue is not None and overlap(tag.span, cue)
        if at_cue or any(overlap(tag.span, s) for s in contents):
            for type_ in _TYPES:
                chance = tag.types.get(type_, 0.0) * tag.confidence
                name = f"{'cue' if at_cue else 'said'}_{type_}"
                if chance > max(_LEAST_EVENT, found.get(name, 0.0)):
                    found[name] = chance
    return found
