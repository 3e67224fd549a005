"""The command line with a coder that needs no models."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from talion.cli import group
from talion.intake import Failed, Item, Loaded
from talion.parallel import Start
from talion.reading.events.draft import Rejected
from talion.record import Actor, Claim, Event, Failure, PairAnswer, Record, Source


class FakeCoder:
    """Finds one event, at the first word, in every text; ``boom`` in it is a fault of the coder's."""

    def code(self, loaded: Loaded) -> Record:
        document = loaded.document
        if "boom" in document.text:
            raise ValueError("boom")
        end = len(document.text.split()[0])
        event = Event(
            id="e1", type="CONSULT", quad="verbal-cooperation", goldstein=2.5, actors=("a1",),
            status="happened", trigger=(0, end), sentence=0, confidence=0.75,
        )  # fmt: skip
        claim = Claim(
            id="c1", source=Source(actor="a1", span=(0, end)), content=((0, end),), quote="direct",
            stance="denies", about=("e1",), chain=("a1",),
        )  # fmt: skip
        pairs = tuple(
            PairAnswer(id=q.id, type="AID", quad="material-cooperation", confidence=0.5)
            for q in loaded.pairs
        )
        actor = Actor(id="a1", name="Bora", kind="state", mentions=((0, end),))
        return Record(
            document=document, sentences=((0, len(document.text)),), actors=(actor,),
            events=(event,), claims=(claim,), pairs=pairs,
        )  # fmt: skip

    def read(self, loaded: Loaded) -> Any:
        gone = Rejected((0, 2), 0, "AID", "too weak", 0.1, {})
        return SimpleNamespace(record=self.code(loaded), events=SimpleNamespace(rejected=(gone,)))

    def code_many(self, items: Iterable[Item]) -> Iterator[Record | Failure]:
        for item in items:
            if isinstance(item, Failed):
                yield Failure.of(item.id, item.error)
            elif "stop" in item.document.text:
                raise KeyboardInterrupt
            else:
                yield self.code(item)


@pytest.fixture(name="talion")
def make_talion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Start, "coder", lambda _: FakeCoder())

    def run(*args: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(group, args, input=stdin, prog_name="talion")

    return run


@pytest.fixture(name="stories")
def make_stories(tmp_path: Path) -> Path:
    """A folder of three stories."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("a", "Bora met Lume."), ("b", "Lume <b>left</b>."), ("c", "Rain fell.")):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
