"""From the tagger's numbers for a window to tags: spans over thresholds, joined by their scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talion.models.pieces import LOWER, SHAPES, Ints, Window, word_range
from talion.models.runtime import Floats, sigmoid, softmax
from talion.models.tags import CueTag, LinkTag, Tags, ToponymTag, TriggerTag
from talion.spans import Span

Range = tuple[int, int]
#: The order of the argument scores.
SOURCE, CONTENT, ACTOR, RECIPIENT = range(4)
_NEAR = 5  # words that may lie between two parts of one end of a cause


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the tagger's columns are to be read; from ``models.toml``."""

    columns: dict[str, slice]
    types: tuple[str, ...]
    modes: tuple[str, ...]
    statuses: tuple[str, ...]
    stances: tuple[str, ...]
    distances: tuple[int, ...]
    thresholds: dict[str, float]
    temperature: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The tagger's numbers for one window, a row a word.

    ``logits`` [W, L]; ``keys`` and ``queries`` [W, 4, D]; ``distance`` [4, classes]; ``same`` [W, S].
    """

    logits: Floats
    keys: Floats
    queries: Floats
    distance: Floats
    same: Floats


def scheme(table: dict[str, Any]) -> Scheme:
    """The scheme that a ``[tagger]`` table describes."""
    columns, at = {}, 0
    for name, size in table["heads"]:
        columns[name] = slice(at, at + size)
        at += size
    return Scheme(
        columns,
        tuple(table["types"]),
        tuple(table["modes"]),
        tuple(table["statuses"]),
        tuple(table["stances"]),
        tuple(table["distances"]),
        dict(table["thresholds"]),
        table["temperature"],
    )


def decode(window: Window, scores: Scores, how: Scheme, asked: Sequence[Span] = ()) -> Tags:
    """All tags of a window; ``asked`` are words of the text that are read as triggers, come what may."""
    return Tags(
        tuple(claims(window, scores, how)),
        tuple(links(window, scores, how)),
        tuple(toponyms(window, scores, how)),
        tuple(triggers(window, scores, how)),
        tuple(as_triggers(window, scores, how, asked)),
    )


def runs(mask: NDArray[np.bool_], gap: int = 0) -> list[Range]:
    """The half-open runs of true values; those that at most ``gap`` false ones part are joined.

    >>> runs(np.array([True, False, True, False, False, True]), gap=1)
    [(0, 3), (5, 6)]
    """
    out: list[Range] = []
    for at in np.flatnonzero(mask).tolist():
        if out and at - out[-1][1] <= gap:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return out


def spans_of(begins: Floats, inside: Floats, threshold: float) -> list[Range]:
    """Runs of words that are likelier than ``threshold`` in a span, cut where one begins."""
    out: list[Range] = []
    for lo, hi in runs(begins + inside >= threshold):
        cuts = [i for i in range(lo + 1, hi) if begins[i] > inside[i] and begins[i] > 0.3]
        out += zip([lo, *cuts], [*cuts, hi], strict=True)
    return out


def span(window: Window, words: Range) -> Span:
    """The code points of a range of words."""
    return window.words[words[0]][0], window.words[words[1] - 1][1]


def arguments(
    scores: Scores, how: Scheme, anchors: Sequence[Range], roles: Sequence[int]
) -> Floats:
    """The logit of each word being each anchor's argument in each role, [roles, anchors, W]."""
    count = len(scores.keys)
    far = distances(anchors, count, how.distances)
    asked = np.stack([scores.queries[lo:hi].mean(axis=0) for lo, hi in anchors])
    out = [asked[:, r] @ scores.keys[:, r].T + scores.distance[r][far] for r in roles]
    return np.stack(out)


def distances(anchors: Sequence[Range], count: int, bounds: Sequence[int]) -> Ints:
    """The class of each word's distance to each anchor, [anchors, W]; the middle one is none."""
    at = np.arange(count)
    lo, hi = np.array(anchors)[:, :, None].swapaxes(0, 1)
    far = np.where(at < lo, at - lo, np.where(at >= hi, at - hi + 1, 0))
    steps = np.searchsorted(bounds, np.abs(far), "right")
    return np.asarray(np.sign(far) * steps + len(bounds), dtype=np.int64)


def claims(window: Window, scores: Scores, how: Scheme) -> list[CueTag]:
    """The attributions: each cue with the source and the contents that its scores point at."""
    chance = softmax(scores.logits[:, how.columns["cue"]])
    cues = spans_of(chance[:, 1], chance[:, 2], how.thresholds["cue"])
    if not cues:
        return []
    logits = arguments(scores, how, cues, (SOURCE, CONTENT))
    said = scores.logits[:, how.columns["said"]]
    sources = sigmoid(logits[0] + how.thresholds["said_source"] * said[:, 0])
    contents = sigmoid(logits[1] + how.thresholds["said_content"] * said[:, 1])
    for row, (lo, hi) in enumerate(cues):
        sources[row, lo:hi] = contents[row, lo:hi] = 0.0
    chosen = contents >= how.thresholds["content"]
    _share(chosen, contents, sigmoid(said[:, 1]) >= 0.5, how.thresholds["share"])
    out = []
    for row, (lo, hi) in enumerate(cues):
        found = _contents(chosen[row])
        if found:
            best = _best_run(sources[row], how.thresholds["source"], (lo, hi))
            stance = softmax(_stance(scores, how, (lo, hi), found))
            out.append(
                CueTag(
                    span(window, (lo, hi)),
                    (span(window, best),) if best else (),
                    tuple(span(window, c) for c in found),
                    float((1 - chance[lo:hi, 0]).max()),
                    dict(zip(how.stances, stance.tolist(), strict=True)),
                )
            )
    return out


def _stance(scores: Scores, how: Scheme, cue: Range, said: Sequence[Range]) -> Floats:
    """Logits of the stances: what the cue's words show, and what the words that are said show."""
    words = np.concatenate([np.arange(lo, hi) for lo, hi in said])
    shown = scores.logits[slice(*cue), how.columns["stance"]].mean(axis=0)
    judged = scores.logits[words, how.columns["judged"]].mean(axis=0)
    return np.asarray(shown + judged)


def _share(
    chosen: NDArray[np.bool_], contents: Floats, said: NDArray[np.bool_], threshold: float
) -> None:
    """Gives words that somebody says, and that no cue claims, to the likeliest cue."""
    best = contents.argmax(axis=0)
    at = np.arange(contents.shape[1])
    free = said & ~chosen.any(axis=0) & (contents[best, at] >= threshold)
    chosen[best[free], at[free]] = True


def _contents(chosen: NDArray[np.bool_]) -> list[Range]:
    """The runs of content; short crumbs beside a real run are left out."""
    found = runs(chosen, gap=1)
    longest = max((hi - lo for lo, hi in found), default=0)
    return [(lo, hi) for lo, hi in found if hi - lo >= min(3, longest)]


def _best_run(chance: Floats, threshold: float, cue: Range) -> Range | None:
    """The run above ``threshold`` with the most probability in it, before the cue or behind it."""
    likely = chance >= threshold
    behind = runs(likely[cue[1] :], gap=1)
    found = [*runs(likely[: cue[0]], gap=1), *((cue[1] + lo, cue[1] + hi) for lo, hi in behind)]
    return max(found, key=lambda r: float(chance[r[0] : r[1]].sum()), default=None)


def links(window: Window, scores: Scores, how: Scheme) -> list[LinkTag]:
    """The causes: sentences that tell one, and the spans of both ends in them."""
    ends = [softmax(scores.logits[:, how.columns[n]]) for n in ("antecedent", "response", "signal")]
    causal = scores.logits[:, how.columns["causal"]]
    out = []
    for lo, hi in sentence_ranges(window):
        weights = softmax(causal[lo:hi, 1])
        sure = float(sigmoid(causal[lo:hi, 0] @ weights))
        if sure >= how.thresholds["causal"]:
            out += _pairs(window, [e[lo:hi] for e in ends], lo, sure, how.thresholds)
    return out


def sentence_ranges(window: Window) -> list[Range]:
    """The words of each sentence of a window."""
    cuts = np.flatnonzero(np.diff(window.sentence)) + 1
    edges = [0, *cuts.tolist(), len(window.words)]
    return list(pairwise(edges))


def _pairs(
    window: Window, ends: Sequence[Floats], at: int, sure: float, t: dict[str, float]
) -> list[LinkTag]:
    signals = spans_of(ends[2][:, 1], ends[2][:, 2], t["link"])
    causes, effects = (_ends(e, t["link"]) for e in ends[:2])
    causes, effects = _mended(causes, [*effects, *signals]), _mended(effects, [*causes, *signals])
    out = []
    for first, second in _nearest(causes, effects):
        middle = (min(first[0], second[0]), max(first[1], second[1]))
        near = [s for s in signals if s[1] >= middle[0] - 1 and s[0] <= middle[1] + 1]
        spans = [span(window, (lo + at, hi + at)) for lo, hi in (first, second, *near[:1])]
        out.append(LinkTag(spans[0], spans[1], spans[2] if near else None, sure))
    return out


def _ends(chance: Floats, threshold: float) -> list[Range]:
    """The runs above ``threshold``, but for crumbs; where there are none, the words around the likeliest one."""
    either = chance[:, 1] + chance[:, 2]
    found = runs(either >= threshold, gap=1)
    if found:
        longest = max(hi - lo for lo, hi in found)
        return [(lo, hi) for lo, hi in found if hi - lo >= min(2, longest)]
    top = int(either.argmax())
    return [r for r in runs(either >= either[top] / 2, gap=1) if r[0] <= top < r[1]]


def _mended(ends: Sequence[Range], others: Sequence[Range]) -> list[Range]:
    """Ends whose parts stand near each other as one, but for those that something else parts."""
    out: list[Range] = []
    for lo, hi in ends:
        before = out[-1][1] if out else 0
        apart = any(o[0] < lo and before < o[1] for o in others)
        if out and lo - before <= _NEAR and not apart:
            out[-1] = (out[-1][0], hi)
        else:
            out.append((lo, hi))
    return out


def _nearest(first: Sequence[Range], second: Sequence[Range]) -> list[tuple[Range, Range]]:
    """Every end with the nearest other one; each pair once."""
    pairs = {(a, second[_closest(a, second)]) for a in first if second}
    pairs |= {(first[_closest(b, first)], b) for b in second if first}
    return sorted(pairs)


def _closest(end: Range, others: Sequence[Range]) -> int:
    """The nearest of some ranges; what shares words is far: words can be one link's effect and another's cause."""
    gaps = [max(end[0] - o[1], o[0] - end[1]) for o in others]
    return min(range(len(others)), key=lambda i: (gaps[i] < 0, abs(gaps[i])))


def toponyms(window: Window, scores: Scores, how: Scheme) -> list[ToponymTag]:
    """The names of places, without small words at their ends; in a text without capitals as they are."""
    chance = softmax(scores.logits[:, how.columns["toponym"]])
    found = spans_of(chance[:, 1], chance[:, 2], how.thresholds["toponym"])
    large = window.shapes[window.heads] % (SHAPES // 2) != LOWER
    if large.any():
        found = [(lo, _last(large, lo, hi)) for lo, hi in found if large[lo:hi].any()]
    return [
        ToponymTag(span(window, (lo, hi)), float(1 - chance[lo:hi, 0].mean())) for lo, hi in found
    ]


def _last(true: NDArray[np.bool_], lo: int, hi: int) -> int:
    """The end of the last true value of a range."""
    return lo + int(np.flatnonzero(true[lo:hi])[-1]) + 1


def triggers(window: Window, scores: Scores, how: Scheme) -> list[TriggerTag]:
    """The words that tell events, with type, mode, status and arguments."""
    chance = _trigger_chances(scores, how)
    return _triggers(window, scores, how, chance, _trigger_ranges(scores, how, chance))


def as_triggers(
    window: Window, scores: Scores, how: Scheme, asked: Sequence[Span]
) -> list[TriggerTag]:
    """What each of some spans would tell if it told an event; those of other windows are left out."""
    ranges = [word_range(window.words, span) for span in asked]
    found = [r for r in ranges if r[0] < r[1]]
    return _triggers(window, scores, how, _trigger_chances(scores, how), found) if found else []


def _trigger_chances(scores: Scores, how: Scheme) -> Floats:
    return softmax(scores.logits[:, how.columns["trigger"]] / how.temperature)


def _triggers(
    window: Window, scores: Scores, how: Scheme, chance: Floats, found: Sequence[Range]
) -> list[TriggerTag]:
    if not found:
        return []
    roles = sigmoid(arguments(scores, how, found, (ACTOR, RECIPIENT)))
    chosen = roles >= how.thresholds["argument"]
    out = []
    for row, words in enumerate(found):
        ends = [tuple(span(window, r) for r in runs(c[row], gap=1)) for c in chosen]
        out.append(_trigger(window, scores, how, chance, words, ends))
    return out


def _trigger_ranges(scores: Scores, how: Scheme, chance: Floats) -> list[Range]:
    """The words of each trigger: runs, cut where one begins."""
    begins = sigmoid(scores.logits[:, how.columns["begins"]][:, 0])
    out: list[Range] = []
    for lo, hi in runs(chance[:, 0] <= 1 - how.thresholds["trigger"]):
        cuts = [i for i in range(lo + 1, hi) if begins[i] > how.thresholds["begins"]]
        out += zip([lo, *cuts], [*cuts, hi], strict=True)
    return out


def _trigger(
    window: Window,
    scores: Scores,
    how: Scheme,
    chance: Floats,
    words: Range,
    ends: Sequence[tuple[Span, ...]],
) -> TriggerTag:
    lo, hi = words
    kinds = chance[lo:hi].mean(axis=0)
    types = dict(zip(("NONE", *how.types), kinds.tolist(), strict=True))
    kind = max(how.types, key=lambda k: types[k])
    modes = mode_chances(scores.logits[lo:hi, how.columns["mode"]].mean(axis=0), kind, how.modes)
    status = softmax(scores.logits[lo:hi, how.columns["status"]].mean(axis=0))
    statuses = dict(zip(how.statuses, status.tolist(), strict=True))
    return TriggerTag(
        span(window, words),
        kind,
        types,
        max(modes, key=lambda m: modes[m]) or None,
        modes,
        max(statuses, key=lambda s: statuses[s]),
        statuses,
        ends[0],
        ends[1],
        float(1 - chance[lo:hi, 0].min()),
        _direction(scores.same[lo:hi]),
    )


def _direction(vectors: Floats) -> tuple[float, ...]:
    """The mean of some vectors [W, S], at length 1."""
    mean = vectors.mean(axis=0)
    return tuple((mean / max(float(np.linalg.norm(mean)), 1e-6)).tolist())


def mode_chances(logits: Floats, kind: str, classes: Sequence[str]) -> dict[str, float]:
    """The probabilities of the modes of type ``kind``; ``""`` is none of them."""
    columns, names = _modes_of(kind, tuple(classes))
    return dict(zip(names, softmax(logits[columns]).tolist(), strict=True))


@cache
def _modes_of(kind: str, classes: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """The columns of a type's modes, and their names."""
    mine = [(i, c.partition("/")[2]) for i, c in enumerate(classes) if c.startswith(f"{kind}/")]
    return [i for i, _ in mine], [name for _, name in mine]
