"""How well types and modes of one's own are found: ``python benchmarks/own_ontology/measure.py [--fast]``.

Codes the sentences of ``sentences.jsonl`` with ``own.toml``, each as a story of its own, and counts own events
found, missed and false, how often the actor and the recipient are among those that are coded, and how sure the
events are beside how many of them are right.
``--cues`` leaves the examples out, to see what they add.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from talion.coder import Coder
from talion.record import Event, Record

HERE = Path(__file__).parent


def main() -> None:
    """Prints a line a part and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--cues", action="store_true", help="the cues alone, without the examples")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    asked = parser.parse_args()
    coder = Coder.load(fast=asked.fast, ontology=_file(cues_only=asked.cues))
    counts: dict[tuple[str, str], Counter[str]] = {}
    sure: dict[str, list[tuple[float, bool]]] = {}
    for line in (HERE / "sentences.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        record = coder.code_text(row["text"], published="2031-05-16")
        own = [e for e in record.events if coder.ontology.is_own(e.type, e.mode)]
        sure.setdefault(row["part"], []).extend(
            (e.confidence, _name(e) == row["kind"]) for e in own
        )
        for kind, said in _judged(record, own, row):
            for name in (kind, "all"):
                counts.setdefault((row["part"], name), Counter())[said] += 1
            if asked.wrong and said not in ("found", "right actor", "right recipient"):
                print(f"{row['part']} {kind} {said}: {row['text']}")
    for (part, kind), c in sorted(counts.items()):
        found, missed, false = c["found"], c["missed"], c["false"]
        print(
            f"{part:5} {kind:16} found {found} of {found + missed}, false {false},"
            f" F1 {2 * found / max(2 * found + missed + false, 1):.2f},"
            f" actor {c['right actor']}/{found}, recipient {c['right recipient']}/{found}"
        )
    for part, told in sorted(sure.items()):
        mean, right = (sum(t[n] for t in told) / len(told) for n in (0, 1))
        off = sum((p - is_right) ** 2 for p, is_right in told) / len(told)
        print(
            f"{part:5} {len(told)} events, mean confidence {mean:.2f}, right {right:.2f}, Brier {off:.3f}"
        )


def _file(*, cues_only: bool) -> Path:
    """The ontology, or a copy without its examples."""
    whole = HERE / "own.toml"
    if not cues_only:
        return whole
    text = re.sub(r"^\[\[.*?(?=^\[types|\Z)", "", whole.read_text("utf-8"), flags=re.M | re.S)
    copy = Path(tempfile.mkdtemp()) / "cues.toml"
    copy.write_text(text, "utf-8")
    return copy


def _judged(record: Record, own: list[Event], row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is right and wrong of one sentence, with the kind that it is about."""
    right = [e for e in own if _name(e) == row["kind"]]
    yield from ((_name(e), "false") for e in own if e not in right[:1])
    if row["kind"] is not None:
        yield row["kind"], "found" if right else "missed"
    for event in right[:1]:
        for side in ("actor", "recipient"):
            there = _names(record, event, f"{side}s", row[side])
            yield row["kind"], f"{'right' if there else 'wrong'} {side}"


def _name(event: Event) -> str:
    return f"{event.type}/{event.mode}" if event.mode else event.type


def _names(record: Record, event: Event, side: str, words: str) -> bool:
    """Whether the words stand in a mention of one of a side's actors, or are its name's."""
    by_id = {a.id: a for a in record.actors}
    actors = [by_id[i] for i in getattr(event, side)]
    said = [record.words(s) for a in actors for s in a.mentions] + [a.name for a in actors]
    return any(words in s for s in said)


if __name__ == "__main__":
    main()
