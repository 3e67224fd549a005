"""Who takes each side of an event, of small stories of our own, without the learned part."""

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import pytest

from talion.coder import Coder, Reading
from talion.intake import document_from
from talion.reading.events.arguments import Finder
from talion.reading.events.roles import (
    Cast,
    Parts,
    RoleWeights,
    _each_other,
    shipped_roles,
    with_roles,
)


@cache
def read(text: str) -> Reading:
    return Coder.load(fast=True).read(document_from(text))


def cast_of(text: str) -> Cast:
    found = read(text)
    by_token: dict[int, tuple[str, ...]] = {}
    for actor in found.record.actors:
        for span in actor.mentions:
            for head in found.parsed.heads_in(span)[:1]:
                by_token[head] = (*by_token.get(head, ()), actor.id)
    actors = {a.id: a for a in found.record.actors}
    return Cast(found.parsed, actors, by_token, Finder(found.parsed, by_token), found.record.claims)


def id_of(text: str, country: str) -> str:
    return next(a.id for a in read(text).record.actors if a.country == country)


def countries(text: str, side: str) -> set[str | None]:
    record = read(text).record
    return {record.actor(i).country for e in record.events for i in getattr(e, side)}


ARREST = "Kenyan police arrested two Ugandan editors. Togo said nothing."


def test_features_say_how_an_actor_stands_to_the_telling() -> None:
    cast, events = cast_of(ARREST), read(ARREST).events.events
    event = next(e for e in events if e.type == "COERCE")
    doer = cast.features(event, id_of(ARREST, "KEN"), "actors", Parts(events))
    held = cast.features(event, id_of(ARREST, "UGA"), "actors", Parts(events))
    away = cast.features(event, id_of(ARREST, "TGO"), "actors", Parts(events))
    assert doer["grammar"] == doer["first: grammar"] == 1.0
    assert held["grammar otherwise"] == 1.0
    assert away["grammar another"] == 1.0
    assert "grammar" not in away
    assert doer["verb >nsubj"] == 1.0
    assert any(name.startswith("named sentences") for name in away)


def test_who_is_named_takes_the_side_and_others_do_not() -> None:
    assert countries(ARREST, "actors") == {"KEN"}
    assert countries(ARREST, "recipients") == {"UGA"}


def test_weights_alone_decide() -> None:
    cast, events = cast_of(ARREST), read(ARREST).events.events
    nobody = RoleWeights({}, {}, first=1.0, kept=1.0, further=1.0, against=1.0)
    assert all(e.actors == e.recipients == () for e in with_roles(events, cast, nobody))
    grammar = replace(nobody, actors={"grammar": 2.0}, recipients={"grammar": 2.0})
    told = with_roles(events, cast, grammar)
    event = next(e for e in told if e.type == "COERCE")
    assert event.actors == (id_of(ARREST, "KEN"),)
    assert event.recipients == (id_of(ARREST, "UGA"),)


def test_roles_change_nothing_but_the_sides() -> None:
    cast, events = cast_of(ARREST), read(ARREST).events.events
    told = with_roles(events, cast, shipped_roles().without_model)
    assert [replace(e, actors=(), recipients=()) for e in told] == [
        replace(e, actors=(), recipients=()) for e in events
    ]


def test_a_candidate_stands_near_a_telling() -> None:
    text = ARREST + " It rained." * 6 + " Ghana praised Peru."
    cast, events = cast_of(text), read(text).events.events
    event = next(e for e in events if e.type == "COERCE")
    near = cast.candidates(event)
    assert id_of(text, "KEN") in near
    assert id_of(text, "PER") not in near


@pytest.mark.parametrize(
    "text", [ARREST, "The minister was arrested in Kampala.", "Protests grew."]
)
def test_whoever_takes_a_side_has_mentions(text: str) -> None:
    record = read(text).record
    for event in record.events:
        assert all(record.actor(i).mentions for i in (*event.actors, *event.recipients))


def test_the_weights_say_where_they_are_from() -> None:
    text = files("talion.reading").joinpath("data/roles.toml").read_text("utf-8")
    assert all(re.search(word, text) for word in ("Origin", "Licence", "Version"))
    roles = shipped_roles()
    for weights in (roles.with_model, roles.without_model):
        assert weights.of("actors")["grammar"] > weights.of("actors")["grammar otherwise"]
        assert weights.first <= weights.kept <= weights.further <= weights.against


def test_words_that_name_two_give_both_their_side() -> None:
    text = "A court in Kenya jailed two pilots from Ghana and Togo for smuggling."
    event = next(e for e in read(text).events.events if e.type == "SANCTION")
    ghana, togo = id_of(text, "GHA"), id_of(text, "TGO")
    alone = replace(event, recipients=(ghana, togo))
    assert cast_of(text).fellows(alone, "recipients", (ghana,)) == [togo]
    assert cast_of(text).fellows(alone, "recipients", (ghana, togo)) == []


def test_nobody_stands_on_both_sides_of_an_act_that_is_not_mutual() -> None:
    cast, events = cast_of(ARREST), read(ARREST).events.events
    event = next(e for e in events if e.type == "COERCE")
    police, editors = id_of(ARREST, "KEN"), id_of(ARREST, "UGA")
    eager = RoleWeights(
        {"bias": 1.0, "grammar": 1.0}, {"bias": 1.0, "grammar": 1.0},
        first=0.5, kept=0.5, further=0.5, against=0.5,
    )  # fmt: skip
    told = with_roles([event], cast, eager)[0]
    assert police in told.actors
    assert police not in told.recipients
    assert editors in told.recipients
    assert editors not in told.actors


@pytest.mark.parametrize(
    ("actors", "recipients", "told"),
    [
        ("ab", "a", "ab"),
        ("ab", "ac", "abc"),
        ("ab", "c", "c"),
        ("a", "ba", "b"),
        ("a", "a", "a"),
    ],
)
def test_several_who_act_on_one_another_all_are_recipients(
    actors: str, recipients: str, told: str
) -> None:
    assert _each_other(tuple(actors), tuple(recipients)) == tuple(told)


MEETING = "Ministers of Ghana and Togo met in Accra on Monday."


def test_what_a_frame_says_of_recipients_stays_in_a_mutual_act() -> None:
    cast = cast_of(MEETING)
    event = next(e for e in read(MEETING).events.events if e.type == "CONSULT")
    one, other = event.actors
    eager = RoleWeights(
        {"bias": 1.0}, {"bias": 1.0}, first=0.5, kept=0.5, further=9.0, against=9.0
    )  # fmt: skip
    alone = replace(event, recipients=(one,))
    framed: Any = SimpleNamespace(
        kind=SimpleNamespace(like="CONSULT"), actors=None, recipients=(),
        framed=frozenset(("recipients",)),
    )  # fmt: skip
    by_frame = replace(alone, candidate=replace(alone.candidate, own=framed))
    assert set(with_roles([alone], cast, eager)[0].recipients) == {one, other}
    assert with_roles([by_frame], cast, eager)[0].recipients == (one,)
