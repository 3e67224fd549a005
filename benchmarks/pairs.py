"""Reads ``data/pairs``: two stories each, and which sentence of the later answers which of the earlier."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "pairs"
FILES = ("answers.txt", "lookalikes.txt", "further.txt")


@dataclass(frozen=True)
class Story:
    """A story as it is coded: its sentences, title first, with their places in ``text``."""

    id: str
    published: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The title, an empty line, and the sentences."""
        return self.sentences[0] + "\n\n" + " ".join(self.sentences[1:])

    def document(self) -> dict[str, str]:
        """What ``talion code`` reads."""
        return {"id": self.id, "published": self.published, "title": self.sentences[0],
                "text": " ".join(self.sentences[1:])}  # fmt: skip

    def sentence_of(self, offset: int) -> int:
        """The number of the sentence that a place of the text is in; 0 is the title."""
        end = -1
        for number, sentence in enumerate(self.sentences):
            end += len(sentence) + 1 + (number == 0)
            if offset < end:
                return number
        return len(self.sentences) - 1


@dataclass(frozen=True)
class Pair:
    """Two stories. ``answer`` is (later sentence, earlier sentence, kind), ``None`` for look-alikes.

    ``sort`` is how the later story names the motive (clear, vague, none), or why it is no answer.
    """

    id: str
    sort: str
    earlier: Story
    later: Story
    answer: tuple[int, int, str] | None

    @property
    def part(self) -> str:
        """Pairs of odd numbers are developed and fitted on, even ones only scored; "more" are later ones."""
        if self.id.startswith("further"):
            return "more"
        return "dev" if int(self.id.rpartition("-")[2]) % 2 else "test"


def read_pairs(folder: Path = FOLDER) -> list[Pair]:
    """All pairs, in order; ``ValueError`` names the one that breaks the layout."""
    return [p for name in FILES for p in _of_file((folder / name).read_text("utf-8"))]


def _of_file(text: str) -> Iterator[Pair]:
    for block in re.split(r"(?m)^#### ", text)[1:]:
        head, *lines = block.strip().split("\n")
        id, _, sort = head.partition(" ")
        stories = [_story(id, n, part) for n, part in enumerate(_parts(lines, id), 1)]
        found = [ln.split(" | ")[1:] for ln in lines if ln.startswith("A | ")]
        answer = (int(found[0][0]), int(found[0][1]), found[0][2]) if found else None
        yield Pair(id, sort, stories[0], stories[1], answer)


def _parts(lines: list[str], id: str) -> list[list[str]]:
    starts = [i for i, line in enumerate(lines) if line.startswith("D | ")]
    if len(starts) != 2:
        raise ValueError(f"{id}: {len(starts)} stories instead of two")
    return [lines[starts[0] : starts[1]], lines[starts[1] :]]


def _story(id: str, number: int, lines: list[str]) -> Story:
    said = [line[4:] for line in lines if line[:4] in ("T | ", "S | ")]
    return Story(f"{id}.{number}", lines[0][4:], tuple(said))
