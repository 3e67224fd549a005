"""What was found, in sentences; each number that counts events knows which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import erfc, sqrt
from typing import Literal

from msgspec import Struct

from talion.dyads.charts.calibration import days
from talion.dyads.corrections import holm
from talion.dyads.forecast import Forecast
from talion.dyads.kinds import QUADS
from talion.dyads.report.analysis import Analysis
from talion.dyads.study import Effect
from talion.formats.index import counted


class Evidence(Struct, frozen=True):
    """Words that stand on acts (``a``), links of texts (``k``) or stakes (``s``), by their numbers."""

    words: str
    numbers: tuple[int, ...]
    of: Literal["a", "k", "s"] = "a"


Sentence = tuple[str | Evidence, ...]
_BASELINES = 3


def summary(found: Analysis) -> list[Sentence]:
    """The report in short."""
    return [*_acts(found), *_answers(found), *_texts(found), *_reciprocity(found), *_forecasts(found),
            *_stakes(found)]  # fmt: skip


def written(sentence: Sentence) -> str:
    """A sentence as plain words."""
    return "".join(part if isinstance(part, str) else part.words for part in sentence)


def _acts(found: Analysis) -> Iterator[Sentence]:
    dyad = found.dyad
    stories, naming = sum(dyad.stories.values()), sum(dyad.naming.values())
    known = (
        f", in {counted(stories, 'story', 'stories')}, {naming:,} naming both" if stories else ""
    )
    yield (f"Observed from {dyad.first_day} to {dyad.last_day}{known}.",)
    for forward in dyad.pair.ways:
        actor, recipient = _sides(found, forward)
        held = [a for a in found.acts if a.actor == dyad.pair.actor(forward)]
        parts: list[str | Evidence] = [
            f"{actor} to {recipient}: ", _told(counted(len(held), "act"), [a.n for a in held]),
        ]  # fmt: skip
        for quad in QUADS:
            of = [a.n for a in held if a.quad == quad]
            parts += [
                "; " if quad == QUADS[0] else ", ",
                _told(f"{len(of):,}", of),
                f" {_plain(quad)}",
            ]
        yield (*parts, ".")


def _answers(found: Analysis) -> Iterator[Sentence]:
    tested = [e for e in found.effects if e.p is not None]
    if not tested:
        yield ("What follows what could not be tested: there are too few acts or days.",)
        return
    level = f"{1 - found.settings.level:.0%}"
    if not any(e.found for e in tested):
        yield (
            f"Of {counted(len(tested), 'test')} of what follows what, none is a finding at {level}.",
        )
    for held in _asked(tested):
        if any(e.found for e in held):
            yield _finding(found, held, len(tested))


def _asked(tested: Iterable[Effect]) -> list[list[Effect]]:
    """Effects that differ in the control days alone, together; the surest first."""
    groups: dict[tuple[str, str, str, int, int], list[Effect]] = {}
    for e in tested:
        groups.setdefault((e.actor, e.after, e.kind, e.first_day, e.last_day), []).append(e)
    return sorted(groups.values(), key=lambda held: min(e.p_corrected or 0.0 for e in held))


def _finding(found: Analysis, held: list[Effect], tests: int) -> Sentence:
    e = held[0]
    causes, answers = found.numbers.behind(e)
    sizes = "; ".join(_size(e) for e in held)
    return (
        f"After {_plain(e.after)} by {e.recipient} (", _told(counted(len(causes), "act"), causes),
        f"), {_plain(e.kind)} by {e.actor} on days {e.first_day} to {e.last_day} (",
        _told(counted(len(answers), "act"), answers),
        f") is {sizes}; corrected for {counted(tests, 'test')}.",
    )  # fmt: skip


def _size(e: Effect) -> str:
    if e.ratio is None:
        size = f"{e.observed:.2f} acts a window, beside none on"
    else:
        size = f"{e.ratio:.1f} times ({e.ratio_low:.1f} to {e.ratio_high:.1f}) as frequent as on"
    sure = "" if e.found else ", no finding"
    return f"{size} {e.control} control days (p = {e.p_corrected:.4f}{sure})"


def _texts(found: Analysis) -> Iterator[Sentence]:
    links = list(enumerate(found.links, 1))
    if not links:
        return
    parts: list[str | Evidence] = ["The stories themselves call "]
    parts += [_told(counted(len(links), "act"), [n for n, _ in links], "k"), " an answer: "]
    for status in ("stated", "claimed", "disputed", "inferred"):
        of = [n for n, link in links if link.status == status]
        parts += [", " if status != "stated" else "", _told(f"{len(of):,}", of, "k"), f" {status}"]
    yield (*parts, ".")


def _reciprocity(found: Analysis) -> Iterator[Sentence]:
    """Sides that the other brings on for sure, at the study's level, over all fits together."""
    known = [s for s in found.sides if s.by_other is not None and s.by_other_error]
    p = holm([erfc((s.by_other or 0.0) / (s.by_other_error or 1.0) / sqrt(2)) for s in known])
    for s in (s for s, sure in zip(known, p, strict=True) if sure <= 1 - found.settings.level):
        acts = found.numbers.of(s.actor, s.kind)
        fits = "" if (s.fit_p or 0) >= 0.05 else " (the model fits badly)"
        words = (
            f"Each act of {_plain(s.kind)} by {s.recipient} brings on {s.by_other:.2f} "
            f"(± {s.by_other_error:.2f}) by {s.actor}, half of it within {_lasts(s.half_life)}{fits}; "
        )
        yield words, _told(counted(s.acts, "act"), acts), " were fitted."


def _lasts(half_life: float | None) -> str:
    """A half-life in words; what is faster than a day is not known, since sources tell days."""
    if half_life is None or half_life < 1:
        return "a day"
    return f"{half_life:.1f} days"


def _forecasts(found: Analysis) -> Iterator[Sentence]:
    good = [f for f in found.forecasts if len(f.beats) == _BASELINES]
    if not found.forecasts:
        yield ("No forecast is made, for none could be scored.",)
    elif not good:
        yield ("No forecast was better than all baselines in the past, so none is named here.",)
    for f in sorted(good, key=lambda f: -f.probability)[:3]:
        acts = found.numbers.of(f.actor, f.kind)
        words = (
            f"{_plain(f.kind).capitalize()} by {f.actor} from {f.first_day} to {f.last_day}: probability "
            f"{f.probability:.0%}, from "
        )
        yield words, _told(counted(len(acts), "act"), acts), f"; {scores(f)}."


def scores(f: Forecast) -> str:
    """How good such forecasts were, and which baselines they beat."""
    beats = ", ".join(b.replace("_", " ") for b in f.beats) or "no baseline"
    return (
        f"{f.scored:,} past forecasts {days(f)} days ahead had a Brier score of {f.brier.model:.3f} "
        f"(base rate {f.brier.base_rate:.3f}, last value {f.brier.last_value:.3f}, recurrency "
        f"{f.brier.recurrency:.3f}) and beat {beats}"
    )


def _stakes(found: Analysis) -> Iterator[Sentence]:
    if not found.stakes:
        return
    against = [s.n for s in found.stakes if s.contradicts]
    yield (
        "At stake, stories say: ",
        _told(counted(len(found.stakes), "figure"), [s.n for s in found.stakes], "s"),
        " about " + ", ".join(dict.fromkeys(s.matter for s in found.stakes)) + "; ",
        _told(f"{len(against):,}", against, "s"), " contradict one another.",
    )  # fmt: skip


def _sides(found: Analysis, forward: bool) -> tuple[str, str]:
    return (found.first, found.second) if forward else (found.second, found.first)


def _plain(kind: str) -> str:
    return kind.replace("-", " ")


def _told(words: str, numbers: Iterable[int], of: Literal["a", "k", "s"] = "a") -> Evidence:
    return Evidence(words, tuple(numbers), of)
