import re

import pytest

from talion.knowledge.gazetteer import Gazetteer
from talion.language.base import Entity, Parsed, Sentence, Token
from talion.models.tags import ToponymTag
from talion.reading.places import analyse, read
from talion.reading.places.lexicon import weights, words
from talion.record import Place

TOKEN = re.compile(r"(?:[A-Z]\.)+|(?:Minn|Mass|Ill|La|Ky|Ont|Sen|Rep|St|Mt)\.|'s|\w+|[^\w\s]")
SMALL = {
    "in": "ADP", "of": "ADP", "near": "ADP", "from": "ADP", "to": "ADP", "at": "ADP", "the": "DET",
    "a": "DET", "The": "DET", "A": "DET", "In": "ADP", "and": "CCONJ",
}  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def parse(text: str, **named: str) -> Parsed:
    """A flat parse by hand: ``named`` gives entities as kind="words|words"."""
    tokens: list[Token] = []
    for match in TOKEN.finditer(text):
        word = match[0]
        pos = SMALL.get(word) or ("PROPN" if word[0].isupper() else "NOUN")
        if not word[0].isalnum():
            pos = "PUNCT"
        i = len(tokens)
        tag = "POS" if word == "'s" else pos
        tokens.append(
            Token(i, word, match.start(), match.end(), word.lower(), pos, tag, "dep", 0, 0, "")
        )
    entities = []
    for kind, names in named.items():
        for name in names.split("|"):
            for found in re.finditer(re.escape(name), text):
                inside = [t.i for t in tokens if found.start() <= t.start < found.end()]
                entities.append(Entity(inside[0], inside[-1] + 1, kind))
    sentences = (Sentence(0, 0, len(tokens), (0, len(text)), 0),)
    return Parsed(text, tuple(tokens), sentences, tuple(entities))


def by_words(parsed: Parsed, places: tuple[Place, ...]) -> dict[str, Place]:
    return {parsed.words(place.span): place for place in places}


def test_an_empty_text_names_no_place(gazetteer: Gazetteer) -> None:
    assert read(Parsed("", (), (), ()), gazetteer) == ()


def test_a_town_and_its_country(gazetteer: Gazetteer) -> None:
    parsed = parse("Two men were held in Nairobi, Kenya.", GPE="Nairobi|Kenya")
    found = read(parsed, gazetteer)
    assert [p.id for p in found] == ["p1", "p2"]
    town, country = found
    assert parsed.words(town.span) == "Nairobi"
    assert (town.kind, town.country, town.geonames) == ("place", "KEN", 184745)
    assert (country.kind, country.country, country.name) == ("country", "KEN", "Kenya")


def test_the_state_beside_a_name_decides(gazetteer: Gazetteer) -> None:
    parsed = parse(
        "Police in Springfield, Ill., and in Springfield, Mass., spoke.", GPE="Springfield"
    )
    found = [p for p in read(parsed, gazetteer) if p.name == "Springfield"]
    assert [round(p.lat or 0) for p in found] == [40, 42]
    assert [round(p.lon or 0) for p in found] == [-90, -73]


def test_one_name_may_be_a_country_and_a_state(gazetteer: Gazetteer) -> None:
    text = "A court in Tbilisi, Georgia, jailed two men from Atlanta, Georgia."
    parsed = parse(text, GPE="Tbilisi|Georgia|Atlanta")
    kinds = [(p.country, p.kind) for p in read(parsed, gazetteer) if "Georgia" in p.name]
    assert kinds == [("GEO", "country"), ("USA", "admin1")]


def test_neighbours_decide_where_nothing_is_said(gazetteer: Gazetteer) -> None:
    alone = parse("A fire broke out in Athens.", GPE="Athens")
    assert read(alone, gazetteer)[0].country == "GRC"
    text = "Crews came from Marietta in Washington County, Parkersburg and Nelsonville to Athens."
    near = parse(text, GPE="Athens|Marietta|Parkersburg|Nelsonville|Washington County")
    athens = by_words(near, read(near, gazetteer))["Athens"]
    assert (athens.country, round(athens.lon or 0)) == ("USA", -82)


def test_a_city_known_all_over_the_world_outweighs_its_namesakes_abroad(
    gazetteer: Gazetteer,
) -> None:
    text = "Marchers in Ohio and New York wrote to a court in Vienna."
    parsed = parse(text, GPE="Ohio|New York|Vienna")
    assert by_words(parsed, read(parsed, gazetteer))["Vienna"].country == "AUT"
    beside = parse("Marchers wrote to a court in Vienna, Ohio.", GPE="Ohio|Vienna")
    assert by_words(beside, read(beside, gazetteer))["Vienna"].country == "USA"


def test_the_publisher_helps(gazetteer: Gazetteer) -> None:
    parsed = parse("A fire broke out in Oxford.", GPE="Oxford")
    assert read(parsed, gazetteer)[0].country == "GBR"
    home = read(parsed, gazetteer, publisher="The Tupelo Mississippi Journal")[0]
    assert (home.country, round(home.lat or 0)) == ("USA", 34)


def test_peoples_and_languages_are_no_places(gazetteer: Gazetteer) -> None:
    text = "The Kenyan army and Russian troops met European envoys who spoke French."
    assert read(parse(text, NORP="Kenyan|Russian|European|French"), gazetteer) == ()


def test_a_person_is_no_place(gazetteer: Gazetteer) -> None:
    parsed = parse("Mr. Jackson met Sharon Madison, and Jackson agreed.", PERSON="Sharon Madison")
    assert read(parsed, gazetteer) == ()


def test_days_and_months_are_no_places(gazetteer: Gazetteer) -> None:
    assert read(parse("In May, on Sunday, the Council met the Senate."), gazetteer) == ()


def test_an_abbreviation_needs_its_town(gazetteer: Gazetteer) -> None:
    parsed = parse("He moved to Duluth, Minn., from St. Paul.", GPE="Duluth|St. Paul")
    found = by_words(parsed, read(parsed, gazetteer))
    assert found["Minn."].name == "Minnesota"
    assert found["Minn."].kind == "admin1"
    assert round(found["St. Paul"].lat or 0) == 45
    assert read(parse("My son was IN there."), gazetteer) == ()


def test_seas_and_straits(gazetteer: Gazetteer) -> None:
    parsed = parse("Ships in the Strait of Hormuz left for the Black Sea.", LOC="the Black Sea")
    found = by_words(parsed, read(parsed, gazetteer))
    assert found["Strait of Hormuz"].kind == "water"
    assert found["Black Sea"].kind == "water"
    assert found["Black Sea"].country is None


def test_an_unknown_place_does_not_lose_the_others(gazetteer: Gazetteer) -> None:
    text = "Fighters in Qworbistad and near Goma, in Congo, fled."
    parsed = parse(text, GPE="Qworbistad|Goma|Congo")
    tags = [ToponymTag(m.span(), 0.95) for m in re.finditer("Qworbistad|Goma|Congo", text)]
    found = by_words(parsed, read(parsed, gazetteer, toponyms=tags))
    assert found["Goma"].country == "COD"
    assert found["Qworbistad"].lat is None
    assert found["Qworbistad"].geonames is None
    assert found["Qworbistad"].name == "Qworbistad"


def test_a_tag_raises_and_its_absence_lowers_the_probability(gazetteer: Gazetteer) -> None:
    parsed = parse("The Marlow board met in Reading.", GPE="Reading")

    def chance(tags: list[ToponymTag], name: str) -> float:
        readings = analyse(parsed, gazetteer, toponyms=tags)
        return next(r.probability for r in readings if parsed.words(r.mention.span) == name)

    tags = [ToponymTag((4, 10), 0.97)]
    assert chance(tags, "Marlow") > chance([], "Marlow")
    assert chance(tags, "Reading") < chance([], "Reading")


def test_a_tag_may_name_what_nothing_else_saw(gazetteer: Gazetteer) -> None:
    parsed = parse("Walkers in Qworbistad sang.", GPE="Qworbistad")
    assert read(parsed, gazetteer) == ()
    found = read(parsed, gazetteer, toponyms=[ToponymTag((11, 21), 0.99)])
    assert [parsed.words(p.span) for p in found] == ["Qworbistad"]
    assert found[0].lat is None


def test_names_do_not_overlap_and_keep_their_order(gazetteer: Gazetteer) -> None:
    text = "New York City and West Virginia asked South Sudan and Papua New Guinea."
    parsed = parse(text, GPE="New York City|West Virginia|South Sudan|Papua New Guinea")
    spans = [p.span for p in read(parsed, gazetteer)]
    assert [parsed.words(s) for s in spans] == [
        "New York City", "West Virginia", "South Sudan", "Papua New Guinea",
    ]  # fmt: skip


def test_every_feature_with_weight_is_a_number() -> None:
    model = weights()
    for table in (model.spot, model.accept, model.prior, model.context):
        assert table
        assert all(isinstance(value, float) for value in table.values())


def test_word_lists_are_lower_case() -> None:
    lexicon = words()
    for table in (lexicon.never, lexicon.demonyms, lexicon.before, lexicon.after):
        assert all(word == word.lower() for word in table)
    assert "kenyan" in lexicon.demonyms
    assert "kenya" not in lexicon.demonyms
