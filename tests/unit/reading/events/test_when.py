"""When events took place, on texts of our own and with weights made by hand."""

from dataclasses import replace

import pytest

from talion.language.english.parser import EnglishParser
from talion.reading.events.candidates import Candidate
from talion.reading.events.draft import Draft
from talion.reading.events.standing import ChoiceWeights, shipped_choice
from talion.reading.events.when import Calendar
from talion.reading.times import governing, read_times
from talion.record import Actor

PUBLISHED = "2024-05-16"  # a Thursday
NEAREST = ChoiceWeights({"governs": 4.0, "earlier nearest": 2.0, "later nearest": 1.0}, 0.5)


@pytest.fixture(scope="module")
def parser():
    return EnglishParser.load()


def read(parser, text, published=PUBLISHED):
    parsed = parser.parse(text)
    times = read_times(parsed, published=published)
    return parsed, times, Calendar(parsed, times, published)


def told(parsed, times, *words, status="happened"):
    """An event told by each of ``words``, with the times that govern them."""
    drafts = []
    for word in words:
        token = next(t for t in parsed.tokens if t.text == word)
        clause = parsed.clause_at.get(token.i)
        candidate = Candidate(token.span, token.i, token.sentence, clause)
        draft = Draft(candidate, "COERCE", None, status, (), (), 1.0, {})
        drafts.append(replace(draft, time=governing(parsed, token.i, times)))
    return replace(drafts[0], also=tuple(drafts[1:]))


def named(calendar, event, words):
    """The features of the time with these words."""
    moment = next(m for m in calendar.candidates(event) if m.time.text == words)
    return calendar.features(event, moment)


@pytest.mark.parametrize(
    ("text", "words", "when"),
    [
        ("Police arrested ten men on Monday. The mayor spoke on Tuesday.", ["arrested"], "Monday"),
        ("The mayor spoke on Monday. Police arrested ten men.", ["arrested"], "Monday"),
        ("Police arrested ten men. The mayor spoke on Monday.", ["arrested"], "Monday"),
        ("Police arrested ten men. They were seized on Monday.", ["arrested", "seized"], "Monday"),
        ("Police arrested ten men.", ["arrested"], None),
    ],
)
def test_the_time_that_governs_is_taken_else_one_nearby(parser, text, words, when):
    parsed, times, calendar = read(parser, text)
    found = calendar.of(told(parsed, times, *words), NEAREST)
    assert (found.text if found else None) == when


def test_a_time_is_taken_only_where_enough_speaks_for_it(parser):
    parsed, times, calendar = read(parser, "The mayor spoke on Monday. Police arrested ten men.")
    event = told(parsed, times, "arrested")
    assert calendar.of(event, replace(NEAREST, threshold=3.0)) is None


def test_a_time_without_dates_is_given_where_it_governs_and_no_other_is(parser):
    parsed, times, calendar = read(parser, "Police recently arrested ten men.")
    assert calendar.of(told(parsed, times, "arrested"), NEAREST).text == "recently"
    parsed, times, calendar = read(parser, "Police arrested ten men on Monday.", published=None)
    found = calendar.of(told(parsed, times, "arrested"), NEAREST)
    assert found is not None
    assert found.start is None


def test_times_far_from_every_telling_are_no_candidates(parser):
    text = (
        "It rained. " * 5 + "In 2019 it snowed. " + "It rained. " * 5 + "Police arrested ten men."
    )
    parsed, times, calendar = read(parser, text)
    assert calendar.candidates(told(parsed, times, "arrested")) == []


def test_the_last_days_are_candidates_from_afar_and_the_story_is_at_the_one_most_named(parser):
    text = (
        "It rained. " * 5 + "On Monday it snowed. It froze on Tuesday. It thawed on Tuesday. "
        + "It rained. " * 5 + "Police arrested ten men."
    )  # fmt: skip
    parsed, times, calendar = read(parser, text)
    event = told(parsed, times, "arrested")
    far = {m.time.text: m for m in calendar.candidates(event)}
    assert {words: m.words.sentence for words, m in far.items()} == {"Monday": 5, "Tuesday": 6}
    assert {"news", "news earlier 4", "body news", "told once news"} <= set(
        calendar.features(event, far["Tuesday"])
    )
    assert "not the news" in calendar.features(event, far["Monday"])


def test_a_time_of_an_act_of_the_same_word_is_a_candidate_from_afar(parser):
    text = (
        "It rained. " * 5
        + "Police arrested a man in May 2022. "
        + "It rained. " * 5
        + "Who was arrested?"
    )
    parsed, _, calendar = read(parser, text)
    who = [t for t in parsed.tokens if t.text == "arrested"][-1]
    clause = parsed.clause_at[who.i]
    event = Draft(
        Candidate(who.span, who.i, who.sentence, clause),
        "COERCE",
        None,
        "happened",
        (),
        (),
        1.0,
        {},
    )
    (far,) = calendar.candidates(event)
    assert far.time.text == "May 2022"
    assert "of the same word" in calendar.features(event, far)


def test_times_of_the_same_days_speak_for_them_together(parser):
    text = (
        "Police arrested ten men. It rained on Monday. It rained on Tuesday. It froze on Tuesday."
    )
    parsed, times, calendar = read(parser, text)
    model = ChoiceWeights({"later 1": 0.5, "bias": 1.0}, 1.6)
    assert calendar.of(told(parsed, times, "arrested"), model).text == "Tuesday"


def test_a_time_within_the_likeliest_says_it_more_closely_where_it_governs_or_is_nearly_as_likely(
    parser,
):
    text = "Police arrested ten men this week. They were seized in a camp on Monday."
    parsed, times, calendar = read(parser, text)
    weights = ChoiceWeights({"week": 3.0, "day": 1.0}, 0.5)
    assert calendar.of(told(parsed, times, "arrested"), weights).text == "this week"
    assert calendar.of(told(parsed, times, "arrested", "seized"), weights).text == "Monday"
    close = ChoiceWeights({"week": 3.0, "day": 2.5}, 0.5)
    assert calendar.of(told(parsed, times, "arrested"), close).text == "Monday"


def test_the_verb_of_a_time_may_be_that_of_who_acts(parser):
    text = "Police arrested ten men. The mayor spoke on Monday."
    parsed = parser.parse(text)
    times = read_times(parsed, published=PUBLISHED)
    mayor = Actor(id="a1", name="the mayor", kind="person", mentions=((25, 34),))
    calendar = Calendar(parsed, times, PUBLISHED, [mayor])
    event = replace(told(parsed, times, "arrested"), actors=("a1",))
    assert {"names actors", "its verb is of actors"} <= set(named(calendar, event, "Monday"))


def test_a_time_that_governs_another_act_says_so_and_how_many_acts_are_of_its_days(parser):
    text = "Police arrested ten men. Guards beat a student on Monday. Rebels fired on Monday."
    parsed, times, _ = read(parser, text)
    arrest, beating, shots = (told(parsed, times, w) for w in ("arrested", "beat", "fired"))
    calendar = Calendar(parsed, times, PUBLISHED, events=[arrest, beating, shots])
    of_arrest, of_beating = (named(calendar, e, "Monday") for e in (arrest, beating))
    assert {"governs another act", "governs another act elsewhere"} <= set(of_arrest)
    assert of_arrest["share of acts"] == of_arrest["governs an act of its type"] == 1.0
    assert "governs another act" not in of_beating


def test_an_act_told_as_known_need_not_be_of_the_day_that_governs_it(parser):
    text = "The president condemned the attack on Monday. A strike began on Tuesday."
    parsed, times, calendar = read(parser, text)
    attack, strike = told(parsed, times, "attack"), told(parsed, times, "strike")
    assert any(name.endswith(" known") for name in named(calendar, attack, "Monday"))
    assert not any(name.endswith(" known") for name in named(calendar, strike, "Tuesday"))
    assert "known later" in named(calendar, attack, "Tuesday")


def test_the_tense_of_a_telling_stands_beside_that_of_the_time_in_its_sentence(parser):
    parsed, times, calendar = read(parser, "The mayor said on Monday that police had arrested him.")
    event = told(parsed, times, "arrested")
    assert "above perfect past by past" in named(calendar, event, "Monday")
    assert "governs own" in named(calendar, told(parsed, times, "said"), "Monday")


@pytest.mark.parametrize(
    ("text", "words", "is_one"),
    [
        ("Police arrested ten men at 9 p.m. local time.", "at 9 p.m.", True),
        ("Police arrested ten men in the morning.", "the morning", True),
        ("Police arrested ten men on Monday morning.", "Monday morning", False),
        ("Police arrested ten men in May.", "May", False),
    ],
)
def test_a_time_of_day_alone_is_known(parser, text, words, is_one):
    parsed, times, calendar = read(parser, text)
    event = told(parsed, times, "arrested")
    (moment,) = calendar.candidates(event)
    assert ("time of day" in calendar.features(event, moment)) is is_one, words


def test_a_time_told_beside_those_who_take_part_is_known(parser):
    text = "The mayor spoke on Monday. It rained on Tuesday. Police arrested ten men."
    parsed, times, _ = read(parser, text)
    mayor = Actor(
        id="a1", name="mayor", kind="person", country=None, sector="GOV", mentions=((4, 9),)
    )
    calendar = Calendar(parsed, times, PUBLISHED, [mayor])
    event = replace(told(parsed, times, "arrested"), recipients=("a1",))
    assert {"names recipients", "no actors"} <= set(named(calendar, event, "Monday"))
    assert "names recipients" not in named(calendar, event, "Tuesday")


@pytest.mark.parametrize(
    ("words", "ago", "grain"),
    [
        ("today", "today", "day"),
        ("on Wednesday", "yesterday", "day"),
        ("on Monday", "last week", "day"),
        ("in April", "last month", "month"),
        ("in 2019", "long ago", "year"),
        ("in the 1990s", "long ago", "years"),
    ],
)
def test_a_time_is_known_by_its_length_and_how_long_ago_it_was(parser, words, ago, grain):
    parsed, times, calendar = read(parser, f"Police arrested ten men {words}.")
    event = told(parsed, times, "arrested")
    found = calendar.features(event, calendar.candidates(event)[0])
    assert {ago, grain, f"happened {ago}", f"past {ago}"} <= set(found)


def test_how_a_time_stands_to_a_telling_is_seen(parser):
    text = "On Monday the mayor spoke. Police arrested ten men on Tuesday. They were held in jail."
    parsed, times, calendar = read(parser, text)
    own = named(calendar, told(parsed, times, "arrested"), "Tuesday")
    assert {"governs", "own", "own on", "alone in sentence", "after next"} <= set(own)
    other = named(calendar, told(parsed, times, "arrested"), "Monday")
    assert {"another governs", "earlier 1 dated", "both lead day", "first day"} <= set(other)
    assert "governs" not in other
    later = named(calendar, told(parsed, times, "held"), "Monday")
    assert "earlier 2 undated" in later
    assert "earlier nearest" not in later
    assert own["share of times"] == other["share of times"] == 0.5


def test_a_telling_counts_as_much_as_the_event_has_tellings(parser):
    text = "Police arrested ten men on Monday. They were held in jail."
    parsed, times, calendar = read(parser, text)
    both = named(calendar, told(parsed, times, "arrested", "held"), "Monday")
    assert both["governs"] == pytest.approx(0.5**0.5)


def test_shipped_weights_are_of_features_that_exist(parser):
    parsed, times, calendar = read(parser, "Police arrested ten men on Monday.")
    event = told(parsed, times, "arrested")
    found = named(calendar, event, "Monday")
    assert {"bias", "governs", "same sentence"} <= set(found) & set(shipped_choice("when").weights)
    assert calendar.of(event, shipped_choice("when")).text == "Monday"


def test_a_dateline_does_not_stand_against_the_time_of_the_act_itself(parser):
    dateline = ChoiceWeights({"earlier day": 9.0, "governs": 1.0}, 0.5)
    text = "Nairobi, Thursday 16 May 2024\n\nPolice arrested ten men this week."
    parsed, times, calendar = read(parser, text)
    assert calendar.of(told(parsed, times, "arrested"), dateline).text == "this week"
    text = "Nairobi, Thursday 16 May 2024\n\nPolice arrested ten men."
    parsed, times, calendar = read(parser, text)
    assert calendar.of(told(parsed, times, "arrested"), dateline).text == "Thursday 16 May 2024"
