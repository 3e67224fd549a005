"""Events of small sentences of our own, without the learned part."""

import tomllib
from functools import cache
from importlib.resources import files

import pytest

from talion.coder import Coder
from talion.errors import KnowledgeError
from talion.ontology import plover
from talion.reading.events.lexicon import read_cues, shipped_cues, status_words
from talion.record import Event, Record


@cache
def coder() -> Coder:
    return Coder.load(fast=True)


@cache
def code(text: str) -> Record:
    return coder().code_text(text, published="2015-06-10")


def only(text: str, type_: str) -> Event:
    found = [e for e in code(text).events if e.type == type_]
    assert len(found) == 1, [(e.type, e.mode) for e in code(text).events]
    return found[0]


def sides(text: str, event: Event) -> tuple[set[str | None], set[str | None]]:
    record = code(text)
    return (
        {record.actor(i).country for i in event.actors},
        {record.actor(i).country for i in event.recipients},
    )


# -- the lexicon


def test_every_cue_is_of_the_ontology_and_a_lemma() -> None:
    cues = shipped_cues()
    types = plover().types
    for lemma, found in [*cues.verbs.items(), *cues.nouns.items()]:
        assert lemma == lemma.lower().strip() != "", lemma
        for cue in found:
            assert cue.type in types, lemma
            assert cue.mode is None or cue.mode in types[cue.type].modes, lemma


def test_every_type_has_cues_of_both_kinds() -> None:
    cues = shipped_cues()
    for table in (cues.verbs, cues.nouns):
        told = {cue.type for found in table.values() for cue in found}
        assert told == set(plover().types)


def test_strong_cues_stand_first() -> None:
    for found in shipped_cues().verbs.values():
        assert [c.weak for c in found] == sorted(c.weak for c in found)


@pytest.mark.parametrize("name", ["WAVE", "COERCE/wave", ""])
def test_a_cue_of_no_known_type_is_named(name: str) -> None:
    with pytest.raises(KnowledgeError, match=r"own\.toml"):
        read_cues({name: {"verbs": ["wave"]}}, "own.toml")


def test_cues_of_ones_own() -> None:
    cues = read_cues({"COERCE/arrest": {"verbs": ["nab"], "weak": ["lift"]}}, "own.toml")
    assert cues.of("nab", nominal=False)[0].mode == "arrest"
    assert cues.of("lift", nominal=False)[0].weak
    assert cues.of("nab", nominal=True) == ()


def test_status_words_name_types_and_modes_of_the_ontology() -> None:
    types = plover().types
    words = status_words()
    assert set(words.matrix.values()) <= set(types)
    for matrix, table in words.modes.items():
        for below, mode in table.items():
            type_, _, inner = below.partition("/")
            assert mode in types[matrix].modes, (matrix, below)
            assert type_ in types, below
            assert not inner or inner in types[type_].modes, below


def test_the_word_lists_say_where_they_are_from() -> None:
    for name in ("events.toml", "status.toml"):
        text = files("talion.reading").joinpath("data", name).read_text("utf-8")
        assert all(word in text for word in ("Origin", "Licence", "Version"))
        assert tomllib.loads(text)


# -- types, modes, who and whom


@pytest.mark.parametrize(
    ("text", "code_", "actors", "recipients"),
    [
        pytest.param(
            "Kenya expelled two Ugandan diplomats.",
            "SANCTION/expel",
            {"KEN"},
            {"UGA"},
            marks=pytest.mark.xfail(
                strict=False, reason="whom one expels does not decide the type"
            ),
        ),
        ("Kenya deported 40 Somali migrants.", "COERCE/deport", {"KEN"}, {"SOM"}),
        ("Peruvian police arrested a Chilean lawmaker.", "COERCE/arrest", {"PER"}, {"CHL"}),
        ("A Chilean lawmaker was arrested by Peruvian police.", "COERCE/arrest", {"PER"}, {"CHL"}),
        ("A court in Peru convicted a Chilean lawmaker.", "SANCTION/convict", {"PER"}, {"CHL"}),
        ("Chadian rebels killed six Nigerien soldiers.", "ASSAULT", {"TCD"}, {"NER"}),
        ("Chadian rebels kidnapped six Nigerien soldiers.", "ASSAULT/abduct", {"TCD"}, {"NER"}),
        pytest.param(
            "Chadian warplanes bombed a Libyan village.",
            "ASSAULT/aerial",
            {"TCD"},
            {"LBY"},
            marks=pytest.mark.xfail(
                strict=False, reason="what one bombs with does not decide the mode"
            ),
        ),
        ("Iran threatened to attack Oman.", "THREATEN/violence", {"IRN"}, {"OMN"}),
        ("Ghana condemned Togo.", "ACCUSE/disapprove", {"GHA"}, {"TGO"}),
        ("Ghana accused Togo of spying.", "ACCUSE/allege", {"GHA"}, {"TGO"}),
        ("Ghana urged Togo to free the men.", "REQUEST", {"GHA"}, {"TGO"}),
        pytest.param(
            "Ghana refused to help Togo.",
            "REJECT/assist",
            {"GHA"},
            {"TGO"},
            marks=pytest.mark.xfail(
                strict=False, reason="a weak cue below a refusal gives it no mode"
            ),
        ),
        ("Japan donated helicopters to Nepal.", "AID", {"JPN"}, {"NPL"}),
        ("Japan praised Nepal.", "SUPPORT", {"JPN"}, {"NPL"}),
        ("Spain extradited a banker to Peru.", "COOPERATE", {"ESP"}, {"PER"}),
        ("Malian rebels released two French hostages.", "RETREAT/release", {"MLI"}, {"FRA"}),
        ("Togo imposed sanctions on Ghana.", "SANCTION", {"TGO"}, {"GHA"}),
        ("Togo promised to help Ghana.", "AGREE", {"TGO"}, {"GHA"}),
        ("The Ghanaian president visited Togo.", "CONSULT/visit", {"GHA"}, {"TGO"}),
    ],
)
def test_who_did_what_to_whom(
    text: str, code_: str, actors: set[str], recipients: set[str]
) -> None:
    type_, _, mode = code_.partition("/")
    event = only(text, type_)
    assert not mode or event.mode == mode
    assert sides(text, event) == (actors, recipients)


def test_those_who_meet_are_each_actor_and_recipient() -> None:
    text = "The presidents of Ghana and Togo met in Accra."
    event = only(text, "CONSULT")
    actors, recipients = sides(text, event)
    assert actors == recipients == {"GHA", "TGO"}


def test_a_threat_to_arrest_is_no_arrest() -> None:
    text = "Kenya threatened to arrest Ugandan fishermen."
    assert [(e.type, e.mode, e.status) for e in code(text).events] == [
        ("THREATEN", "arrest", "happened")
    ]


def test_a_demand_to_release_is_no_release() -> None:
    events = code("Ghana demanded that Togo release two pilots.").events
    assert [(e.type, e.status) for e in events] == [("REQUEST", "happened")]


# -- status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kenya deported 40 Somali migrants.", "happened"),
        ("Kenya has deported 40 Somali migrants.", "happened"),
        ("Kenya is deporting 40 Somali migrants.", "ongoing"),
        ("Kenya will deport 40 Somali migrants.", "planned"),
        ("Kenya plans to deport 40 Somali migrants.", "planned"),
        ("Kenya is preparing to deport 40 Somali migrants.", "planned"),
        ("Officials said Kenya would deport 40 Somali migrants.", "planned"),
        ("Kenya might deport 40 Somali migrants.", "possible"),
        ("If Kenya deports 40 Somali migrants, Somalia will suffer.", "possible"),
        ("Kenya did not deport 40 Somali migrants.", "negated"),
        ("Kenya failed to deport 40 Somali migrants.", "negated"),
        pytest.param(
            "Kenya denied that it had deported 40 Somali migrants.",
            "denied",
            marks=pytest.mark.xfail(strict=False, reason="what a denial speaks of is dropped"),
        ),
        pytest.param(
            "Kenya denied deporting 40 Somali migrants.",
            "denied",
            marks=pytest.mark.xfail(strict=False, reason="what a denial speaks of is dropped"),
        ),
        ("Kenya managed to deport 40 Somali migrants.", "happened"),
    ],
)
def test_status(text: str, status: str) -> None:
    found = [e for e in code(text).events if (e.type, e.mode) == ("COERCE", "deport")]
    assert [e.status for e in found] == [status]


# -- merging, time, place, quantities


def test_what_is_to_go_on_is_not_what_is_planned_beside_it() -> None:
    record = code(
        "Police in Peru will arrest more miners on Monday. "
        "The arrests of miners in Peru would continue all month, the ministry said."
    )
    assert [(e.type, e.mode, e.status) for e in record.events] == [
        ("COERCE", "arrest", "planned")
    ] * 2


def test_one_event_told_three_times_is_one() -> None:
    text = (
        "Kenyan police arrested two Ugandan editors on Monday.\n\n"
        "The editors were arrested at a hotel in Kisumu. Their arrest angered Uganda."
    )
    event = only(text, "COERCE")
    assert len(event.mentions) == 2
    assert sides(text, event) == ({"KEN"}, {"UGA"})


def test_two_raids_by_others_are_two() -> None:
    text = (
        "Kenyan police arrested two Ugandan editors. Togolese police arrested a Ghanaian minister."
    )
    assert len([e for e in code(text).events if e.type == "COERCE"]) == 2


def test_a_plan_and_what_was_done_are_two() -> None:
    text = "Kenya deported 40 Somali migrants.\n\nOthers stayed.\n\nKenya will deport 90 Chadian migrants."
    statuses = [e.status for e in code(text).events if e.mode == "deport"]
    assert statuses == ["happened", "planned"]


def test_time_place_and_quantity_are_tied_to_the_event() -> None:
    text = "Kenyan police arrested 12 Ugandan editors in Kisumu on Monday."
    record, event = code(text), only(text, "COERCE")
    time = next(t for t in record.times if t.id == event.time)
    place = next(p for p in record.places if p.id == event.place)
    assert (time.start, place.name) == ("2015-06-08", "Kisumu")
    assert [q.value for q in record.quantities if q.id in event.quantities] == [12]


def test_codes_follow_the_ontology() -> None:
    text = "Kenya deported 40 Somali migrants."
    event = only(text, "COERCE")
    assert event.quad == "material-conflict"
    assert event.goldstein == plover().goldstein("COERCE", "deport")
    assert event.cameo == plover().cameo("COERCE", "deport")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The storm killed three people in Ghana.",
            marks=pytest.mark.xfail(strict=False, reason="it is not asked whether people kill"),
        ),
        pytest.param(
            "The film was praised by critics.",
            marks=pytest.mark.xfail(
                strict=False, reason="critics may be of a government or of films"
            ),
        ),
        "Shares fell sharply after the bank cut its forecast.",
        "The midfielder scored twice.",
        "She was born in Accra and studied law.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert [(e.type, code(text).words(e.trigger)) for e in code(text).events] == []


def test_the_grounds_of_an_arrest_are_no_accusation_of_their_own() -> None:
    found = code("Police in Quito arrested two ministers on charges of fraud.")
    assert [e.type for e in found.events] == ["COERCE"]
