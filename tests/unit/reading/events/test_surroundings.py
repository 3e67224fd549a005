"""What the rest of a story says for an event at a predicate."""

import math
from functools import cache

import pytest

from talion.coder import Coder
from talion.language.base import Parsed
from talion.models.tags import TriggerTag
from talion.reading.events.candidates import Candidate
from talion.reading.events.surroundings import Surroundings
from talion.record import Claim, Source

STORY = (
    "Police arrested a miner. The mine lies in the hills. Soldiers arrested two farmers. "
    "Rain fell. It was cold. A union said that the farmers would strike."
)


@cache
def parsed() -> Parsed:
    return Coder.load(fast=True).parser.parse(STORY)


def tag(words: str, probability: float, at: int = 0) -> TriggerTag:
    start = STORY.index(words, at)
    types = {"COERCE": probability, "NONE": 1 - probability}
    return TriggerTag(
        (start, start + len(words)), "COERCE", types, None, {}, "happened", {}, (), (), probability
    )


def candidate(found: TriggerTag) -> Candidate:
    token = parsed().tokens_in(found.span)[0]
    return Candidate(found.span, token.i, token.sentence, None, tag=found)


FIRST, SECOND = tag("arrested", 0.9), tag("arrested", 0.6, at=20)


def test_other_words_of_the_type_speak_for_a_predicate_and_its_own_do_not() -> None:
    story = Surroundings(parsed(), (FIRST, SECOND), ())
    found = story.features(candidate(FIRST), "COERCE")
    assert found["retold"] == pytest.approx(math.log1p(0.6))
    assert found["again"] == found["near"] == 0.6
    assert found["density"] == pytest.approx(1.5 / 6)
    assert story.features(candidate(SECOND), "COERCE")["again"] == 0.9


def test_what_stands_far_off_or_is_of_another_type_is_not_near() -> None:
    strike = tag("strike", 0.8)
    story = Surroundings(parsed(), (FIRST, strike), ())
    assert story.features(candidate(strike), "COERCE")["near"] == 0
    assert story.features(candidate(strike), "COERCE")["late"] == 5 / 20
    assert story.features(candidate(strike), "ASSAULT")["retold"] == 0


def test_what_somebody_says_is_quoted() -> None:
    strike = tag("strike", 0.8)
    content = STORY.index("the farmers would"), len(STORY) - 1
    claim = Claim(id="c1", source=Source(actor="union"), cue=None, content=(content,),
                  quote="indirect", stance="asserts")  # fmt: skip
    story = Surroundings(parsed(), (FIRST, strike), (claim,))
    assert story.features(candidate(strike), "COERCE")["quoted"] == 1
    assert story.features(candidate(FIRST), "COERCE")["quoted"] == 0


def test_one_sentence_has_no_rest() -> None:
    text = "Police arrested a miner."
    one = Coder.load(fast=True).parser.parse(text)
    assert Surroundings(one, (FIRST,), ()).features(candidate(FIRST), "COERCE")["alone"] == 1
