"""The words and rules of time reading, from ``reading/data/times.toml``, compiled once.

Each lexeme of a text becomes one character that stands for the set of classes it may belong to,
and each rule a regular expression over these characters. Matching is then linear and quick, and a
word in several classes ("second", "May", "last") needs no special care.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from talion.errors import KnowledgeError
from talion.reading.times.shapes import SAMPLES, shape

OTHER = "\u0001"
BREAK = "\u0002"
_ITEM = re.compile(r"\s*(?:(\w+):)?(?:'([^']+)'|<(\w+)>|(\w+)|(\{\d+,\d+\}|[()|?*]))")


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over class characters; ``kind`` names its meaning and ``facts`` are the data it
    brings.

    ``trim`` is the number of lexemes at the start (at the end, when negative) that are only
    context.
    """

    kind: str
    pattern: re.Pattern[str]
    trim: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Values of words by class, the character of each known lexeme and class set, rules, word
    lists.

    ``runs`` finds the stretches of lexemes in which ``starts``, any of the rules, is worth a
    search.
    """

    values: Mapping[str, Mapping[str, Any]]
    characters: Mapping[str, str]
    shapes: Mapping[frozenset[str], str]
    rules: tuple[Rule, ...]
    runs: re.Pattern[str]
    starts: re.Pattern[str]
    lists: Mapping[str, frozenset[str]]

    def value(self, kind: str, word: str) -> Any:
        """What ``word`` means as one of class ``kind``; ``None`` when it is none."""
        return self.values.get(kind, {}).get(word.lower())

    def character(self, lexeme: str) -> str:
        """The character of a lexeme that is not in the table of words."""
        return self.shapes.get(shape(lexeme), OTHER)


@cache
def time_words() -> TimeWords:
    """The lists and rules as shipped; :class:`KnowledgeError` when a pattern names what is not
    there.
    """
    raw = tomllib.loads(files("talion.reading").joinpath("data/times.toml").read_text("utf-8"))
    rules = [*raw["rule"], *_holiday_rules(raw["holiday"])]
    literals = _literals([*(r["pattern"] for r in rules), *raw["fragments"].values()])
    classes = _classes(raw["words"], literals)
    sets = _numbered({*classes.values(), *_dynamic(classes)})
    compiler = _Compiler(sets, raw["fragments"])
    compiled = tuple(_rule(compiler, entry) for entry in rules)
    return TimeWords(
        values=raw["words"],
        characters=dict(_spellings(classes, sets, frozenset(raw["capital"]))),
        shapes=sets,
        rules=compiled,
        runs=_runs(sets, frozenset(raw["glue"])),
        starts=re.compile("|".join(f"(?:{_unnamed(r.pattern.pattern)})" for r in compiled)),
        lists={**_lists(raw["tense"]), **_lists(raw["guards"])},
    )


class _Compiler:
    """Turns a pattern of class names into a regular expression over class characters."""

    def __init__(self, sets: Mapping[frozenset[str], str], fragments: Mapping[str, str]) -> None:
        self._sets, self._fragments = sets, fragments

    def pattern(self, source: str) -> str:
        out, at = [], 0
        seen: dict[str, int] = {}
        while at < len(source.rstrip()):
            item = _ITEM.match(source, at)
            if item is None:
                raise KnowledgeError(f"can't read the time rule {source!r} at {source[at:]!r}")
            at = item.end()
            out.append(self._piece(item, seen))
            if item[1] and source[at : at + 1] == "(" and not item[5]:
                raise KnowledgeError(f"misplaced group in the time rule {source!r}")
        return "".join(out)

    def _piece(self, item: re.Match[str], seen: dict[str, int]) -> str:
        name, literal, fragment, kind, mark = item.groups()
        opening = ""
        if name:
            seen[name] = seen.get(name, 0) + 1
            opening = f"(?P<{name}{'' if seen[name] == 1 else '_' + str(seen[name])}>"
        if mark:
            return opening or "(?:" if mark == "(" else mark
        body = (
            f"(?:{self.pattern(self._fragments[fragment])})" if fragment
            else self._class(f"'{literal}" if literal else kind)
        )  # fmt: skip
        return f"{opening}{body})" if opening else body

    def _class(self, kind: str) -> str:
        members = [char for classes, char in self._sets.items() if kind in classes]
        if not members:
            raise KnowledgeError(f"no word is of the class {kind!r} that a time rule names")
        return f"[{''.join(members)}]"


def _rule(compiler: _Compiler, entry: Mapping[str, Any]) -> Rule:
    facts = {k: v for k, v in entry.items() if k not in ("kind", "pattern", "trim")}
    pattern = re.compile(compiler.pattern(entry["pattern"]))
    return Rule(entry["kind"], pattern, entry.get("trim", 0), facts)


def _runs(sets: Mapping[frozenset[str], str], glue: frozenset[str]) -> re.Pattern[str]:
    """Stretches of known lexemes; group 1 is set where one of them is more than glue."""
    weak = "".join(char for classes, char in sets.items() if classes <= glue)
    rest = "".join(char for classes, char in sets.items() if not classes <= glue)
    return re.compile(f"[{weak}]*+(?:([{rest}])[{weak}{rest}]*+)?")


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _holiday_rules(entries: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        facts = {k: v for k, v in entry.items() if k != "words"}
        tail = "(mark_comma? 'of'? 'in'? year:year|('of'|'in')? shift:(shift|'that') 'year')?"
        pattern = f"(before:shift)? ({entry['words']}) {tail}"
        yield {"kind": "holiday", "pattern": pattern, **facts}


def _literals(patterns: Iterable[str]) -> set[str]:
    return {word for pattern in patterns for word in re.findall(r"'([^']+)'", pattern)}


def _classes(
    words: Mapping[str, Mapping[str, Any]], literals: set[str]
) -> dict[str, frozenset[str]]:
    """The classes of each word; a literal of the rules is a class of its own, named ``'word``."""
    out: dict[str, set[str]] = {}
    for kind, members in words.items():
        for word in members:
            out.setdefault(word, set(shape(word))).add(kind)
    for word in literals:
        out.setdefault(word, set(shape(word))).add(f"'{word}")
    return {word: frozenset(kinds) for word, kinds in out.items()}


def _dynamic(classes: Mapping[str, frozenset[str]]) -> Iterable[frozenset[str]]:
    yield from (shape(sample) for sample in SAMPLES)
    for kinds in classes.values():
        yield kinds - {"month", "weekday", "weekday_short"}


def _numbered(sets: set[frozenset[str]]) -> dict[frozenset[str], str]:
    ordered = sorted((s for s in sets if s), key=sorted)
    return {classes: chr(0xE000 + i) for i, classes in enumerate(ordered)}


def _spellings(
    classes: Mapping[str, frozenset[str]],
    sets: Mapping[frozenset[str], str],
    capital: frozenset[str],
) -> Iterable[tuple[str, str]]:
    """Each word as it may be written, with its character."""
    for word, kinds in classes.items():
        yield word, sets.get(kinds - capital, OTHER)
        yield word.capitalize(), sets[kinds]
        yield word.upper(), sets[kinds]


def _lists(table: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in table.items()}
