"""What people said is *not* the same: pairs of documents, or of events, that no later run joins again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import MsgspecError, Struct, json

from talion.errors import DocumentError


class Pair(Struct, frozen=True, order=True):
    """Two ids that are told apart, in order, and why, where a reason was given.

    Ids of documents keep stories apart; references of tellings (``document#start-end``) keep events apart.
    """

    a: str
    b: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class NotTheSame:
    """A set of pairs told apart; a new one is a new value."""

    pairs: frozenset[Pair] = frozenset()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """Whether two ids were told apart, whichever is named first."""
        a, b = sorted(pair)
        return any(p.a == a and p.b == b for p in self.pairs)

    def __iter__(self) -> Iterator[Pair]:
        """The pairs in order."""
        return iter(sorted(self.pairs, key=lambda p: (p.a, p.b, p.why or "")))

    def told(self, one: str, other: str, why: str | None = None) -> NotTheSame:
        """With one pair more; :class:`DocumentError` for a thing and itself."""
        if one == other:
            raise DocumentError("can't be told apart from itself", where=one, remedy="name two ids")
        a, b = sorted((one, other))
        return NotTheSame(self.pairs | {Pair(a, b, why)})

    def taken_back(self, one: str, other: str) -> NotTheSame:
        """Without a pair: the two may be joined again."""
        names = tuple(sorted((one, other)))
        return NotTheSame(frozenset(p for p in self.pairs if (p.a, p.b) != names))

    def ids(self) -> frozenset[tuple[str, str]]:
        """The pairs for quick look-up, each both ways."""
        return frozenset(x for p in self.pairs for x in ((p.a, p.b), (p.b, p.a)))


def load(path: Path) -> NotTheSame:
    """The pairs of a file, one JSON object a line; none where there is no file yet.

    :class:`DocumentError` when a line is none.
    """
    if not path.exists():
        return NotTheSame()
    lines = path.read_text("utf-8").splitlines()
    return _from(((n, line) for n, line in enumerate(lines, 1) if line.strip()), path)


def save(pairs: NotTheSame, path: Path) -> None:
    """Write the pairs, in order; the file is replaced as a whole."""
    part = path.with_name(path.name + ".part")
    part.write_text("".join(json.encode(p).decode() + "\n" for p in pairs), "utf-8")
    part.replace(path)


def _from(lines: Iterable[tuple[int, str]], path: Path) -> NotTheSame:
    out = NotTheSame()
    for number, line in lines:
        try:
            pair = json.decode(line, type=Pair)
        except MsgspecError as error:
            raise DocumentError(
                f"no pair told apart: {error}", where=f"{path}:{number}",
                remedy='write {"a": ID, "b": ID} on each line',
            ) from error  # fmt: skip
        out = out.told(pair.a, pair.b, pair.why)
    return out
