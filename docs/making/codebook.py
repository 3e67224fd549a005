"""The codebook: the shipped ontology, with an example of our own for every type and mode, each run through the coder."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import talion
from making.markdown import code, table
from talion.ontology import EventType, plover

EXAMPLES = Path(__file__).with_name("examples.toml")
PUBLISHED = "2031-05-16"
"""When the examples are read as published, a Friday."""
_HEAD = """# Codebook

The types and modes of PLOVER 2021 as Talion ships them (`talion/ontology/plover.toml`), written from that file when the site is
built. The examples are our own, and each has just been read by the coder: **yes** says that it finds an event of
this type and mode in the sentence, otherwise the page shows what it finds instead. They are plain sentences, and their share
says nothing about [news](explanation/error-rates.md).

An event's *type* says what is done, its *mode* how. A promise to help is AGREE, a threat to arrest is THREATEN, a demand is REQUEST: the
type is that of the act itself, and the *status* says whether it took place (happened, ongoing, planned, possible,
denied, negated). Goldstein is the intensity from -10 to 10; CAMEO the closest code of that older scheme.

"""
_QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")


class Example(NamedTuple):
    """A sentence for a type and mode, and the types and modes that the coder finds in it."""

    sentence: str
    wanted: str
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether what is wanted is found; a type alone is found with any mode."""
        exact = self.wanted in self.found
        return exact or any(f.partition("/")[0] == self.wanted for f in self.found)


def page() -> str:
    """The page."""
    found = examples()
    right = sum(e.right for e in found.values())
    count = f"Of the {len(found)} examples {right} are coded as they should be today.\n\n"
    return (
        _HEAD + count + "\n".join(_quad(quad, found) for quad in _QUADS)
        + _contexts() + _sectors()
    )  # fmt: skip


def sentences() -> dict[str, str]:
    """The sentence of each type and mode."""
    return tomllib.loads(EXAMPLES.read_text("utf-8"))


@cache
def examples() -> Mapping[str, Example]:
    """Each sentence with what the coder finds in it."""
    return {key: _example(key, sentence) for key, sentence in sentences().items()}


def _example(wanted: str, sentence: str) -> Example:
    record = talion.code(sentence, published=PUBLISHED)
    found = ("/".join(filter(None, (e.type, e.mode))) for e in record.events)
    return Example(sentence, wanted, tuple(dict.fromkeys(found)))


def _quad(quad: str, found: Mapping[str, Example]) -> str:
    title = quad.replace("-", " ").capitalize()
    types = (t for t in plover().types.values() if t.quad == quad)
    return f"## {title}\n\n" + "\n".join(_type(t, found) for t in types)


def _type(type: EventType, found: Mapping[str, Example]) -> str:
    rows = [_row(type.name, "", type.goldstein, type.cameo, found)] if type.name in found else []
    for mode in type.modes.values():
        rows.append(_row(f"{type.name}/{mode.name}", mode.name, mode.goldstein, mode.cameo, found))
    head = ["mode", "Goldstein", "CAMEO", "example", "coded so today"]
    words = f"### {type.name}\n\n{type.means[:1].upper()}{type.means[1:]}."
    return f"{words} Goldstein {type.goldstein:g}, CAMEO {type.cameo}.\n\n{table(head, rows)}"


def _row(
    key: str, mode: str, goldstein: float, cameo: str, found: Mapping[str, Example]
) -> list[str]:
    example = found[key]
    verdict = "yes" if example.right else f"no: {', '.join(example.found) or 'nothing'}"
    return [code(mode), f"{goldstein:g}", cameo, example.sentence, verdict]


def _contexts() -> str:
    rows = ([code(name), ", ".join(words)] for name, words in plover().contexts.items())
    words = "An event has the contexts that words of its sentence show."
    return f"\n## Contexts\n\n{words}\n\n{table(['context', 'words'], rows)}"


def _sectors() -> str:
    rows: Iterator[list[str]] = ([code(n), means] for n, means in plover().sectors.items())
    return f"\n## Sectors\n\nWhat an actor is.\n\n{table(['sector', 'meaning'], rows)}"
