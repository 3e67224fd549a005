"""The report as one page that loads nothing and runs no script; every number leads to the events behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from talion.dyads.charts import calibration, excitation, inline, responses, timeline
from talion.dyads.kinds import QUADS
from talion.dyads.listing import Listed
from talion.dyads.report.analysis import Analysis
from talion.dyads.report.summary import Evidence, Sentence, summary
from talion.dyads.series import start_of
from talion.dyads.stakes import Stake
from talion.formats.index import plain
from talion.formats.markup import Markup, el, escaped, joined

MOST_ACTS = 5_000
"""Acts that a page lists, the latest; of more it says how to list the rest."""
_MOST_LINKS = 200
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
Cell = str | Markup


def page(found: Analysis) -> str:
    """The whole page; needs matplotlib (``pip install 'talion[charts]'``)."""
    title = f"{found.first} and {found.second}"
    head = el(
        "head", el("meta", charset="utf-8"), el("title", title),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("style", Markup(_style())),
    )  # fmt: skip
    held = [(p, name) for section, name in _SECTIONS if (p := section(found))]
    links = [el("a", name, href=f"#{_anchor(name)}") for _, name in held]
    body = [el("section", el("h2", name, id=_anchor(name)), p) for p, name in held]
    top = el("header", el("h1", title), el("p", _origin(found), cls="soft"), el("nav", *links))
    return f"<!DOCTYPE html>\n{el('html', head, el('body', el('main', top, *body)), lang='en')}\n"


def _origin(found: Analysis) -> str:
    from talion import __version__

    dyad = found.dyad
    return (
        f"{dyad.first_day} to {dyad.last_day}. From {', '.join(found.sources) or 'given acts'}, "
        f"by Talion {__version__}. An underlined number opens the acts behind it."
    )


def _short(found: Analysis) -> Markup:
    return el("ul", *(el("li", _sentence(found, s)) for s in summary(found)), cls="short")


def _passed(found: Analysis) -> Markup:
    picture = _figure(timeline(found.dyad, lambda n: f"#a{n}"), "timeline", "Acts over time")
    by_month: dict[tuple[Any, str], list[Listed]] = {}
    for act in found.acts:
        by_month.setdefault((start_of(act.day, "month"), act.actor), []).append(act)
    rows = []
    for b in found.months:
        acts = by_month.get((b.start, b.actor), [])
        if acts:
            quads = [_ev(found, [a.n for a in acts if a.quad == q]) for q in QUADS]
            share = "" if b.publisher_share is None else f"{b.telling_publishers} of {b.publishers}"
            known = (f"{b.naming_stories:,}", f"{b.stories:,}") if found.dyad.stories else ("", "")
            rows.append([f"{b.start:%Y-%m}", f"{b.actor} → {b.recipient}", _ev(found, [a.n for a in acts]), *quads,
                         _number(b.goldstein_mean, 1), f"{b.tellings:,}", *known, share])  # fmt: skip
    heads = ["month", "who", "acts", *(q.replace("-", " ") for q in QUADS), "mean intensity", "tellings",
             "stories naming both", "all stories", "publishers"]  # fmt: skip
    numbers = el("details", el("summary", "By month", cls="more"), _table(heads, rows))
    return joined([picture, numbers])


def _follows(found: Analysis) -> Markup:
    if all(e.p is None for e in found.effects):
        return Markup("")
    picture = _figure(
        responses(found.effects), "responses", "How often acts follow, with intervals"
    )
    rows, classes = [], []
    for e in found.effects:
        if e.p is None:
            continue
        causes, answers = found.numbers.behind(e)
        ratio = "" if e.ratio is None else f"{e.ratio:.2f} ({e.ratio_low:.2f}–{e.ratio_high:.2f})"
        rows.append([f"{e.actor}: {e.kind}", f"{e.after} by {e.recipient}", f"{e.first_day}–{e.last_day}",
                     e.control, _evidence(found, Evidence(f"{e.triggers:,}", causes)),
                     _ev(found, answers), _number(e.observed, 3), _number(e.expected, 3),
                     ratio, _number(e.p_corrected, 4)])  # fmt: skip
        classes.append("found" if e.found else None)
    heads = ["answer", "after", "days", "controls", "trigger days", "answers", "a window", "expected",
             "times as often", "p"]  # fmt: skip
    note = (
        f"Bold: findings at {1 - found.settings.level:.0%}, corrected for {len(rows)} tests "
        f"({found.settings.correction}). Order in time is no proof of cause. "
        "Trigger days without any matched control don't count for matched controls, but are listed."
    )
    return joined([picture, el("p", note, cls="soft"), _table(heads, rows, classes)])


def _told(found: Analysis) -> Markup:
    numbers = {(s, e): a.n for a in found.acts for s, e in zip(a.stories, a.events, strict=True)}
    rows = []
    for n, k in enumerate(found.links, 1):
        ends = [
            _linked(found, numbers.get((k.document, event)), f"{type_}: “{words}”")
            for event, type_, words in ((k.response_event, k.response, k.response_words),
                                        (k.antecedent_event, k.antecedent, k.antecedent_words))
        ]  # fmt: skip
        rows.append([str(n), str(k.day or ""), f"{k.actor} → {k.recipient}", *ends, k.kind, k.status,
                     "; ".join(k.said_by), "; ".join(k.denied_by), _story(k.document, k.publisher)])  # fmt: skip
    heads = ["", "day", "who", "answer", "to", "kind", "status", "said by", "denied by", "story"]
    if not rows:
        return Markup("")
    note = "What stories call an answer, apart from the statistics above."
    return joined(
        [
            el("p", note, cls="soft"),
            _table(heads, rows, anchors=[f"k{n + 1}" for n in range(len(rows))]),
        ]
    )


def _back_and_forth(found: Analysis) -> Markup:
    if found.unfitted:
        return el("p", f"Not fitted: {found.unfitted}.")
    if not any(s.base is not None for s in found.sides):
        return Markup("")
    picture = _figure(excitation(found.sides), "excitation", "Acts that one act brings on")
    rows = [
        [f"{s.actor} → {s.recipient}", s.kind, _ev(found, found.numbers.of(s.actor, s.kind)), *(
            _pm(getattr(s, x), getattr(s, f"{x}_error")) for x in ("base", "by_self", "by_other")),
         _number(s.half_life, 1), _number(s.gain, 1), _number(s.fit_p, 3)]
        for s in found.sides if s.base is not None
    ]  # fmt: skip
    heads = [
        "who",
        "kind",
        "acts",
        "base a day",
        "by self",
        "by other",
        "half-life, days",
        "gain",
        "fit p",
    ]
    note = (
        "Standard errors after ±. Where fit p is small, the model does not describe the acts well."
    )
    return joined([picture, el("p", note, cls="soft"), _table(heads, rows)])


def _expected(found: Analysis) -> Markup:
    reasons: dict[str, list[str]] = {}
    for u in found.unscored:
        reasons.setdefault(f"{u.horizon} days ahead: {u.reason}", []).append(f"{u.actor} {u.kind}")
    missing = [el("li", f"{why} ({', '.join(what)})") for why, what in reasons.items()]
    unmade = joined([el("p", "Not forecast:"), el("ul", *missing)]) if missing else Markup("")
    if not found.forecasts:
        return unmade
    picture = _figure(
        calibration(found.forecasts), "calibration", "Past forecasts against what happened"
    )
    rows = [
        [f"{f.actor}: {f.kind}", f"{f.first_day} to {f.last_day}", f"{f.probability:.0%}",
         _ev(found, found.numbers.of(f.actor, f.kind)), f"{f.scored:,}", *(
            f"{s.model:.3f} ({s.base_rate:.3f}, {s.last_value:.3f}, {s.recurrency:.3f})"
            for s in (f.brier, f.log_loss)), ", ".join(b.replace("_", " ") for b in f.beats) or "none"]
        for f in found.forecasts
    ]  # fmt: skip
    heads = ["what", "when", "probability", "acts so far", "scored", "Brier", "log loss", "beats"]
    note = (
        "Scores are of past forecasts, each made from what was known before; in brackets base rate, last value, "
        "recurrency. Where a forecast beats none of them, the base rate is the better guess."
    )
    return joined([picture, el("p", note, cls="soft"), _table(heads, rows), unmade])


def _at_stake(found: Analysis) -> Markup:
    if not found.stakes:
        return Markup("")
    rows = [_stake(s) for s in found.stakes]
    heads = ["", "about", "whose", "figure", "sentence", "said by", "day", "story", "contradicts"]
    return _table(
        heads,
        rows,
        ["against" if s.contradicts else None for s in found.stakes],
        [f"s{s.n}" for s in found.stakes],
    )


def _stake(s: Stake) -> list[Cell]:
    amount = "" if s.value is None else plain(s.value)
    against = joined((el("a", str(n), href=f"#s{n}") for n in s.contradicts), ", ")
    own = joined((el("small", c) for c in s.checks), "; ")
    return [str(s.n), f"{s.theme}: {s.matter}", s.whose or "",
            joined([s.words, el("br"), el("small", f"{amount} {s.measure}")]), el("q", s.sentence),
            s.speaker or "the story", str(s.day or ""), _story(s.document, s.publisher),
            joined([against, own], " ")]  # fmt: skip


def _listed(found: Analysis) -> Markup:
    shown = found.acts[_first_listed(found) - 1 :]
    rows = [
        [str(a.n), str(a.day), f"{a.actor} → {a.recipient}", "/".join(filter(None, (a.type, a.mode))),
         _number(a.goldstein, 1), f"{a.tellings:,}", el("q", a.words) if a.words else "",
         _tellings(a)]
        for a in shown
    ]  # fmt: skip
    more = len(found.acts) - len(shown)
    note = (
        el("p", f"{more:,} earlier acts are not listed here, and not opened by numbers above: "
           "talion dyad acts lists all.", cls="soft")
        if more
        else None
    )  # fmt: skip
    heads = ["", "day", "who", "act", "intensity", "tellings", "words", "told by"]
    return joined([note, _table(heads, rows, anchors=[f"a{a.n}" for a in shown])])


def _tellings(act: Listed) -> Markup:
    told = [_story(s, e) for s, e in zip(act.stories[:5], act.events[:5], strict=True)]
    more = f" and {len(act.stories) - 5:,} more" if len(act.stories) > 5 else None
    return joined([joined(told, "; "), more])


def _left_out(found: Analysis) -> Markup:
    rows = [[reason, f"{number:,}"] for reason, number in found.dyad.left_out.items()]
    return _table(["why", "how many"], rows) if rows else Markup("")


_SECTIONS: list[tuple[Callable[[Analysis], Markup], str]] = [
    (_short, "In short"), (_passed, "What passed"), (_follows, "What follows what"),
    (_told, "What texts call an answer"), (_back_and_forth, "Back and forth"),
    (_expected, "What is to be expected"), (_at_stake, "What is at stake"), (_listed, "The acts"),
    (_left_out, "Left out"),
]  # fmt: skip


def _first_listed(found: Analysis) -> int:
    """The number of the first act that the page lists."""
    return max(1, len(found.acts) - MOST_ACTS + 1)


def _sentence(found: Analysis, sentence: Sentence) -> Markup:
    return joined(_evidence(found, p) if isinstance(p, Evidence) else p for p in sentence)


def _evidence(found: Analysis, evidence: Evidence) -> Markup:
    """Words that open the links to what they stand on, as far as the page lists it."""
    first = _first_listed(found) if evidence.of == "a" else 1
    shown = [n for n in evidence.numbers if n >= first][:_MOST_LINKS]
    if not shown:
        return joined([evidence.words])
    links = Markup(" ".join(f'<a href="#{evidence.of}{n}">{n}</a>' for n in shown))
    more = len(evidence.numbers) - len(shown)
    rest = f" and {more:,} more" if more else None
    return el("details", el("summary", evidence.words), el("span", links, rest), cls="ev")


def _ev(found: Analysis, numbers: Sequence[int]) -> Markup:
    return _evidence(found, Evidence(f"{len(numbers):,}", tuple(numbers)))


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], classes: Sequence[str | None] = (),
    anchors: Sequence[str] = (),
) -> Markup:  # fmt: skip
    body = [
        el("tr", Markup("".join([f"<td>{escaped(c)}</td>" for c in row])), cls=classes[i] if classes else None,
           id=anchors[i] if anchors else None)
        for i, row in enumerate(rows)
    ]  # fmt: skip
    top = el("thead", el("tr", *(el("th", h) for h in heads)))
    return el("div", el("table", top, el("tbody", *body)), cls="wide")


def _story(story: str, more: str | None) -> Markup:
    """A story's id or address, with what tells more of it."""
    name: Cell = el("a", story, href=story) if story.startswith(("http://", "https://")) else story
    return joined([name, f" ({more})" if more else None])


def _linked(found: Analysis, number: int | None, words: str) -> Cell:
    listed = number is not None and number >= _first_listed(found)
    return el("a", words, href=f"#a{number}") if listed else words


def _figure(made: Any, name: str, label: str) -> Markup:
    return el("figure", inline(made, name, label))


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _pm(value: float | None, error: float | None) -> str:
    return _number(value, 3) + ("" if error is None else f" ± {error:.3f}")


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


@cache
def _style() -> str:
    return resources.files("talion.dyads").joinpath("data", "report.css").read_text("utf-8")
