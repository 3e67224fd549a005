"""Where actors are at home when their own words don't say it, on small stories of our own."""

from dataclasses import replace
from functools import cache

import pytest

from talion.coder import Coder
from talion.language.base import Entity
from talion.reading.actors.names import find_names
from talion.record import Actor, Record


@cache
def coder() -> Coder:
    return Coder.load(fast=True)


@cache
def code(text: str, published: str | None = "2015-06-10") -> Record:
    return coder().code_text(text, published=published)


def holding(record: Record, words: str, nth: int = 0) -> Actor | None:
    """The actor one of whose mentions ends where the ``nth`` occurrence of ``words`` does."""
    at = -1
    for _ in range(nth + 1):
        at = record.document.text.index(words, at + 1)
    end = at + len(words)
    return next(
        (a for a in record.actors if any(m[0] <= at and m[1] == end for m in a.mentions)), None
    )


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("The Kenyan parliament met. The government said it had no plans.", "government", "KEN"),
        ("Peru closed its border. Authorities arrested nine smugglers.", "Authorities", "PER"),
        ("Bashar al-Assad spoke in Damascus. The regime shelled Homs.", "The regime", "SYR"),
        ("A police raid in Lima, Peru, killed two men.", "police", "PER"),
        ("Kurdish fighters took a town in Syria.", "fighters", "SYR"),
        ("Kurdish fighters took a town in Turkey, and Ankara sent troops.", "fighters", "TUR"),
        ("Syrian refugees came to Jordan. The refugees in Jordan marched.", "refugees", "SYR"),
        ("A spokesman for the Russian embassy in Kyiv denied it.", "spokesman", "RUS"),
        ("A diplomat at the Mexican embassy in Nairobi was held.", "diplomat", "MEX"),
        ("Ghana detained Peter Vann. Vann's French citizenship was revoked.", "Vann", "FRA"),
        ("Ghana detained Peter Vann, who holds a French passport.", "Vann", "FRA"),
        ("Ghana detained Peter Vann in Accra. He has French citizenship.", "Vann", "FRA"),
        ("Ghana held a French citizen, the engineer Peter Vann.", "Vann", "FRA"),
        ("Ghana held a French citizen, the pastor Peter Vann, and sued Vann.", "Vann", "FRA"),
        ("Ghana detained Peter Vann. Officials said a French passport was found.", "Vann", "GHA"),
        ("The Trump Administration warned Peru. Lima gave no answer.", "Administration", "USA"),
        ("The U.S.-led coalition bombed a bridge.", "coalition", "USA"),
        ("Foreign journalists were detained in Cuba.", "journalists", None),
        ("The National Security Council met in Accra, Ghana.", "Security Council", "GHA"),
        ("Anna Weber was held in Munich. Police in Germany accuse Weber.", "Anna Weber", "DEU"),
        ("Police in Bolivia hunt Luis Roca. Roca fled La Paz.", "Roca", "BOL"),
        ("Italy freed two men. Its Greek neighbour held nine.", "neighbour", "GRC"),
        ("US-backed fighters took a town in Yemen.", "fighters", "YEM"),
        ("Russian-trained soldiers from Mali left the town.", "soldiers", "MLI"),
        ("Police in Peru held two men, Reuters said. The men denied it to the BBC.", "men", "PER"),
        ("Jan Brandt was held in Atlanta. Georgia prosecutors charged him.", "prosecutors", "USA"),
        (
            "Police in Tbilisi held Jan Brandt. Georgia prosecutors charged him.",
            "prosecutors",
            "GEO",
        ),
        ("The Swiss diplomats Peter Keller and Anna Meier left Libya.", "Anna Meier", "CHE"),
        ("The Kenyan Red Crescent sent tents.", "Red Crescent", "KEN"),
        ("The Nigerian National Oil Corporation sold it to Libya.", "Corporation", "NGA"),
        ("Syrian soldiers left Homs. Nine foreign soldiers came.", "foreign soldiers", None),
        ("An Ottawa man - Eric Allen Hill - was charged.", "Eric Allen Hill", "CAN"),
        ("Riyadh began the war in 2015, and it is Bin Salman who leads it.", "Bin Salman", "SAU"),
        ("The governor, Dmitriyenko, 46, met a Russian envoy.", "Dmitriyenko", "RUS"),
        ("Freedom House condemned the arrests in Cuba.", "Freedom House", "USA"),
    ],
)
def test_country(text: str, words: str, country: str | None) -> None:
    found = holding(code(text), words)
    assert found is not None
    assert found.country == country


def test_a_government_that_is_not_named_is_its_state() -> None:
    record = code("Kenya closed its border. The government said it feared attacks.")
    kenya = holding(record, "Kenya")
    assert kenya is not None
    assert kenya == holding(record, "The government")
    assert (kenya.kind, kenya.sector) == ("state", "GOV")


def test_local_governments_are_bodies_of_their_own() -> None:
    record = code("Kenya closed its border. The local government protested.")
    assert holding(record, "government") != holding(record, "Kenya")


def test_both_countries_are_the_two_last_spoken_of() -> None:
    record = code("Peru and Chile signed a treaty. The two countries will open a border post.")
    at = record.document.text.index("The two countries")
    both = {a.country for a in record.actors if any(m[0] == at for m in a.mentions)}
    assert both == {"PER", "CHL"}


def test_ministries_are_told_apart() -> None:
    record = code("Syria's defence ministry said so. Syria's interior ministry denied it.")
    defence, interior = holding(record, "defence ministry"), holding(record, "interior ministry")
    assert defence is not None
    assert interior is not None
    assert defence.id != interior.id
    assert (defence.country, interior.country) == ("SYR", "SYR")


def test_forces_of_two_peoples_are_told_apart() -> None:
    record = code("Russian forces left the town in Syria. Kurdish forces entered it.")
    russian, kurdish = holding(record, "Russian forces"), holding(record, "Kurdish forces")
    assert russian is not None
    assert kurdish is not None
    assert (russian.country, kurdish.country) == ("RUS", "SYR")


def test_an_office_and_the_name_given_later_are_one() -> None:
    record = code(
        "In Ghana the labour minister promised a law. Labour Minister Kojo Boadu signed it. "
        "The labour minister then left."
    )
    named = holding(record, "Kojo Boadu")
    assert named is not None
    assert named == holding(record, "the labour minister")
    assert named == holding(record, "The labour minister")
    assert (named.name, named.country) == ("Kojo Boadu", "GHA")


def test_the_president_is_the_one_named_before() -> None:
    record = code("French president Francois Hollande met reporters. The president condemned it.")
    assert holding(record, "Hollande") == holding(record, "The president")


def test_an_office_with_a_name_behind_it_is_not_an_earlier_holder() -> None:
    record = code(
        "German foreign minister Frank Lehmann left Berlin. The foreign minister, Paul Duval, of "
        "France, stayed."
    )
    assert holding(record, "Frank Lehmann") != holding(record, "Paul Duval")


def test_a_common_surname_is_no_leader_of_another_country() -> None:
    record = code("Maria Davis ran for mayor in Ohio. Davis condemned the attack.", None)
    found = holding(record, "Davis", 1)
    assert found is not None
    assert (found.name, found.country) == ("Maria Davis", "USA")


def test_a_leader_named_in_full_is_met_again_without_a_date() -> None:
    record = code("Mikheil Saakashvili spoke in Tbilisi. In August Saakashvili left.", None)
    assert holding(record, "Mikheil Saakashvili") == holding(record, "Saakashvili", 1)


def test_parties_of_the_same_name_belong_to_the_story_s_country() -> None:
    record = code("Poland's president met the Conservative Party. Poland's parliament voted.")
    party = holding(record, "Conservative Party")
    assert party is not None
    assert party.country == "POL"


def test_navy_officers_are_military() -> None:
    found = holding(code("Indian navy officers boarded the ship."), "officers")
    assert found is not None
    assert (found.country, found.sector) == ("IND", "MIL")


def test_a_neighbour_is_not_of_its_owners_country() -> None:
    record = code("Serbia protested to Albania on Monday, accusing its neighbour of arming rebels.")
    found = {a.name: a.country for a in record.actors}
    assert found["its neighbour"] is None
    assert found["Serbia"] == "SRB"


def test_a_people_of_one_country_is_not_all_of_it() -> None:
    record = code("Kurds in Turkey marched. Iraqi Kurds sent food to Mosul, in Iraq.")
    iraqi = holding(record, "Iraqi Kurds")
    assert iraqi is not None
    assert iraqi.country == "IRQ"


def test_without_a_date_the_office_told_says_whose_it_was() -> None:
    record = code("Prime Minister Mark Rutte opened a dyke.", None)
    rutte = holding(record, "Mark Rutte")
    assert rutte is not None
    assert (rutte.country, rutte.sector) == ("NLD", "GOV")


def test_a_leader_whom_the_parser_took_for_a_place_is_that_leader() -> None:
    coder = Coder.load(fast=True)
    parsed = next(iter(coder.parser.parse_many(["Since March, Erdogan has accused Mill."])))
    at = {t.text: t.i for t in parsed.tokens}
    places = tuple(Entity(i, i + 1, "GPE") for i in (at["Erdogan"], at["Mill"]))
    names = find_names(replace(parsed, entities=places), coder.knowledge, (), None)
    assert names.matches.get(at["Erdogan"]) or names.entities[at["Erdogan"]][2] == "PERSON"
    assert names.entities[at["Mill"]][2] == "GPE"
