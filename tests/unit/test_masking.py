"""Names of private persons are covered, and nothing else moves."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talion import Actor, Claim, Event, Failure, Record, Source, document_from
from talion.errors import TalionError
from talion.knowledge.actors import Knowledge
from talion.language.base import Parsed
from talion.language.english.parser import EnglishParser
from talion.masking import COVER, PRIVATE, Masker, Names
from talion.spans import Span

TEXT = (
    "Riga police arrested Juris Kalve on Friday, Prime Minister Inga Ozola said. "
    "KALVE DENIES ALL. Kalve's sister, Anna Kalve, wept. President Vladimir Putin praised the police."
)


class Blind:
    """A parser that sees no names: all that is covered comes from the record's actors."""

    def parse_many(self, texts: list[str]) -> list[Parsed]:
        return [Parsed(text, (), (), ()) for text in texts]


def spans(words: str, text: str = TEXT) -> tuple[Span, ...]:
    start = text.index(words)
    return ((start, start + len(words)),)


def actor(n: int, name: str, sector: str | None = None, kind: str = "person") -> Actor:
    words = name if name in TEXT else name.split(" ")[-1]
    return Actor(id=f"a{n}", name=name, kind=kind, sector=sector, mentions=spans(words))  # type: ignore[arg-type]


def record(*actors: Actor, text: str = TEXT) -> Record:
    start, end = spans("Juris Kalve")[0]
    claim = Claim(
        id="c1",
        source=Source(actor="a1"),
        content=((start, end),),
        quote="direct",
        stance="asserts",
    )
    event = Event(
        id="e1", type="COERCE", quad="material-conflict", goldstein=-7, actors=("a2",), recipients=("a1",),
        status="happened", trigger=spans("arrested")[0], sentence=0, confidence=0.9,
    )  # fmt: skip
    document = document_from(
        text, id="kalve", title="Juris Kalve held", published="2019-05-17", url="https://news.example/juris-kalve"
    ).document  # fmt: skip
    shift = document.text.index(text)
    assert shift == 0 or document.title
    return Record(
        document=document_from(text, id="kalve", published="2019-05-17", url=document.url).document,
        sentences=((0, len(text)),), actors=actors, events=(event,), claims=(claim,),
    )  # fmt: skip


ACTORS = (
    actor(1, "Juris Kalve"),
    actor(2, "Riga police", "COP", "organization"),
    actor(3, "Inga Ozola", "GOV"),
)


@pytest.fixture(scope="module", name="masker")
def make_masker() -> Masker:
    return Masker(EnglishParser.load(), Knowledge.load())


@pytest.fixture(scope="module", name="blind")
def make_blind() -> Masker:
    return Masker(Blind(), Knowledge.load())  # type: ignore[arg-type]


def test_a_private_person_is_covered_wherever_the_name_stands(blind: Masker) -> None:
    text = blind.record(record(*ACTORS)).document.text
    assert "kalve" not in text.lower()
    assert "Juris" not in text
    assert f"arrested {COVER * 11} on Friday" in text
    assert f"{COVER * 5} DENIES" in text
    assert f"{COVER * 5}'s sister" in text


def test_officials_keep_their_names(masker: Masker) -> None:
    covered = masker.record(record(*ACTORS))
    assert "Prime Minister Inga Ozola said" in covered.document.text
    assert "President Vladimir Putin praised" in covered.document.text
    assert [a.name for a in covered.actors] == [PRIVATE, "Riga police", "Inga Ozola"]


def test_the_parser_s_names_are_covered_too(masker: Masker) -> None:
    covered = masker.record(record(*ACTORS[1:]))
    assert "Anna" not in covered.document.text


def test_spans_and_ids_stay(masker: Masker) -> None:
    before = record(*ACTORS)
    after = masker.record(before)
    assert len(after.document.text) == len(before.document.text)
    assert after.events == before.events
    assert after.claims == before.claims
    assert after.document.id == before.document.id
    assert [a.mentions for a in after.actors] == [a.mentions for a in before.actors]
    assert after.words(after.events[0].trigger) == "arrested"


def test_the_digest_is_that_of_the_covered_text(masker: Masker) -> None:
    after = masker.record(record(*ACTORS))
    assert after.document.sha256 == hashlib.sha256(after.document.text.encode()).hexdigest()
    assert Record.from_json(after.to_json()) == after


def test_an_address_with_the_name_goes(blind: Masker) -> None:
    assert blind.record(record(*ACTORS)).document.url is None
    assert (
        Names(words=frozenset(["Kalve"])).address("https://news.example/12")
        == "https://news.example/12"
    )


def test_a_name_that_nothing_shows_to_be_a_body_s_is_covered(blind: Masker) -> None:
    assert blind.is_private("Fatou Diallo", "organization", None)
    assert not blind.is_private("United Nations", "organization", None)
    assert not blind.is_private("Dockers' Union", "organization", "LAB")
    assert not blind.is_private("the veteran activist", "person", "CVL")


def test_persons_in_one_s_own_knowledge_are_public(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[entries]]\nname = "Juris Kalve"\nrole = "person"\n', "utf-8")
    masker = Masker(Blind(), Knowledge.load(own))  # type: ignore[arg-type]
    assert masker.record(record(*ACTORS)).document.text == TEXT


def test_covering_twice_changes_nothing_more(masker: Masker) -> None:
    once = masker.record(record(*ACTORS))
    assert masker.record(once) == once


@given(st.text(max_size=80))
def test_any_text_keeps_its_length(blind: Masker, words: str) -> None:
    text = f"{TEXT} {words}"
    covered = Names(words=frozenset(["Kalve"])).everywhere(text)
    assert len(covered) == len(text)
    names = blind.names(record(*ACTORS, text=text))
    assert len(names.text(text)) == len(text)
    assert all(0 <= start < end <= len(text) for start, end in names.spans)


def test_failures_pass_and_what_breaks_becomes_one() -> None:
    class Broken:
        def parse_many(self, texts: list[str]) -> list[Parsed]:
            raise ValueError("boom")

    masker = Masker(Broken(), Knowledge.load())  # type: ignore[arg-type]
    failed = Failure.of("x", TalionError("no"))
    assert masker.result(failed) is failed
    found = masker.result(record(*ACTORS))
    assert isinstance(found, Failure)
    assert "could not be covered" in found.error.message
    assert "Kalve" not in found.to_json().replace("kalve", "")
