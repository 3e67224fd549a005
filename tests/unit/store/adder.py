"""Adds generated documents to a database until it is killed: ``adder.py PATH COUNT``."""

import sys
from collections.abc import Callable
from hashlib import sha256

import talion
from talion.record import Actor, Document, Event, Record
from talion.store.writing import Outcome


def record(number: int) -> Record:
    """A document with as many events as its number says, up to nine; every third is a correction."""
    text = f"Chad told Niger {number} things. " * 5
    actor = Actor(id="a1", name="Chad", kind="state", country="TCD", mentions=((0, 4),))
    events = tuple(
        Event(id=f"e{n}", type="CONSULT", quad="verbal-cooperation", goldstein=1.0, actors=("a1",),
              status="happened", trigger=(5, 9), sentence=0, confidence=0.5)
        for n in range(number % 9 + 1)
    )  # fmt: skip
    id = f"d{number - 1 if number % 3 == 0 else number}"
    document = Document(id=id, text=text, sha256=sha256(text.encode()).hexdigest())
    return Record(document=document, actors=(actor,), events=events)


def add(
    where: str, last: int, tell: Callable[[Outcome], object], *, first: int = 1, most: int = 5
) -> None:
    """Add them all, a few at a time."""
    talion.Database(where).add(map(record, range(first, last + 1)), most=most, tell=tell)


def main() -> None:
    """Add them all, and say what is committed."""
    add(sys.argv[1], int(sys.argv[2]), lambda o: print(o.id, o.fate, flush=True))


if __name__ == "__main__":
    main()
