"""How often the coder is wrong, from the committed measurements."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from pathlib import Path
from typing import Any

from making.markdown import code, table

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
_HEAD = """# Error rates

Written from `benchmarks/by_type.json` and `benchmarks/results.json`, which `python benchmarks/by_type.py` and
`make bench` measure. Nothing here was scored on text that the shipped weights learned from.

## By event type

Our annotated stories: whole news stories, each read by two people. *Missed* is the share of events, marked by both readers,
that the coder did not find under their type. *Wrong* is the share of coded events that neither reader has. In
brackets is the range in which the true rate lies with a probability of 95 % (Wilson): where a type has few events, it is wide.

"""
_PARTS = {
    "test": "### Test part\n\nIts errors are not read when the coder is changed; only its scores are.\n\n",
    "dev": "### Development part\n\nErrors in it were read while the coder was made, so that its figures are a little kind.\n\n",
}
_SUITES = """## By what is read

From `benchmarks/results.json`. The full coder, and `--fast`: grammar and lexicon alone.

"""
_LEFT_OUT = ("documents", "stories", "pairs", "sentences", "groups", "words a second")
_SCALE = 1.96  # standard errors of a 95 % range


def page() -> str:
    """The page."""
    measured = json.loads((BENCHMARKS / "by_type.json").read_text("utf-8"))
    results = json.loads((BENCHMARKS / "results.json").read_text("utf-8"))
    parts = "\n".join(head + _by_type(measured["parts"][part]) for part, head in _PARTS.items())
    commit = f"Measured at commit {measured['commit']}.\n\n"
    scores = table(["suite", "figure", "full", "fast"], _scores(results))
    return _HEAD + commit + parts + "\n" + _SUITES + scores


def share(part: int, whole: int) -> str:
    """A rate with its range; empty where there is nothing to take it of.

    >>> share(5, 10), share(0, 0)
    ('50 % (24 to 76)', '')
    """
    if not whole:
        return ""
    p, z = part / whole, _SCALE * _SCALE / whole
    middle, half = p + z / 2, _SCALE * sqrt(p * (1 - p) / whole + z / whole / 4)
    low, high = (max(0, round(100 * (middle + s * half) / (1 + z))) for s in (-1, 1))
    return f"{100 * p:.0f} % ({low} to {high})"


def _by_type(counts: Mapping[str, Mapping[str, int]]) -> str:
    total: Counter[str] = Counter()
    for each in counts.values():
        total.update(each)
    rows = [_row(code(type), each) for type, each in counts.items()]
    head = ["type", "events in the stories", "missed", "coded", "wrong"]
    return table(head, [*rows, _row("all", total)])


def _row(name: str, n: Mapping[str, int]) -> list[str]:
    coded = n["found"] + n["extra"]
    missed = share(n["wanted"] - n["found"], n["wanted"])
    return [name, str(n["wanted"]), missed, str(coded), share(n["extra"], coded)]


def _scores(results: Mapping[str, Any]) -> Iterator[list[str]]:
    """Each figure that is a rate, full and fast."""
    for suite, full in results["full"].items():
        fast = results.get("fast", {}).get(suite, {}).get("scores", {})
        for name, value in full["scores"].items():
            if not name.startswith(_LEFT_OUT):
                yield [suite, name, f"{value:g}", f"{fast[name]:g}" if name in fast else ""]
