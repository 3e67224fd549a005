"""By-lines: who wrote a story, for whom and when, such as ``By Jane Roe, 3 March 2014``."""

from __future__ import annotations

import re

from msgspec import Struct

from talion.intake.dates import FoundDate, find_date
from talion.intake.rules import rules

_LONGEST = 160
_WORD = re.compile(r"[^\W\d_][\w.'’&/-]*")
_BREAKS = re.compile(r"\s*(?:[|,;·•–—()]|\s-\s|\s/\s)\s*")


class Byline(Struct, frozen=True):
    """What a by-line says: ISO date, and agency or outlet; ``None`` where it says none."""

    date: str | None
    agency: str | None


def read_byline(line: str, *, titled: bool, published: str | None = None) -> Byline | None:
    """``line`` as a by-line, ``None`` when it is none.

    Only a line all of whose words are names, dates, agencies, outlets and the small words of
    by-lines is one. Before a title was seen (``titled`` false), an unknown name and a date are
    not enough.

    >>> read_byline("AFP , Saturday 12 Nov 2011", titled=True)
    Byline(date='2011-11-12', agency='AFP')
    >>> read_byline("By Sunday the troops had left.", titled=True) is None
    True
    """
    if len(line) > _LONGEST:
        return None
    dated = find_date(line, published)
    author = rules().author.match(line.lstrip("-–— "))
    agency, labelled = _agency(line), bool(rules().byline_labels.match(line))
    rest = _without_known(line, dated)
    if not _only_names(rest):
        return None
    outlet = None if agency else _outlet(line, dated)
    firm = bool(author and _is_name(author["name"])) or bool(
        dated and (agency or outlet or labelled)
    )
    bare = not _WORD.search(rest) and bool(dated or agency)
    loose = titled and bool(dated) and len(_WORD.findall(rest)) <= 6
    if firm or bare or loose or (titled and outlet and "|" in line):
        return Byline(dated.iso if dated else None, agency or outlet)
    return None


def _agency(line: str) -> str | None:
    match = rules().agency.search(line)
    return rules().agencies[match[0]] if match else None


def _without_known(line: str, dated: FoundDate | None) -> str:
    """What is left without the date, times, agencies, labels and ``By``."""
    known = rules()
    rest = line if dated is None else line[: dated.span[0]] + " | " + line[dated.span[1] :]
    for pattern in (known.agency, known.clock, known.byline_labels):
        rest = pattern.sub(" | ", rest)
    return re.sub(r"^\W*(?:by|By|BY)\s", "", rest)


def _only_names(rest: str) -> bool:
    """Whether all words left are capitalised, or small words of by-lines; figures are neither."""
    if re.search(r"\d|[.!?]['\"”’]?\s+\w{4,}|[\"“”?!]", rest):
        return False
    words = _WORD.findall(rest)
    return len(words) <= 12 and all(w[0].isupper() or w.lower() in rules().roles for w in words)


def _is_name(words: str) -> bool:
    first = _WORD.match(words)
    return bool(first) and words[0].isupper() and first is not None and not find_date(words)


def _outlet(line: str, dated: FoundDate | None) -> str | None:
    """A part of the line such as ``The Nairobi Herald``: capitals, ending as outlets' names do."""
    rest = line if dated is None else line[: dated.span[0]] + "|" + line[dated.span[1] :]
    for part in _BREAKS.split(rest):
        words = _WORD.findall(part)
        named = 2 <= len(words) <= 5 and words[-1] in rules().outlets
        if (
            named
            and words[0] not in ("By", "BY")
            and all(w[0].isupper() or w == "of" for w in words)
        ):
            return part.strip()
    return None
