"""Titles, by-lines, datelines and furniture in plain text. All stories are invented."""

import pytest

from talion.intake import Loaded, document_from
from talion.intake.byline import read_byline
from talion.intake.layout import find_layout

STORY = (
    "Vanora jails two trawler captains\n\n"
    "AFP , Tuesday 4 Mar 2014\n\n"
    "A court in Vanora jailed two captains, days after the port was closed\n\n"
    "The captains were sentenced on Monday, the court said.\n\n"
    "Advertisement\n\n"
    "(Photo: Jane Roe) The port of Bora denied any link.\n\n"
    "Short link:"
)


def words(loaded: Loaded, span: tuple[int, int] | None) -> str | None:
    return loaded.document.text[slice(*span)] if span else None


def test_a_whole_story() -> None:
    loaded = document_from(STORY)
    assert loaded.document.text == STORY
    assert loaded.document.title == "Vanora jails two trawler captains"
    assert (loaded.document.published, loaded.document.publisher) == ("2014-03-04", "AFP")
    assert words(loaded, loaded.byline) == "AFP , Tuesday 4 Mar 2014"
    assert [words(loaded, f) for f in loaded.furniture] == [
        "Advertisement",
        "(Photo: Jane Roe)",
        "Short link:",
    ]
    assert loaded.dateline is None


def test_windows_line_ends_and_hard_spaces_change_nothing() -> None:
    text = STORY.replace("\n", "\r\n").replace("two trawler", "two\u00a0trawler")
    loaded = document_from(text)
    assert loaded.document.text == text
    assert loaded.document.title == "Vanora jails two trawler captains"
    assert words(loaded, loaded.byline) == "AFP , Tuesday 4 Mar 2014"
    assert words(loaded, loaded.furniture[-1]) == "Short link:"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dam bursts in Bora\n\nWater ran out.", "Dam bursts in Bora"),
        ("Dam bursts in Bora\nWater ran out of the lake on Monday.", "Dam bursts in Bora"),
        ("\n\n  Dam bursts in Bora  \n\nWater ran out.", "Dam bursts in Bora"),
        ("Will the dam of Bora hold?\n\nWater ran out.", "Will the dam of Bora hold?"),
        ("Envoys meet in the U.S.\n\nTalks began.", "Envoys meet in the U.S."),
        ("# Dam bursts in Bora\n\nWater ran out.", "Dam bursts in Bora"),
        ("https://example.org/dam\nDam bursts in Bora\n\nWater ran.", "Dam bursts in Bora"),
        ("3 March 2014\n\nDam bursts in Bora\n\nWater ran out.", "Dam bursts in Bora"),
        ("Dam bursts in Bora\nBy Jane Roe\nWater ran out", "Dam bursts in Bora"),
        ("大坝在博拉 决堤\n\n水流出。", "大坝在博拉 决堤"),
        ("The dam of Bora burst on Monday.\n\nWater ran out.", None),
        ("The dam of Bora burst, “they all said.”\n\nWater ran out.", None),
        ("Dam bursts in Bora", None),
        ("The dam of Bora, built by the\ngovernment of Vanora, burst.", None),
        ("The dam of Bora was built by\nVanora and its\nneighbours in the east", None),
        ("VANORA (Reuters) - The dam burst\n\nWater ran out.", None),
        ("dam bursts in Bora\n\nWater ran out.", None),
        ("As the minister said:\n\n“Water ran out.”", None),
        ("word " * 60 + "\n\nWater ran out.", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    assert document_from(text).document.title == title


@pytest.mark.parametrize(
    ("line", "date", "agency"),
    [
        ("AFP , Saturday 8 Mar 2014", "2014-03-08", "AFP"),
        ("By Jane Roe, 3 March 2014", "2014-03-03", None),
        ("By Jane Roe", None, None),
        ("BY JANE ROE AND JOHN DOE", None, None),
        ("By Jane Roe in Bora for Reuters", None, "Reuters"),
        ("By Jane Roe, staff writer", None, None),
        ("By Jane Roe, The Bora Herald, March 3rd, 2014", "2014-03-03", "The Bora Herald"),
        ("Reuters | Tue Mar 4, 2014", "2014-03-04", "Reuters"),
        ("Reuters | Tue Mar 4, 2014 | 10:32 GMT", "2014-03-04", "Reuters"),
        ("Published: 2014-03-04 10:32 UTC", "2014-03-04", None),
        ("Posted on 4th of March 2014 at 3:15 p.m. EST", "2014-03-04", None),
        ("The Associated Press", None, "AP"),
        ("Jane Roe | 4 March 2014", "2014-03-04", None),
        ("25.12.2013", "2013-12-25", None),
        ("12/25/2013 9:30 am", "2013-12-25", None),
        ("3/4/2014", None, None),
        ("31 February 2014", None, None),
    ],
)
def test_bylines(line: str, date: str | None, agency: str | None) -> None:
    found = read_byline(line, titled=True)
    assert found is not None
    assert (found.date, found.agency) == (date, agency)


@pytest.mark.parametrize(
    "line",
    [
        "By Sunday the troops had left.",
        "By far the largest dam",
        "Reuters reporters jailed in Bora",
        "Rebels seized Bora on 3 March 2014",
        "On 3 March 2014, the dam burst.",
        "Vanora votes",
        "Police: 12 held",
        "",
        "—",
    ],
)
def test_no_bylines(line: str) -> None:
    assert read_byline(line, titled=True) is None


@pytest.mark.parametrize(
    ("start", "place", "date", "agency"),
    [
        ("MOSCOW, Nov 12 (Reuters) - ", "MOSCOW", "2011-11-12", "Reuters"),
        ("PARIS (AP) — ", "PARIS", None, "AP"),
        ("NAIROBI, Kenya — ", "NAIROBI, Kenya", None, None),
        ("NAIROBI, Kenya, Nov. 13, 2011 (UPI) -- ", "NAIROBI, Kenya", "2011-11-13", "UPI"),
        ("Gaza City (AFP) – ", "Gaza City", None, "AFP"),
        ("DAR ES SALAAM, 10 November (Xinhua) -- ", "DAR ES SALAAM", "2011-11-10", "Xinhua"),
        ("LONDON/PARIS (Reuters) - ", "LONDON/PARIS", None, "Reuters"),
        ("ST. JOHN'S -- ", "ST. JOHN'S", None, None),
        ("BAGHDAD and ERBIL, Iraq (Reuters/AP) — ", "BAGHDAD and ERBIL, Iraq", None, "Reuters"),
        ("CAIRO (AP) ", "CAIRO", None, "AP"),
        ("(Reuters) - ", None, None, "Reuters"),
        ("AFP - ", None, None, "AFP"),
        ("KABUL, 12 November (Example Wire): ", "KABUL", "2011-11-12", "Example Wire"),
        ("Dam bursts. LAGOS (AP) - ", "LAGOS", None, "AP"),
    ],
)
def test_datelines(start: str, place: str | None, date: str | None, agency: str | None) -> None:
    text = f"{start}The army left on Monday."
    loaded = document_from(text, published="2011-11-14")
    line = loaded.dateline
    assert line is not None
    assert (words(loaded, line.place), line.date, line.agency) == (place, date, agency)
    assert text[line.span[1] :].strip() == "The army left on Monday."
    assert loaded.document.publisher == agency


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE - The army left.",
        "NATO - which left on Monday - denied it.",
        "The Government of National Accord (GNA) left Bora.",
        "The army - all of it - left.",
        "REBELS ARE NOT LEAVING THE TOWN - The army left.",
        "EU — The army left.",
        "He left. They — the Army — stayed.",
        "Jane Roe (the minister) left.",
        "LAGOS —",
    ],
)
def test_no_datelines(text: str) -> None:
    assert document_from(text).dateline is None


def test_a_dateline_on_a_line_of_its_own() -> None:
    loaded = document_from("Bora, 24 October\n\nThe army left.", published="2013-10-25")
    assert loaded.dateline is not None
    assert words(loaded, loaded.dateline.place) == "Bora"
    assert loaded.dateline.date == "2013-10-24"
    assert loaded.document.title is None


def test_the_year_of_a_dateline_is_that_nearest_to_publication() -> None:
    loaded = document_from("BORA, Dec 31 (AP) - The army left.", published="2014-01-01")
    assert loaded.dateline is not None
    assert loaded.dateline.date == "2013-12-31"
    unknown = document_from("BORA, Dec 31 (AP) - The army left.")
    assert unknown.dateline is not None
    assert unknown.dateline.date is None
    assert unknown.document.published is None


def test_bylines_of_several_lines_are_one() -> None:
    text = "Dam bursts in Bora\n\nBy Jane Roe\nReuters\n3 March 2014\n\nWater ran out."
    loaded = document_from(text)
    assert words(loaded, loaded.byline) == "By Jane Roe\nReuters\n3 March 2014"
    assert (loaded.document.published, loaded.document.publisher) == ("2014-03-03", "Reuters")


def test_a_second_byline_apart_is_furniture() -> None:
    text = "Dam bursts in Bora\n\nBy Jane Roe\n\nWater ran out\n\n3 March 2014\n\nMen came."
    loaded = document_from(text)
    assert words(loaded, loaded.byline) == "By Jane Roe"
    assert [words(loaded, f) for f in loaded.furniture] == ["3 March 2014"]
    assert loaded.document.published == "2014-03-03"


def test_a_date_that_furniture_tells() -> None:
    loaded = document_from("Dam bursts in Bora\nPublished: March 3, 2014\nWater ran out.")
    assert loaded.document.published == "2014-03-03"
    assert words(loaded, loaded.byline) == "Published: March 3, 2014"
    assert loaded.furniture == ()


def test_a_date_deep_in_the_story_is_not_its_own() -> None:
    body = "The army left.\n\n" * 5
    assert document_from(f"{body}3 March 2014\n\nIt came back.").document.published is None


def test_a_given_title_is_no_furniture() -> None:
    layout = find_layout("Advertisement\n\nWater ran out.", given_title=13)
    assert layout.furniture == ()
    assert layout.title is None


@pytest.mark.parametrize(
    "text",
    [
        "comments 2012 " * 20 + "!",
        "share  on  " * 25 + "§",
        "(photo " * 100_000,
        "x" * 1_000_000,
        "- " * 100_000,
        "#tag " * 50 + "!",
        "\r" * 100_000 + "x",
        "A. " * 100_000,
    ],
)
def test_hostile_texts_end(text: str) -> None:
    assert document_from(text).document.text == text
