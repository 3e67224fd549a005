"""Where events took place, on texts of our own and with weights made by hand."""

import msgspec
import pytest

from talion.language.english.parser import EnglishParser
from talion.reading.events.candidates import Candidate
from talion.reading.events.draft import Draft
from talion.reading.events.standing import ChoiceWeights, shipped_choice
from talion.reading.events.where import Ground
from talion.record import Actor, Place

SAID = ChoiceWeights({"own at": 2.0}, 1.0)


@pytest.fixture(scope="module")
def parser():
    return EnglishParser.load()


def places(text, **countries):
    """The first mention of each name as a place of that country; a name in capitals is a country."""
    return [
        Place(
            id=f"p{i}",
            span=(text.index(name), text.index(name) + len(name)),
            name=name,
            country=country,
            kind="country" if name in ("Kenya", "Uganda") else "place" if country else "water",
        )
        for i, (name, country) in enumerate(countries.items(), 1)
    ]


def told(parsed, *words, type_="COERCE", actors=()):
    """An event told by each of ``words``."""
    drafts = []
    for word in words:
        token = next(t for t in parsed.tokens if t.text == word)
        clause = parsed.clause_at.get(token.i)
        candidate = Candidate(token.span, token.i, token.sentence, clause)
        drafts.append(Draft(candidate, type_, None, "happened", tuple(actors), (), 1.0, {}))
    first, *also = drafts
    return Draft(
        first.candidate, type_, None, "happened", tuple(actors), (), 1.0, {}, also=tuple(also)
    )


@pytest.mark.parametrize(
    ("text", "names", "word", "where"),
    [
        (
            "Police arrested ten men in Kisumu. The mayor spoke in Kampala.",
            {"Kisumu": "KEN", "Kampala": "UGA"},
            "arrested",
            "Kisumu",
        ),
        (
            "Police arrested ten men in Kisumu. The mayor spoke in Kampala.",
            {"Kisumu": "KEN", "Kampala": "UGA"},
            "spoke",
            "Kampala",
        ),
        ("Police arrested ten men. Kampala is calm.", {"Kampala": "UGA"}, "arrested", None),
        ("Police arrested ten men in Kisumu, Kenya.", {"Kisumu": "KEN", "Kenya": "KEN"}, "arrested", "Kisumu"),
        ("Guards arrested ten men in Lake Victoria.", {"Lake Victoria": None}, "arrested", "Lake Victoria"),
    ],
)  # fmt: skip
def test_an_event_is_where_its_own_words_say(parser, text, names, word, where):
    parsed = parser.parse(text)
    event = told(parsed, word)
    found = Ground(parsed, places(text, **names), {}, [event]).of(event, SAID)
    assert (found.name if found else None) == where


def test_a_region_is_not_where_an_event_was_when_a_country_may_be(parser):
    text = "Police arrested ten men in Europe. Kampala is calm."
    parsed = parser.parse(text)
    europe, kampala = places(text, Europe=None, Kampala="UGA")
    found = [msgspec.structs.replace(europe, kind="region"), kampala]
    event = told(parsed, "arrested")
    where = Ground(parsed, found, {}, [event]).of(event, ChoiceWeights({"bias": 1.0}, 0))
    assert where == kampala


def test_a_place_that_no_gazetteer_knows_is_told_as_the_country_that_the_story_shows(parser):
    text = "Police arrested ten men in Obira. Kenya is calm."
    parsed = parser.parse(text)
    obira, kenya = places(text, Obira=None, Kenya="KEN")
    obira = msgspec.structs.replace(obira, kind="place")
    event = told(parsed, "arrested")
    ground = Ground(parsed, [obira, kenya], {}, [event])
    assert ground.of(event, ChoiceWeights({"bias": 1.0}, 0.0)) == kenya
    assert ground.of(event, ChoiceWeights({"bias": 1.0}, 2.0)) == obira


def test_what_is_told_to_be_in_a_country_and_its_towns_say_that_the_story_is_there(parser):
    text = "Kenya and Uganda met. A bus burned in Kisumu. Police arrested ten men."
    parsed = parser.parse(text)
    found = places(text, Kenya="KEN", Uganda="UGA", Kisumu="KEN")
    shares = Ground(parsed, found, {}, []).features(told(parsed, "arrested"))
    assert [f["share of scenes"] for f in shares] == [1.0, 0.0, 1.0]
    assert [f["share of towns"] for f in shares] == [1.0, 0.0, 1.0]


def test_the_places_of_a_country_speak_for_it_together(parser):
    text = "Kisumu, Nairobi and Kampala are calm. Police arrested ten men."
    parsed = parser.parse(text)
    event = told(parsed, "arrested")
    ground = Ground(parsed, places(text, Kampala="UGA", Kisumu="KEN", Nairobi="KEN"), {}, [event])
    assert ground.of(event, ChoiceWeights({"bias": 1.0}, 0.0)).country == "KEN"
    assert ground.of(event, ChoiceWeights({"bias": 1.0}, 2.0)) is None


def test_any_telling_may_say_where(parser):
    text = "Police arrested ten men. They were held in Kisumu."
    parsed = parser.parse(text)
    arrest, both = told(parsed, "arrested"), told(parsed, "arrested", "held")
    ground = Ground(parsed, places(text, Kisumu="KEN"), {}, [both])
    assert ground.of(arrest, SAID) is None
    assert ground.of(both, ChoiceWeights({"own at": 2.0}, 0.5)) is not None


def test_a_place_told_of_another_act_says_less(parser):
    text = "Police arrested ten men after a bomb exploded in Kisumu. Kampala is calm."
    parsed = parser.parse(text)
    arrest, blast = told(parsed, "arrested"), told(parsed, "exploded")
    ground = Ground(parsed, places(text, Kisumu="KEN", Kampala="UGA"), {}, [arrest, blast])
    for_arrest, for_blast = ground.features(arrest), ground.features(blast)
    assert ["of another act at" in f for f in for_arrest] == [True, False]
    assert ["of another act" in f for f in for_blast] == [False, False]


def test_those_who_take_part_say_which_country(parser):
    text = "Kenya and Uganda met. Police arrested ten men."
    parsed = parser.parse(text)
    actor = Actor(
        id="a1",
        name="police",
        kind="organization",
        country="UGA",
        sector="COP",
        mentions=((22, 28),),
    )
    ground = Ground(parsed, places(text, Kenya="KEN", Uganda="UGA"), {"a1": actor}, [])
    features = ground.features(told(parsed, "arrested", actors=("a1",)))
    assert ["of actors" in f for f in features] == [False, True]
    assert ["of neither side" in f for f in features] == [True, False]
    assert all(f["share of places"] == 0.5 and f["before 1"] == 1.0 for f in features)


def test_a_story_without_places_has_no_where(parser):
    parsed = parser.parse("Police arrested ten men.")
    assert Ground(parsed, [], {}, []).of(told(parsed, "arrested"), shipped_choice("where")) is None


def test_shipped_weights_are_of_features_that_exist(parser):
    text = "Police arrested ten men in Kisumu."
    parsed = parser.parse(text)
    ground = Ground(parsed, places(text, Kisumu="KEN"), {}, [])
    (found,) = ground.features(told(parsed, "arrested"))
    assert {"bias", "own at", "share of places"} <= set(found) & set(
        shipped_choice("where").weights
    )
