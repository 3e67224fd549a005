"""What becomes of the tagger's claims: hand-made tags on small sentences of our own."""

from functools import cache

import pytest

from talion.language.base import Parsed
from talion.language.english.parser import EnglishParser
from talion.models.tags import CueTag
from talion.reading.claims import read_claims
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.likely import chance, features, is_claim
from talion.reading.claims.shape import shaped
from talion.reading.claims.stance import quotations, read_stance
from talion.spans import Span


@cache
def parser() -> EnglishParser:
    return EnglishParser.load()


@cache
def parse(text: str) -> Parsed:
    return next(iter(parser().parse_many([text])))


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return start, start + len(words)


def tag(text: str, cue: str, sources: list[str], contents: list[str], sure: float = 0.9) -> CueTag:
    spans = [tuple(at(text, w) for w in found) for found in (sources, contents)]
    return CueTag(at(text, cue), spans[0], spans[1], sure)


def whole(text: str, found: CueTag) -> tuple[list[str], list[str]]:
    """Sources and contents, in words, after shaping."""
    parsed = parse(text)
    made = shaped(parsed, found, quotations(text))
    return [parsed.words(s) for s in made.sources], [parsed.words(s) for s in made.contents]


LEFT = "The young spokeswoman said that the talks had failed."


def test_a_source_gets_the_words_before_its_noun() -> None:
    found = tag(LEFT, "said", ["spokeswoman"], ["that the talks had failed"])
    assert whole(LEFT, found)[0] == ["The young spokeswoman"]


def test_a_missing_source_is_the_subject_of_the_cue() -> None:
    found = tag(LEFT, "said", [], ["that the talks had failed"])
    assert whole(LEFT, found)[0] == ["The young spokeswoman"]


def test_most_of_a_quotation_becomes_all_of_it() -> None:
    text = '"We will never leave this valley," the mayor said.'
    found = tag(text, "said", ["the mayor"], ["will never leave this valley"])
    assert whole(text, found)[1] == ['"We will never leave this valley,"']


def test_marks_around_content_are_left_out() -> None:
    text = "The bridge, the mayor said, is safe."
    found = tag(text, "said", ["the mayor"], ["The bridge,", ", is safe"])
    assert whole(text, found)[1] == ["The bridge", "is safe"]


def test_function_words_are_no_content() -> None:
    found = tag(LEFT, "said", [], ["that the"])
    assert whole(LEFT, found)[1] == []
    assert read_claims(parse(LEFT), (), {}, tags=[found]) == ()


def test_a_known_cue_needs_less_of_the_tagger_than_a_strange_one() -> None:
    strange = "The young spokeswoman sang that the talks had failed."
    content = ["that the talks had failed"]
    known = tag(LEFT, "said", [], content, 0.6)
    other = tag(strange, "sang", [], content, 0.6)
    assert chance(parse(LEFT), known, []) > chance(parse(strange), other, []) + 0.1
    assert is_claim(parse(LEFT), known, [])


def test_an_act_is_no_claim_for_a_doubtful_tagger() -> None:
    text = "Peru expelled the envoy."
    assert not is_claim(parse(text), tag(text, "expelled", ["Peru"], ["envoy"], 0.5), [])


def test_features_have_a_weight_each() -> None:
    found = features(parse(LEFT), tag(LEFT, "said", [], ["that the talks had failed"]), [])
    assert found.keys() == claim_words().likely.keys()
    assert (found["known"], found["complement"], found["source"]) == (True, True, False)


def test_hearsay_that_the_tagger_passes_over_is_read() -> None:
    text = "The general reportedly fled to Ghana. The minister said the talks had failed."
    parsed = parse(text)
    said = tag(text, "said", ["The minister"], ["the talks had failed"])
    cues = [parsed.words(c.cue) for c in read_claims(parsed, (), {}, tags=[said]) if c.cue]
    assert cues == ["reportedly", "said"]


def test_hearsay_that_the_tagger_saw_is_read_once() -> None:
    text = "The general reportedly fled to Ghana."
    found = tag(text, "reportedly", [], ["The general", "fled to Ghana"])
    assert len(read_claims(parse(text), (), {}, tags=[found])) == 1


@pytest.mark.parametrize(
    ("learned", "stance"),
    [
        ({"condemns": 0.8, "asserts": 0.2}, "condemns"),
        ({"condemns": 0.5, "asserts": 0.4}, "asserts"),
        ({"asserts": 0.9}, "asserts"),
        (None, "asserts"),
    ],
)
def test_a_sure_tagger_gives_the_stance_of_plain_words(
    learned: dict[str, float] | None, stance: str
) -> None:
    content = (at(LEFT, "that the talks had failed"),)
    assert read_stance(parse(LEFT), at(LEFT, "said"), content, learned) == stance


def test_words_of_the_cue_go_before_the_tagger() -> None:
    text = "The mayor denied that the bridge was unsafe."
    content = (at(text, "that the bridge was unsafe"),)
    assert read_stance(parse(text), at(text, "denied"), content, {"condemns": 0.9}) == "denies"


@pytest.mark.parametrize("told", ["to leave the valley", "not to leave the valley"])
def test_to_tell_somebody_to_do_something_is_to_ask(told: str) -> None:
    text = f"The mayor told them {told}."
    assert read_stance(parse(text), at(text, "told"), (at(text, told),)) == "asks"


def test_who_is_quoted_as_saying_it_says_it() -> None:
    text = "The Volta Post quoted a minister as saying the bridge would open."
    tag = CueTag(cue=(15, 21), sources=((0, 14),), contents=((22, 64),), confidence=0.9)
    claim = read_claims(parse(text), [], {}, tags=[tag])[0]
    assert text[slice(*(claim.cue or (0, 0)))] == "saying"
    assert [text[slice(*s)] for s in claim.content] == ["the bridge would open"]
    assert claim.source.span is not None
    assert text[slice(*claim.source.span)] == "a minister"


def test_a_mere_preposition_is_no_cue() -> None:
    text = "The men, who to the court are guilty, were held."
    tag = CueTag(cue=(13, 15), sources=(), contents=((26, 36),), confidence=0.9)
    assert read_claims(parse(text), [], {}, tags=[tag]) == ()


def test_words_of_an_earlier_sentence_are_not_what_is_said() -> None:
    text = "Rain fell on the port. Officials said the bridge would open."
    tag = CueTag(cue=(33, 37), sources=((23, 32),), contents=((5, 12), (38, 59)), confidence=0.9)
    assert shaped(parse(text), tag, ()).contents == ((38, 59),)
