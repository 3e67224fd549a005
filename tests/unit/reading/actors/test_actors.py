"""Actors of small stories of our own: country, sector, and what means the same."""

from functools import cache

import pytest

from talion.coder import Coder
from talion.reading.actors import read_actors
from talion.record import Actor, Record


@cache
def coder() -> Coder:
    return Coder.load(fast=True)


@cache
def code(text: str) -> Record:
    return coder().code_text(text, published="2015-06-10")


def actor(text: str, words: str, nth: int = 0) -> Actor:
    """The actor of whom the ``nth`` occurrence of ``words`` is a mention, or the end of one."""
    record = code(text)
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    end = at + len(words)
    return next(a for a in record.actors if any(m[0] <= at and m[1] == end for m in a.mentions))


@pytest.mark.parametrize(
    ("text", "words", "country", "sector"),
    [
        ("Kenya closed its border.", "Kenya", "KEN", "GOV"),
        ("Nairobi rejected the offer.", "Nairobi", "KEN", "GOV"),
        ("The Kenyan parliament rejected the budget.", "parliament", "KEN", "LEG"),
        ("A court in Peru jailed two men.", "court", "PER", "JUD"),
        ("Peruvian police arrested two men.", "police", "PER", "COP"),
        ("Police in Bolivia fired tear gas.", "Police", "BOL", "COP"),
        ("The Bolivian army left the town.", "army", "BOL", "MIL"),
        ("Soldiers from Chad entered the town.", "Soldiers", "TCD", "MIL"),
        ("Philippine rebels freed the men.", "rebels", "PHL", "REB"),
        ("Canada's foreign minister condemned the raid.", "minister", "CAN", "GOV"),
        ("Ghanaian journalists marched in Accra.", "journalists", "GHA", "JRN"),
        ("Syrian refugees crossed the border.", "refugees", "SYR", "REF"),
        ("The United Nations sent envoys.", "United Nations", None, "UNO"),
        ("The World Bank lent the money.", "World Bank", None, "IGO"),
        ("Striking nurses in Malta marched.", "nurses", "MLT", "MED"),
    ],
)
def test_country_and_sector(text: str, words: str, country: str | None, sector: str) -> None:
    found = actor(text, words)
    if sector == "UNO":
        assert found.sector in ("UNO", "IGO")
    else:
        assert found.sector == sector
    assert found.country == country


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Kenya closed the border. Nairobi gave no reason.", "Kenya", "Nairobi"),
        (
            "The Border Guard Agency (BGA) held the men. The BGA freed them later.",
            "Border Guard Agency",
            "The BGA",
        ),
        ("Minister Ali Bello resigned. Bello had served for years.", "Ali Bello", "Bello"),
        ("Ali Bello, a rebel leader, was killed.", "Ali Bello", "a rebel leader"),
        (
            "The defence ministry denied it. The ministry blamed rebels.",
            "defence ministry",
            "The ministry",
        ),
        ("Rosa Diaz resigned. She had lost a vote.", "Rosa Diaz", "She"),
        ("Ruth Adler fled Mali. Police held Ruth in Bamako.", "Ruth Adler", "Ruth"),
        ("Kenya closed the border. It gave no reason.", "Kenya", "It"),
        ("Kenya recalled its envoy.", "Kenya", "its"),
        ("The protesters marched on. Police beat them.", "The protesters", "them"),
        ("Two miners were killed. The miners had been on strike.", "Two miners", "The miners"),
        (
            "The Ugandan government fell. The government had ruled.",
            "Ugandan government",
            "The government",
        ),
        (
            "Amnesty International blamed the army. The group urged Chad to free them.",
            "Amnesty International",
            "The group",
        ),
        (
            "The State Department blamed the rebels in Mali. The agency refused to pay.",
            "State Department",
            "The agency",
        ),
    ],
)
def test_mentions_of_the_same_are_one_actor(text: str, one: str, other: str) -> None:
    assert actor(text, one).id == actor(text, other, text.count(other) - 1).id


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Kenya and Uganda closed the border.", "Kenya", "Uganda"),
        ("Ali Bello met Omar Bello.", "Ali Bello", "Omar Bello"),
        ("Kenyan police clashed with Ugandan police.", "Kenyan police", "Ugandan police"),
        (
            "The defence ministry met the interior ministry.",
            "defence ministry",
            "interior ministry",
        ),
        pytest.param(
            "Rosa Diaz met John Reed. He smiled.",
            "Rosa Diaz",
            "He",
            marks=pytest.mark.xfail(strict=False, reason="nothing is known of given names"),
        ),
        (
            "Kenya's president spoke. Chad's president listened.",
            "Kenya's president",
            "Chad's president",
        ),
        (
            "The State Department blamed Mali. The armed group fired at the town.",
            "State Department",
            "The armed group",
        ),
    ],
)
def test_mentions_of_others_are_not(text: str, one: str, other: str) -> None:
    assert actor(text, one).id != actor(text, other).id


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("A court jailed two pilots from Ghana and Togo.", {"GHA", "TGO"}),
        ("French and German ministers met in Rome.", {"FRA", "DEU"}),
        ("Kenya, Uganda and Chad signed the treaty.", {"KEN", "UGA", "TCD"}),
        ("The British-Irish talks failed.", {"GBR", "IRL"}),
    ],
)
def test_a_phrase_of_several_countries_gives_each(text: str, countries: set[str]) -> None:
    assert countries <= {a.country for a in code(text).actors}


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell on the hills all night.",
        "Her novel was translated twice.",
    ],
)
def test_where_nobody_acts_there_is_no_state(text: str) -> None:
    assert [a for a in code(text).actors if a.kind == "state"] == []


def test_a_person_of_a_ministry_has_its_country_and_sector() -> None:
    text = "Kenya's interior ministry denied it. Its spokeswoman Neema Otieno said so on Monday."
    found = actor(text, "Neema Otieno")
    assert (found.kind, found.country, found.sector) == ("person", "KEN", "GOV")


def test_the_ministry_is_that_of_the_country_last_acting() -> None:
    text = "Peru expelled the envoy. The foreign ministry gave no reason."
    assert actor(text, "foreign ministry").country == "PER"


def test_a_nationality_is_not_lent_to_the_capital_of_another() -> None:
    text = "The Indonesian president flew to Manila."
    assert actor(text, "president").country == "IDN"


def test_a_by_line_is_nobody() -> None:
    text = "Envoy leaves Peru\n\nBy Anna Holm\n\nLIMA, March 9, 2017 (Andes Wire) - Peru expelled an envoy."
    names = {a.name for a in code(text).actors}
    assert "Anna Holm" not in names


def test_mentions_are_in_order_and_once() -> None:
    text = "Kenya closed its border. Nairobi gave no reason. Kenya had warned Chad. It was ready."
    for found in code(text).actors:
        assert list(found.mentions) == sorted(set(found.mentions))


def test_a_leader_is_known_by_date() -> None:
    text = "Chancellor Angela Merkel praised Ghana."
    found = actor(text, "Angela Merkel")
    assert (found.country, found.sector) == ("DEU", "GOV")


@pytest.mark.parametrize(
    ("text", "words", "name", "sector"),
    [
        ("Police held a handful of nurses.", "nurses", "a handful of nurses", "MED"),
        ("Dozens of rebels fled.", "rebels", "Dozens of rebels", "REB"),
        ("Hundreds of thousands of refugees left Chad.", "refugees",
         "Hundreds of thousands of refugees", "REF"),
        ("A small group of Kenyan farmers marched.", "farmers",
         "A small group of Kenyan farmers", "AGR"),
    ],
)  # fmt: skip
def test_those_who_are_only_counted_are_the_actor(
    text: str, words: str, name: str, sector: str
) -> None:
    found = actor(text, words)
    assert (found.name, found.sector) == (name, sector)
    assert len([a for a in code(text).actors if a.sector == sector]) == 1


def test_a_group_of_one_body_is_no_count() -> None:
    assert actor("The armed group of the north attacked Chad.", "group").name == "The armed group"


def test_members_are_named_with_their_body() -> None:
    text = "Police in Malta arrested members of the opposition party."
    assert actor(text, "members").name == "members of the opposition party"


def test_a_state_behind_a_name_makes_a_legislator() -> None:
    for words in (", D-Ore.,", " (R-Maine)"):
        found = actor(f"Mary Whitcomb{words} criticized the Kenyan army.", "Mary Whitcomb")
        assert (found.country, found.sector) == ("USA", "LEG")


@pytest.mark.parametrize(
    "text",
    [
        "London rejected the offer. The British government froze the money.",
        "The British government froze the money. Britain rejected the offer.",
    ],
)
def test_a_state_has_its_own_name(text: str) -> None:
    (state,) = [a for a in code(text).actors if a.kind == "state"]
    assert state.name in ("United Kingdom", "Britain")


def test_of_countries_named_as_often_the_first_of_the_paragraph_is_home() -> None:
    text = (
        "Angola was calm.\n\nGhana closed the road. The rebels left, and Angola waited. Ghana paid."
    )
    assert actor(text, "rebels").country == "GHA"


def test_a_line_that_ends_inside_a_name_does_not_break_it() -> None:
    text = (
        "Police in Malta said on Monday that they had arrested nine members of the\n"
        "opposition party, and that a court had charged them with the theft of\n"
        "documents. The government accused the Rosewood Justice\n"
        "Project of lies, and said so in a letter to the foreign minister of\n"
        "Italy on Tuesday.\n"
    )
    names = {a.name for a in code(text).actors}
    assert "nine members of the opposition party" in names
    assert not any("\n" in name for name in names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Soldiers burned his house in Kano.", "house"),
        ("The campaign in the north of Mali killed nine men.", "campaign"),
        ("A drone strike killed nine men in Yemen.", "drone"),
        ("He was sent to prison in Peru.", "prison"),
        ("The minister of Ghana left office.", "office"),
        ("A statement urged calm in Chad.", "statement"),
    ],
)
def test_a_thing_is_nobody(text: str, words: str) -> None:
    start = text.index(words)
    assert not any(m[1] == start + len(words) for a in code(text).actors for m in a.mentions)


def test_a_campaign_of_somebody_is_a_body() -> None:
    text = "Rosa Diaz spoke in Ohio. The Diaz campaign denied it. The campaign blamed rivals."
    assert actor(text, "The Diaz campaign").sector == "PTY"
    assert actor(text, "The campaign").kind == "organization"


def test_names_behind_a_plural_title_are_people_of_their_own() -> None:
    text = "The British aid workers Paul Archer and Simon Webb were freed."
    one, other = actor(text, "Paul Archer"), actor(text, "Simon Webb")
    assert one.id != other.id
    assert {(a.kind, a.country) for a in (one, other)} == {("person", "GBR")}


def test_who_is_only_described_in_passing_is_not_listed():
    text = "Maria Novak, who heads a sewing circle, met the mayor. The Gross Domestic Product grew."
    names = [a.name for a in code(text).actors]
    assert "Maria Novak" in names
    assert not {"a sewing circle", "Gross Domestic Product"} & set(names)


def test_the_same_figure_counts_the_same_people():
    text = (
        "Togo held 114 Ghanaian miners on Monday. The minister was pleased. "
        "The 114 workers will be sent home. The 20 soldiers stay."
    )
    assert actor(text, "114 Ghanaian miners").id == actor(text, "The 114 workers").id
    assert actor(text, "The 20 soldiers").id != actor(text, "114 Ghanaian miners").id


def test_what_tells_an_act_is_nobody_even_where_the_tagger_takes_it_for_a_party() -> None:
    text = "The premier rejected a request from the Chadian president and a scheme from Togo."
    parsed = next(iter(coder().parser.parse_many([text])))
    heads = {t.lower: t.i for t in parsed.tokens}
    wanted = frozenset((heads["request"], heads["scheme"]))
    found = read_actors(
        parsed, coder().knowledge, (), participants=[parsed.tokens[i].span for i in wanted]
    )
    assert heads["scheme"] in found.by_token
    assert heads["request"] not in found.by_token
    assert heads["president"] in found.by_token
