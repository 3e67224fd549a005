"""The pipeline: one document or many, in order, none lost."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import cast

import pytest

from talion.coder import Coder, failure
from talion.errors import EmptyDocument, TalionError, TookTooLong
from talion.intake import Failed, document_from, document_from_dict
from talion.language.base import Parsed, Parser
from talion.models.tagger import Tagger
from talion.models.tags import Tags
from talion.record import Failure, Record

STORY = "Kenya arrested two Ugandan envoys on Monday, the foreign ministry said."


@cache
def coder() -> Coder:
    return Coder.load(fast=True)


class Breaking:
    """A parser that breaks on texts with "break" in them."""

    language = "en"

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def parse_many(self, texts: Iterable[str]) -> Iterator[Parsed]:
        for text in texts:
            if "break" in text:
                raise ValueError("broken")
            yield from self._parser.parse_many([text])


def test_a_text_gives_a_record() -> None:
    record = coder().code_text(STORY, published="2015-06-10")
    assert record.document.text == STORY
    assert [(e.type, e.mode) for e in record.events] == [("COERCE", "arrest")]
    assert [record.words(c.cue or (0, 0)) for c in record.claims] == ["said"]
    assert [t.start for t in record.times] == ["2015-06-08"]


def test_a_title_stands_before_the_text() -> None:
    record = coder().code_text(STORY, title="Envoys leave")
    assert record.document.text == f"Envoys leave\n\n{STORY}"
    assert record.document.title == "Envoys leave"


@pytest.mark.parametrize("text", ["!!!", "🙂", "\u202b\u202c", "a" * 5000])
def test_a_text_of_nothing_has_an_empty_record(text: str) -> None:
    record = coder().code_text(text)
    assert (record.events, record.claims, record.links) == ((), (), ())


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_text_is_an_error_that_says_so(text: str) -> None:
    with pytest.raises(EmptyDocument, match="no text"):
        coder().code_text(text)


def test_many_are_coded_in_order_as_each_alone() -> None:
    loaded = [document_from(f"{STORY} No. {n}.", id=str(n)) for n in range(5)]
    together = list(coder().code_many(loaded))
    assert together == [coder().code(one) for one in loaded]


def test_a_failed_document_keeps_its_place() -> None:
    items = [
        document_from(STORY, id="a"),
        Failed("b", TalionError("it is empty")),
        document_from(STORY, id="c"),
    ]
    found = list(coder().code_many(items))
    assert [type(one) for one in found] == [Record, Failure, Record]
    assert [one.document.id for one in found] == ["a", "b", "c"]
    assert isinstance(found[1], Failure)
    assert "it is empty" in found[1].error.message


def test_a_document_that_breaks_the_parser_fails_alone() -> None:
    broken = replace(coder(), parser=Breaking(coder().parser))
    items = [document_from(t, id=str(n)) for n, t in enumerate([STORY, "break it", STORY])]
    found = list(broken.code_many(items))
    assert [isinstance(one, Failure) for one in found] == [False, True, False]
    assert isinstance(found[1], Failure)
    assert "ValueError: broken" in found[1].error.message
    assert found[0] == coder().code(items[0])


class Slow:
    """A parser that takes for ever over texts with "slow" in them."""

    language = "en"

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def parse_many(self, texts: Iterable[str]) -> Iterator[Parsed]:
        for text in texts:
            while "slow" in text:
                pass
            yield from self._parser.parse_many([text])


class Full:
    """A tagger for which some texts need more memory than there is."""

    def tag_many(self, documents: Iterable[tuple[str, object]]) -> list[Tags]:
        for text, _ in documents:
            if "large" in text:
                raise MemoryError
        return [Tags((), (), (), ()) for _ in documents]


def failed(found: Iterable[Record | Failure]) -> list[str]:
    """The kinds of failures, "" for a record."""
    return [one.error.kind if isinstance(one, Failure) else "" for one in found]


def test_a_document_that_takes_too_long_fails_alone_and_says_so() -> None:
    slow = replace(coder(), parser=Slow(coder().parser), time_limit=0.5)
    items = [document_from(t, id=str(n)) for n, t in enumerate([STORY, "a slow one", STORY])]
    found = list(slow.code_many(items))
    assert failed(found) == ["", "time-limit", ""]
    assert isinstance(found[1], Failure)
    assert "it took more than 0.5 seconds; split it" in found[1].error.message
    with pytest.raises(TookTooLong, match=r"1: it took more than 0\.5 seconds"):
        slow.code(items[1])


def test_a_document_that_breaks_the_encoder_fails_alone() -> None:
    full = replace(coder(), tagger=cast("Tagger", Full()))
    items = [document_from(t, id=str(n)) for n, t in enumerate([STORY, "a large one", STORY])]
    assert failed(full.code_many(items)) == ["", "error", ""]


def test_nothing_to_code_gives_nothing() -> None:
    assert list(coder().code_many([])) == []


def test_a_fault_of_ours_asks_to_be_reported() -> None:
    found = failure("x", KeyError("lost"))
    assert found.document.id == "x"
    assert "KeyError" in found.error.message
    assert "report" in found.error.message


def test_a_pair_is_answered() -> None:
    start = STORY.index("two Ugandan envoys")
    loaded = document_from_dict(
        {
            "id": "p",
            "text": STORY,
            "pairs": [
                {"id": "q1", "actor": [0, 5], "recipient": [start, start + 18]},
                {"id": "q2", "actor": [start, start + 18], "recipient": [0, 5]},
            ],
        }
    )
    record = coder().code(loaded)
    assert [p.id for p in record.pairs] == ["q1", "q2"]
    first, second = record.pairs
    assert (first.type, first.mode, first.event) == ("COERCE", "arrest", record.events[0].id)
    assert second.event is None
    assert all(0 <= p.confidence <= 1 for p in record.pairs)


def test_reading_gives_what_was_considered() -> None:
    reading = coder().read(document_from(STORY, id="r"))
    assert reading.tags is None
    assert reading.parsed.text == STORY
    assert len(reading.events.events) == len(reading.record.events)


def test_coding_twice_gives_the_same() -> None:
    once, again = coder().code_text(STORY), Coder.load(fast=True).code_text(STORY)
    assert once == again
    assert once.to_json() == again.to_json()


def test_a_hundred_small_documents_come_out_in_order() -> None:
    items = (document_from(f"Kenya warned Chad {n} times.", id=str(n)) for n in range(100))
    assert [one.document.id for one in coder().code_many(items)] == [str(n) for n in range(100)]
