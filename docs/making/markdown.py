"""Pieces of Markdown."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is escaped.

    >>> print(table(["a"], [["x|y"]]), end="")
    | a |
    | --- |
    | x\\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())


def code(words: str) -> str:
    """Words set as code."""
    return f"`{words}`" if words else ""


def block(text: str, language: str = "text") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"
