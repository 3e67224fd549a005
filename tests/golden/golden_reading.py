"""The expected records: words in a story turned into spans."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = sorted(p.stem for p in (HERE / "stories").glob("*.txt"))
WITHOUT_EVENTS = ("football", "footbridge", "harvest")

Span = tuple[int, int]


@dataclass(frozen=True)
class Story:
    """A story's text and what a careful reader expects of it."""

    name: str
    text: str
    expected: dict[str, Any]

    def items(self, layer: str) -> list[dict[str, Any]]:
        return self.expected.get(layer, [])

    def span(self, words: str) -> Span:
        return located(self.text, words)


def story(name: str) -> Story:
    text = (HERE / "stories" / f"{name}.txt").read_text("utf-8")
    return Story(name, text, tomllib.loads((HERE / "expected" / f"{name}.toml").read_text("utf-8")))


def located(text: str, words: str) -> Span:
    """Where ``words`` stand; brackets mark the part that is meant. They must stand there once.

    >>> located("he said that he said so", "that he [said]")
    (16, 20)
    """
    whole = words.replace("[", "").replace("]", "")
    found = [m.start() for m in re.finditer(_bounded(whole), text)]
    if len(found) != 1:
        raise ValueError(f"{words!r} stands {len(found)} times in the story")
    if "[" not in words:
        return found[0], found[0] + len(whole)
    start = found[0] + words.index("[")
    return start, start + words.index("]") - words.index("[") - 1


def _bounded(words: str) -> str:
    left = r"(?<!\w)" if words[0].isalnum() else ""
    right = r"(?!\w)" if words[-1].isalnum() else ""
    return left + re.escape(words) + right
