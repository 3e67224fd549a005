"""Quantities in sentences of our own."""

import json

import msgspec
import pytest

from talion.errors import KnowledgeError
from talion.knowledge import statistics
from talion.language.base import Parsed, Sentence, Token
from talion.language.english.parser import EnglishParser
from talion.reading.quantities import read_quantities
from talion.reading.quantities.lexicon import quantity_words, unit_table
from talion.reading.quantities.numbers import find_numbers
from talion.record import Quantity


@pytest.fixture(scope="module")
def parser() -> EnglishParser:
    return EnglishParser.load()


def read(parser: EnglishParser, text: str, **options: object) -> tuple[Quantity, ...]:
    return read_quantities(parser.parse(text), **options)  # type: ignore[arg-type]


def only(parser: EnglishParser, text: str) -> Quantity:
    found = read(parser, text)
    assert len(found) == 1, [(q.value, q.unit) for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty-two", 42),
        ("one hundred and five", 105),
        ("two thousand three hundred", 2300),
        ("4 hundred million", 4e8),
        ("a million", 1e6),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a million", 5e5),
        ("two and a half million", 2.5e6),
        ("six-and-a-half", 6.5),
        ("a million and a half", 1.5e6),
        ("three-quarters", 0.75),
        ("one-fifth", 0.2),
        ("a tenth of it", 0.1),
        ("nine out of 10 of them", 0.9),
        ("one in five voters", 0.2),
        ("5½", 5.5),
        ("½ of it", 0.5),
        ("2 1/2", 2.5),
        ("1/16 of a mile", 0.0625),
        ("1,250,000", 1.25e6),
        ("7,00,000", 7e5),
        ("2.5×10^3", 2500),
        ("3e4", 3e4),
        ("tens of thousands", 1e4),
        ("hundreds of millions", 1e8),
        ("scores", 20),
        ("a few hundred", 200),
    ],
)
def test_numbers_of_every_form(text: str, value: float) -> None:
    found = list(find_numbers(text))
    assert len(found) == 1
    assert found[0].value == pytest.approx(value)
    assert text.startswith(text[found[0].start : found[0].end])


@pytest.mark.parametrize("text", ["21st", "the third term", "tens", "a quarter", "9" * 60, "1e999"])
def test_no_numbers(text: str) -> None:
    assert list(find_numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("The clinic treated 14 patients.", 14, "patient", "count"),
        ("Police detained 52 Ruritanian fishermen.", 52, "fisherman", "count"),
        ("Some 3m people fled the valley.", 3e6, "person", "count"),
        ("The fine was set at €4.5bn.", 4.5e9, "euro", "money"),
        ("The loan is worth US$35 billion.", 3.5e10, "dollar", "money"),
        ("The mine cost C$12 million.", 1.2e7, "canadian dollar", "money"),
        ("A ticket costs Rs 500.", 500, "rupee", "money"),
        ("They paid 900 Danish kroner.", 900, "danish krone", "money"),
        ("Turnout fell to 61.5 per cent.", 61.5, "percentage", "share"),
        ("The bank raised its rate by 25 basis points.", 25, "basis point", "share"),
        ("He was jailed for six-and-a-half years.", 6.5, "year", "duration"),
        ("The boat made 20 km/h.", 20, "kilometre per hour", "rate"),
        ("Crude fell below $80 a barrel.", 80, "dollar per barrel", "rate"),
        ("Output rose to $900 per capita.", 900, "dollar per person", "rate"),
        ("The state spends $70 per head.", 70, "dollar per person", "rate"),
        ("The firm ordered 747s for its fleet and paid $9 million.", 9e6, "dollar", "money"),
        ("Engineers laid 60km of pipe.", 60, "kilometre", "measure"),
        ("A 500-pound bomb hit the bridge.", 500, "pound-mass", "measure"),
        ("It fell to minus 12 degrees Celsius.", -12, "celsius", "measure"),
        ("An 11-member panel will decide.", 11, "member", "count"),
        ("The shelling left 25 dead.", 25, "person", "count"),
        ("A 6,000-strong brigade guards the pass.", 6000, "person", "count"),
    ],
)
def test_units(parser: EnglishParser, text: str, value: float, unit: str, kind: str) -> None:
    found = only(parser, text)
    assert (found.value, found.unit, found.kind) == (value, unit, kind)


@pytest.mark.parametrize(
    ("text", "modifier", "low", "high"),
    [
        ("He met 30 envoys.", "=", 30, 30),
        ("He met almost 30 envoys.", "<", None, 30),
        ("He met just under 30 envoys.", "<", None, 30),
        ("He met up to 30 envoys.", "<", None, 30),
        ("He met fewer than 30 envoys.", "<", None, 30),
        ("He met more than 30 envoys.", ">", 30, None),
        ("He met at least 30 envoys.", ">", 30, None),
        ("He met 30 or more envoys.", ">", 30, None),
        ("He met about 30 envoys.", "~", None, None),
        ("He met an estimated 30 envoys.", "~", None, None),
        ("He met dozens of envoys.", ">", 12, 120),
        ("He met tens of thousands of envoys.", ">", 10_000, 100_000),
    ],
)
def test_bounds(
    parser: EnglishParser, text: str, modifier: str, low: float | None, high: float | None
) -> None:
    found = only(parser, text)
    assert (found.modifier, found.low, found.high, found.unit) == (modifier, low, high, "envoy")


@pytest.mark.parametrize(
    ("text", "low", "high", "modifier"),
    [
        ("It hired five or six guards.", 5, 6, "~"),
        ("It hired between 3 and 5 guards.", 3, 5, "="),
        ("It spent $4-5 billion.", 4e9, 5e9, "="),
        ("It hired 15 to 20 guards.", 15, 20, "="),
        ("Exports fell by 5 per cent to 20 per cent.", None, None, ""),
        ("Prices went from $71 a barrel to $52.", 52, 71, "="),
    ],
)
def test_ranges(
    parser: EnglishParser, text: str, low: float | None, high: float | None, modifier: str
) -> None:
    found = read(parser, text)
    if low is None:
        assert [q.value for q in found] == [5, 20]
        return
    assert [(q.low, q.high, q.modifier) for q in found] == [(low, high, modifier)]
    assert found[0].value == pytest.approx((low + (high or 0)) / 2)


@pytest.mark.parametrize(
    "text",
    [
        "The treaty was signed in 1997.",
        "The treaty was signed on 7 March.",
        "It opened on May 9, 2013.",
        "They met at 2:55 p.m. on Friday.",
        "The first round was calm.",
        "Protests grew in the 1990s.",
        "The F-16 crashed.",
        "The council cited Article 5.",
        "Boeing's 747 Jumbo took off.",
        "The Sputnik-19 probe spun.",
        "Rovers won 2-1.",
        "Jana Novak, 53, runs the bakery.",
        "He lives at 12 Rose Hill Road.",
        "No one knows.",
        "The new law is a good one.",
        "The server is 192.0.2.17.",
    ],
)
def test_what_is_no_quantity(parser: EnglishParser, text: str) -> None:
    assert list(read(parser, text)) == []


def test_spans_say_the_words(parser: EnglishParser) -> None:
    text = "Ruritania expelled around 300 Elbonian welders on Friday."
    found = only(parser, text)
    assert text[slice(*found.span)] == "around 300 Elbonian welders"
    assert found.of is not None
    assert text[slice(*found.of)] == "Elbonian welders"
    assert found.id == "q1"


def test_skip_leaves_out_what_is_a_time(parser: EnglishParser) -> None:
    text = "It ended 3 days later with 40 arrests."
    assert [q.value for q in read(parser, text, skip=[(9, 21)])] == [40]


def test_how_long_a_time_lasts_is_a_quantity(parser: EnglishParser) -> None:
    text = "In the past three years it shut 40 mills."
    found = read(parser, text, skip=[(3, 23)])
    assert [(q.value, q.unit) for q in found] == [(3, "year"), (40, "mill")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It sells four-, five- and six-seat vans.", [(4, "seat"), (5, "seat"), (6, "seat")]),
        ("Output went from 14-18 tonnes to 24 for small mills.", [(16, "tonne"), (24, "tonne")]),
        ("Sales will go from 24.2 to 33-35 billion euros.", [(24.2e9, "euro"), (34e9, "euro")]),
        ("The clinic called another nurse or two.", [(2, "nurse")]),
        ("It bought two new 737 Jumbo jets.", [(2, "new jet")]),
        ("The engine makes 90 kW / 122 PS.", [(90, "kilowatt"), (122, "horsepower")]),
        ("Gas sold at $2.24 per mmBTU.", [(2.24, "dollar per mega british thermal unit")]),
        ("It went down to Article -19 and two annexes.", [(2, "annex")]),
        ("A skull 200,000 to-260,000 years old was found.", [(230_000, "year of age")]),
    ],
)
def test_numbers_that_share_what_they_count(
    parser: EnglishParser, text: str, values: list[tuple[float, str]]
) -> None:
    assert [(q.value, q.unit) for q in read(parser, text)] == values


def test_a_bare_number_takes_the_unit_beside_it(parser: EnglishParser) -> None:
    found = read(parser, "The fund raised 30 million of the 2.2 billion euros.")
    assert [(q.value, q.unit) for q in found] == [(3e7, "euro"), (2.2e9, "euro")]


def test_one_crowd_counted_three_times_agrees(parser: EnglishParser) -> None:
    text = (
        "Police detained around 200 Elbonian welders. Almost 200 welders were detained, a clerk "
        "said. The ministry said 197 Elbonian welders had been detained."
    )
    first, second, third = read(parser, text)
    assert {c.against for c in third.checks} == {("q1",), ("q2",)}
    assert all(c.consistent and c.kind == "same" for q in (first, second, third) for c in q.checks)
    assert '"197 Elbonian welders"' in third.checks[0].note


def test_two_tolls_that_differ_do_not_agree(parser: EnglishParser) -> None:
    text = "The raid killed 12 soldiers, the army said. Rebels said it killed 40 soldiers."
    first, second = read(parser, text)
    assert [(c.against, c.consistent) for c in first.checks] == [(("q2",), False)]
    assert [(c.against, c.consistent) for c in second.checks] == [(("q1",), False)]


def test_different_people_are_not_compared(parser: EnglishParser) -> None:
    text = "The raid killed 12 Russian soldiers. It killed 40 Ukrainian soldiers."
    assert all(not q.checks for q in read(parser, text))


def test_a_number_in_a_range_agrees(parser: EnglishParser) -> None:
    text = "The convoy had 40 to 50 trucks. A driver counted 44 trucks."
    first, second = read(parser, text)
    assert [(c.kind, c.consistent) for c in first.checks] == [("range", True)]
    assert [(c.kind, c.consistent) for c in second.checks] == [("range", True)]


@pytest.mark.parametrize(("part", "fits"), [(9, True), (31, False)])
def test_parts_and_their_whole(parser: EnglishParser, part: int, fits: bool) -> None:
    text = f"The quake killed 30 people, including {part} children."
    whole, some = read(parser, text)
    assert [(c.kind, c.against, c.consistent) for c in whole.checks] == [("parts", ("q2",), fits)]
    assert [(c.kind, c.against, c.consistent) for c in some.checks] == [("parts", ("q1",), fits)]


@pytest.mark.parametrize(
    ("text", "kind", "fits"),
    [
        ("The navy held 23 sailors (12 Kenyan and 11 Yemeni).", "sum", True),
        ("The navy held 23 sailors (12 Kenyan and 15 Yemeni).", "sum", False),
        ("The quake killed 30 people: 18 men, 9 women and 3 children.", "sum", True),
        ("The quake killed 12 clerks and 8 cooks, a total of 20.", "sum", True),
        ("The quake killed 12 clerks and 8 cooks, a total of 25 people.", "sum", False),
        ("It sent 60 carts, each with 20 sacks, 1,200 sacks in all.", "product", True),
        ("It sent 60 carts, each with 20 sacks, 1,500 sacks in all.", "product", False),
        ("The mill sold 40 tonnes at $30 a tonne for $1,200.", "product", True),
        ("Exports rose 10 percent to 110 tonnes from 100 tonnes.", "change", True),
        ("Exports fell 10 percent to 110 tonnes from 100 tonnes.", "change", False),
        ("Some 20 of the 50 members, or 40 percent, voted no.", "share", True),
        ("Some 20 of the 50 members, or 70 percent, voted no.", "share", False),
        ("It cut 30 percent of its 400 workers, or 120 people.", "share", True),
        ("It cut 30 percent of its 400 workers, or 200 people.", "share", False),
    ],
)
def test_the_text_does_its_sums(parser: EnglishParser, text: str, kind: str, fits: bool) -> None:
    found = read(parser, text)
    checks = [c for q in found for c in q.checks if c.kind == kind]
    assert {c.consistent for c in checks} == {fits}
    assert {a for c in checks for a in c.against} == {q.id for q in found}


@pytest.mark.parametrize(
    "text",
    [
        "He met 30 envoys, 40 clerks and 20 cooks.",
        "One of the three clerks left.",
        "Two sisters (8 and 10) ran the shop.",
        "Ten clerks were killed in Kyoto on Monday. In June rebels killed 25 clerks in Lagos.",
    ],
)
def test_what_is_no_sum(parser: EnglishParser, text: str) -> None:
    assert [q.checks for q in read(parser, text) if q.checks] == []


def test_digits_in_a_name_count_nothing(parser: EnglishParser) -> None:
    found = only(parser, "Six AK 47 rifles were found.")
    assert (found.value, found.unit) == (6, "rifle")


@pytest.mark.parametrize(("count", "fits"), [("500,000", True), ("900,000", False)])
def test_a_share_and_its_base(parser: EnglishParser, count: str, fits: bool) -> None:
    text = (
        f"There are {count} Elbonians working in Ruritania, a tenth of the country's population "
        "of just over 5 million."
    )
    part, share, base = read(parser, text)
    shares = [[c for c in q.checks if c.kind == "share"] for q in (part, share, base)]
    assert [c.consistent for found in shares for c in found] == [fits] * 3
    assert shares[1][0].against == ("q1", "q3")
    assert base.unit == "person"


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("The country has a population of 9 million.", True),
        ("It has a per capita income of just $950.", True),
        ("Tens of thousands of Elbonians work on farms.", True),
        ("Some 300,000 Elbonians living in Ruritania send money home.", True),
        ("Police arrested 40 Elbonians.", False),
        ("The court fined the firm $3 million.", False),
        ("He was sentenced to nine years.", False),
    ],
)
def test_background_and_event(parser: EnglishParser, text: str, statistic: bool) -> None:
    assert only(parser, text).statistic is statistic


@pytest.mark.parametrize(
    ("text", "published", "plausible"),
    [
        ("France has a population of about 65 million.", "2020-05-01", True),
        ("France has a population of about 6 million.", "2020-05-01", False),
        ("Chad has a population of 8 million.", "2000-01-01", True),
        ("Chad has a population of 8 million.", "2022-01-01", False),
        ("Norway has a per capita GDP of $900.", None, False),
        ("Kenya's GDP was $110 billion.", "2022-05-01", True),
        ("The economy of Kenya, worth $1.9 trillion, slowed.", "2022-05-01", False),
        ("Kenya's 50 million people wait.", "2020-05-01", True),
        ("About 5 million people live in Kenya.", "2020-05-01", False),
        ("Norway, with a land area of 385,000 square kilometres, voted.", None, None),
    ],
)
def test_figures_of_a_country_against_the_reference(
    parser: EnglishParser, text: str, published: str | None, plausible: bool | None
) -> None:
    (found,) = read(parser, text, published=published)
    checks = [c for c in found.checks if c.kind.startswith("reference-")]
    if plausible is None:
        assert checks[0].kind == "reference-area"
        return
    assert [c.consistent for c in checks] == [plausible]
    assert checks[0].against == ()


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("Exports rose 8 percent to $12 million.", ["up", "="]),
        ("Wheat was down 3 cents at $5 a bushel.", ["down", "="]),
        ("The ministry cut the fee by 12 dollars.", ["down"]),
        ("Shares of Brask gained 2%, and shares of Tolm lost 3%.", ["up", "down"]),
        ("Imports fell by 4 percent and exports by 7 percent.", ["down", "down"]),
        ("Bread added 3 cents to $2.", ["up", "="]),
        ("Output grew 11 tonnes a week.", ["up"]),
        ("Exports rose about 8 percent.", ["~"]),
        ("Exports rose to 8 percent of the total.", ["="]),
        ("Women make up 30 percent of the council.", ["="]),
        ("The firm lost $5 million last year.", ["="]),
        ("The rebels shot down 2 drones.", ["="]),
        ("The battalion lost 40 soldiers.", ["="]),
    ],
)
def test_how_far_something_rose_or_fell(
    parser: EnglishParser, text: str, modifiers: list[str]
) -> None:
    assert [q.modifier for q in read(parser, text)] == modifiers


def test_the_level_after_a_change_has_its_own_unit(parser: EnglishParser) -> None:
    change, level = read(parser, "Brask rose 8 percent to 3.65 on Monday.")
    assert (change.unit, level.unit) == ("percentage", None)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("It pays $300 to 350 million a year to farmers.", 3e8, 3.5e8, "dollar per year"),
        ("It gave a $3,000 to 5,000 grant.", 3000, 5000, "dollar"),
        ("The hall holds no higher than 40 tonnes.", None, 40, "tonne"),
    ],
)
def test_ranges_share_money_and_rate(
    parser: EnglishParser, text: str, low: float | None, high: float, unit: str
) -> None:
    found = only(parser, text)
    assert (found.low, found.high, found.unit) == (low, high, unit)


def test_a_change_told_twice_and_its_level(parser: EnglishParser) -> None:
    found = read(parser, "It fell 260 points, or 2.6%, to 9,694 on Monday, its run below 10,000.")
    assert [(q.modifier, q.unit) for q in found[:2]] == [("down", "point"), ("down", "percentage")]
    assert {q.unit for q in found[2:]} == {None}


def test_numbered_sentences_count_nothing(parser: EnglishParser) -> None:
    text = "The envoys met.\n\n1. The team left on foot. 2. The team came back with 3 guards."
    assert [q.value for q in read(parser, text)] == [3]


def test_conversions_are_bounded_like_the_first(parser: EnglishParser) -> None:
    found = read(parser, "The road is just under 5 miles (8 km / 26,000 feet) long.")
    assert [q.modifier for q in found] == ["<", "<", "<"]


def test_a_change_is_no_level(parser: EnglishParser) -> None:
    assert only(parser, "The economy of Kenya grew by $2 billion.").checks == ()


def test_per_capita_income_is_a_rate(parser: EnglishParser) -> None:
    found = only(parser, "It has a per capita national product of just $950.")
    assert (found.value, found.unit, found.kind) == (950, "dollar per person", "rate")


def test_quantities_are_json_without_infinities(parser: EnglishParser) -> None:
    text = "It lost " + "9" * 400 + " dollars, 1e308 billion dollars and $5."
    encoded = msgspec.json.encode(read(parser, text))
    assert [q["value"] for q in json.loads(encoded)] == [5]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9" * 100_000,
        "1e99999999 men",
        "١٢٣ men and １２３ women",
        "one in five in " * 800,
        "half a " * 1500,
        "1," * 20_000,
        "5-" * 4000,
        "$1 to " * 800,
        "hundreds of " * 2000,
    ],
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    words, at = [], 0
    for i, word in enumerate(text.split()):
        at = text.index(word, at)
        words.append(
            Token(i, word, at, at + len(word), word.lower(), "NUM", "CD", "ROOT", i, 0, "")
        )
        at += len(word)
    sentences = (Sentence(0, 0, len(words), (0, len(text)), 0),) if words else ()
    for quantity in read_quantities(Parsed(text, tuple(words), sentences, ())):
        assert 0 <= quantity.span[0] < quantity.span[1] <= len(text)


def test_data_files_are_whole() -> None:
    table, words = unit_table(), quantity_words()
    assert {unit.kind for unit in table.words.values()} >= {"share", "duration", "measure", "money"}
    names = {unit.name for unit in (*table.words.values(), *table.symbols.values())}
    assert {unit.name for unit in table.before.values()} <= names
    assert all(mark in "<>~" for mark in (*words.before.values(), *words.after.values()))
    assert all(name == name.lower() for name in names)


def test_reference_table_covers_the_world() -> None:
    figures = statistics.country_figures()
    assert len(figures) >= 195
    for country in figures.values():
        assert country.population_2000 > 0
        assert country.population_2022 > 0
        assert country.area is None or country.area > 0
    assert figures["TJK"].population(2011) == pytest.approx(7.7e6, rel=0.05)
    assert figures["TJK"].population() == figures["TJK"].population_2022


def test_a_broken_cell_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"code": "X", "population_2000": "many", "population_2022": "1"}
    cells = {**row, "gdp_per_head": "", "area": ""}
    monkeypatch.setattr(statistics, "rows", lambda _: [("statistics.tsv:9", cells)])
    with pytest.raises(KnowledgeError, match="many"):
        statistics.country_figures.__wrapped__()
