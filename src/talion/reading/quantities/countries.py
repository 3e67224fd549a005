"""Where a text names countries: by name, adjective or people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from talion.knowledge.entries import countries
from talion.language.base import Parsed
from talion.spans import Span


def named_in(parsed: Parsed, span: Span) -> Iterator[tuple[int, str]]:
    """Where in ``span`` countries are named, by name, adjective or people, and their codes."""
    names, longest = _names()
    tokens = [t for t in parsed.tokens_in(span) if t.start >= span[0]]
    at = 0
    while at < len(tokens):
        if not tokens[at].text[:1].isupper():
            at += 1
            continue
        for size in range(min(longest, len(tokens) - at), 0, -1):
            code = names.get(" ".join(t.text for t in tokens[at : at + size]))
            if code is not None:
                yield tokens[at].start, code
                break
        at += 1


@cache
def _names() -> tuple[dict[str, str], int]:
    out: dict[str, str] = {}
    for country in countries().values():
        for name in (country.name, *country.aliases, *country.adjectives, *country.people):
            out.setdefault(name, country.code)
    return out, max(len(name.split()) for name in out)
