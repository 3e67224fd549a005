"""What becomes of the tagger's claims: hand-made tags on small sentences of our own."""

from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from talion.language.base import Parsed
from talion.language.english.parser import EnglishParser
from talion.models.tags import CueTag, TriggerTag
from talion.reading.claims import read_claims
from talion.reading.claims.lexicon import claim_words
from talion.reading.claims.likely import _DEEDS, chance, features, is_claim
from talion.reading.claims.shape import shaped
from talion.reading.claims.stance import quotations, read_stance
from talion.reading.claims.weigh import Heard, likeliest, stance_words
from talion.reading.claims.weigh import features as seen
from talion.record import Actor, Stance
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


@pytest.mark.parametrize(
    ("text", "cue", "heard", "said"),
    [
        (
            "Kenya closed a border crossing with Tanzania and recalled its envoy, officials said.",
            "said", "border crossing with",
            ["Kenya closed a border crossing with Tanzania and recalled its envoy"],
        ),
        (
            "The army said that rebels had shelled the port and burned two boats on Monday.",
            "said", "that rebels had shelled",
            ["that rebels had shelled the port and burned two boats on Monday"],
        ),
        (
            "Guards shot three miners at the gate, according to the union.",
            "according to", "shot three",
            ["Guards shot three miners at the gate"],
        ),
        (
            "The bridge, the mayor said, is safe for lorries.", "said", "is safe",
            ["The bridge", "is safe for lorries"],
        ),
    ],
)  # fmt: skip
def test_part_of_the_clause_that_a_cue_governs_becomes_all_of_it(
    text: str, cue: str, heard: str, said: list[str]
) -> None:
    assert whole(text, tag(text, cue, [], [heard]))[1] == said


@pytest.mark.parametrize(
    "side", [", which nobody uses", ", although he has never seen it", "; two men painted it"]
)
def test_a_side_clause_that_the_tagger_left_out_stays_out(side: str) -> None:
    text = f"The mayor said the bridge is safe for lorries{side}."
    found = tag(text, "said", ["The mayor"], ["the bridge is safe"])
    assert whole(text, found)[1] == ["the bridge is safe for lorries"]


def test_a_dateline_is_not_said() -> None:
    text = "LOME, May 2 (Coast Wire) - Guards shot three miners at the gate, the union said."
    found = tag(text, "said", ["the union"], ["shot three miners"])
    (claim,) = read_claims(
        parse(text), (), {}, tags=[found], skip=[at(text, "LOME, May 2 (Coast Wire) -")]
    )
    assert [text[slice(*s)] for s in claim.content] == ["Guards shot three miners at the gate"]


def test_words_outside_the_clause_of_a_cue_stay_as_they_were_heard() -> None:
    text = "The mayor praised the new bridge and said nothing of the old one."
    found = tag(text, "praised", ["The mayor"], ["the new bridge"])
    assert whole(text, found)[1] == ["the new bridge"]


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
    known = tag(LEFT, "said", [], content, 0.7)
    other = tag(strange, "sang", [], content, 0.7)
    assert chance(parse(LEFT), known, []) > chance(parse(strange), other, []) + 0.1
    assert is_claim(parse(LEFT), known, [])


def test_an_act_is_no_claim_for_a_doubtful_tagger() -> None:
    text = "Peru expelled the envoy."
    assert not is_claim(parse(text), tag(text, "expelled", ["Peru"], ["envoy"], 0.5), [])


@pytest.mark.parametrize(("deed", "claimed"), [(0.2, True), (0.8, False)])
def test_what_tells_a_deed_is_not_said(deed: float, claimed: bool) -> None:
    text = "A court in Lima jailed two sailors who had sold fuel, a verdict nobody had foreseen."
    found = tag(text, "jailed", ["A court in Lima"], [text[text.index("two") : -1]], 0.99)
    types = dict.fromkeys(_DEEDS, 0.0) | {"SANCTION": deed}
    told = TriggerTag(at(text, "jailed"), "SANCTION", types, None, {}, "happened", {}, (), (), deed)
    assert is_claim(parse(text), found, [], [told]) is claimed


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


def stance(text: str, cue: str, content: str, **learned: float) -> str:
    """The stance of a claim; ``learned`` is what the tagger thinks, if it was asked."""
    heard = Heard(learned) if learned else None
    return read_stance(parse(text), at(text, cue), (at(text, content),), quotations(text), heard)


@pytest.mark.parametrize(
    ("learned", "read"),
    [
        ({"condemns": 0.97, "asserts": 0.01}, "condemns"),
        ({"denies": 0.97, "asserts": 0.01}, "denies"),
        ({"asserts": 0.97}, "asserts"),
    ],
)
def test_a_sure_tagger_gives_the_stance_of_plain_words(
    learned: dict[str, float], read: str
) -> None:
    rest = dict.fromkeys(get_args(Stance), 0.005)
    assert stance(LEFT, "said", "that the talks had failed", **rest | learned) == read


@pytest.mark.parametrize("learned", [{}, dict.fromkeys(get_args(Stance), 1 / 6)])
def test_plain_words_go_before_the_model(learned: dict[str, float]) -> None:
    text = "The mayor denied that the shameful, cruel plan was a disgrace."
    assert (
        stance(text, "denied", "that the shameful, cruel plan was a disgrace", **learned)
        == "denies"
    )


@pytest.mark.parametrize("told", ["to leave the valley", "not to leave the valley"])
def test_to_tell_somebody_to_do_something_is_to_ask(told: str) -> None:
    assert stance(f"The mayor told them {told}.", "told", told) == "asks"


def test_what_is_said_shows_in_the_features() -> None:
    text = 'The mayor said: "We did not build this shameful bridge. It should go."'
    said = '"We did not build this shameful bridge. It should go."'
    found = seen(parse(text), at(text, "said"), (at(text, said),), quotations(text), None)
    assert {"i_negated", "top_negated", "said_bad", "duty", "quoted"} <= found.keys()
    assert not any(name.startswith("tagger_") for name in found)


def test_an_event_counts_where_it_is_told_and_as_far_as_it_is_sure() -> None:
    content = (at(LEFT, "that the talks had failed"),)
    types = {"ACCUSE": 0.8, "NONE": 0.2}
    told = [
        TriggerTag(at(LEFT, words), "ACCUSE", types, None, {}, "happened", {}, (), (), sure)
        for words, sure in (("said", 0.5), ("failed", 0.9), ("The", 0.9))
    ]
    found = seen(parse(LEFT), at(LEFT, "said"), content, [], Heard({"asserts": 1.0}, told))
    assert found["cue_ACCUSE"] == pytest.approx(0.4)
    assert found["said_ACCUSE"] == pytest.approx(0.72)
    assert found["tagger_asserts"] == 0.0


def test_the_likeliest_stance_is_the_one_of_the_highest_score() -> None:
    weights: dict[Stance, dict[str, float]] = {"denies": {"a": 1.0}, "asks": {"a": -1.0, "b": 3.0}}
    assert likeliest({"a": 0.0}, weights) == "asserts"
    assert likeliest({"a": 1.0}, weights) == "denies"
    assert likeliest({"a": 1.0, "b": 1.0}, weights) == "asks"


def test_the_shipped_weights_are_of_stances_and_of_classes_that_there_are() -> None:
    words = stance_words()
    for weights in (words.with_model, words.without_model):
        assert set(weights) == set(get_args(Stance)) - {"asserts"}
    classes = {f"said_{c}" for found in words.said.values() for c in found}
    named = {n for w in words.without_model.values() for n in w if n.startswith("said_")}
    assert named <= classes
    assert not any(n.startswith("tagger_") for w in words.without_model.values() for n in w)


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


def speaker_of_he(text: str, named: str) -> str | None:
    """Who is "He" in the second claim of a text, when "He" was taken for ``named``; the mayor speaks first."""
    actors = (
        Actor(id="mayor", name="The mayor", kind="person", mentions=(at(text, "The mayor"),)),
        Actor(id="other", name=named, kind="person", mentions=(at(text, named),)),
    )
    second = CueTag(
        at(text, "added"), (at(text, "He"),), (at(text, "that the bridge was safe"),), 0.9
    )
    first = tag(text, "praised", ["The mayor"], ["Ada Bello"])
    heads = {t.i: (a.id,) for a in actors for t in parse(text).tokens_in(a.mentions[0])}
    he = next(t.i for t in parse(text).tokens if t.text == "He")
    claims = read_claims(parse(text), actors, {**heads, he: ("other",)}, tags=[first, second])
    return claims[-1].source.actor


def test_he_is_who_speaks_and_not_who_is_spoken_of() -> None:
    text = "The mayor praised Ada Bello. He added that the bridge was safe."
    assert speaker_of_he(text, "Ada Bello") == "mayor"


def test_he_stays_who_was_named_by_the_text_itself() -> None:
    text = "The mayor praised Ada Bello. Then Mr Diallo rose. He added that the bridge was safe."
    assert speaker_of_he(text, "Mr Diallo") == "other"


def test_a_lone_dash_that_the_parser_takes_for_a_noun_is_nothing_said() -> None:
    text = "The mayor said – and left."
    parsed = parse(text)
    taken = tuple(replace(t, pos="NOUN") if t.text == "–" else t for t in parsed.tokens)
    found = shaped(replace(parsed, tokens=taken), tag(text, "said", ["The mayor"], ["–"]), ())
    assert found.contents == ()
