"""Which word of a sentence a tag of the learned part stands for, and which words tell no act."""

from dataclasses import replace
from functools import cache

import pytest

from talion.coder import Coder
from talion.intake import document_from
from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.reading.events.arguments import Finder
from talion.reading.events.candidates import Candidate, find_candidates
from talion.reading.events.lexicon import read_cues

NO_CUES = read_cues({}, "none.toml")


@cache
def parse(text: str) -> Parsed:
    return Coder.load(fast=True).read(document_from(text)).parsed


def tagged(text: str, words: str) -> list[Candidate]:
    """The candidates where the learned part has seen ``words`` alone."""
    at = text.index(words)
    tag = TriggerTag(
        (at, at + len(words)), "COERCE", {"COERCE": 0.9, "NONE": 0.1}, "deport", {"deport": 1.0},
        "planned", {"planned": 1.0}, (), (), 0.9,
    )  # fmt: skip
    return find_candidates(parse(text), NO_CUES, (tag,))


@pytest.mark.parametrize(
    ("text", "words", "lemma"),
    [
        ("Kenya deported forty sailors.", "deported", "deport"),
        ("Forty sailors are going to be deported.", "going to be deported", "deport"),
        ("Kenya is preparing to deport forty sailors.", "preparing to deport", "deport"),
    ],
)
def test_a_tag_of_several_words_stands_for_the_act(text: str, words: str, lemma: str) -> None:
    (found,) = tagged(text, words)
    assert found.lemma == lemma
    assert found.clause is not None
    assert found.trigger[0] == text.index(words)


def test_what_something_stands_in_is_no_act() -> None:
    text = "According to the ruling, forty sailors left Kenya."
    assert tagged(text, "ruling") == []
    assert tagged("The ruling angered forty sailors.", "ruling")


def test_who_says_so_is_not_acted_on() -> None:
    text = "Kenya deported forty sailors according to Togo."
    parsed = parse(text)
    togo = next(t.i for t in parsed.tokens if t.lower == "togo")
    (found,) = tagged(text, "deported")
    given = Finder(parsed, {togo: ("a1",)}).sources(found, "COERCE")
    assert "a1" not in (*given.target, *given.deeper)


def test_what_an_act_is_said_to_be_is_no_act_beside_it() -> None:
    text = "The deportations were part of a harsh response by Kenya."
    assert tagged(text, "harsh response") == []
    assert tagged("Kenya promised a harsh response.", "harsh response")


def test_who_says_so_is_not_who_acts() -> None:
    text = "Forty sailors were deported, according to Togo."
    parsed = parse(text)
    togo = next(t.i for t in parsed.tokens if t.lower == "togo")
    (found,) = tagged(text, "deported")
    assert found.tag is not None
    seen = replace(found, tag=replace(found.tag, actors=(parsed.tokens[togo].span,)))
    finder = Finder(parsed, {togo: ("a1",)})
    assert finder.sources(seen, "COERCE").tagged_actors == ()
    assert finder.sources(seen, "ACCUSE").tagged_actors == ("a1",)
