"""Studies of a pair: their rows, their pictures, and where the pair's page leads to them."""

import re
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from talion.web.studies import STUDIES, is_pair

PAIR = "dyad=KEN&dyad=TZA"


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_says_what_it_stands_on(client: TestClient, name: str) -> None:
    found = client.get(f"/api/v1/{name}?{PAIR}").json()
    assert found["pair"] == ["KEN", "TZA"]
    assert found["acts"] == 42
    assert found["first_day"] == "2031-01-01"
    assert {item["actor"] for item in found["items"]} == {"KEN", "TZA"}


def test_the_rows_of_a_study_are_those_of_its_csv(client: TestClient) -> None:
    items = client.get(f"/api/v1/responses?{PAIR}").json()["items"]
    lines = client.get(f"/api/v1/responses.csv?{PAIR}").text.splitlines()
    assert lines[0].startswith(
        "actor,recipient,after,kind,first_day,last_day,control,triggers,observed"
    )
    assert len(lines) == 1 + len(items)
    triggers = [line.split(",")[7] for line in lines[1:]]
    assert triggers == [str(item["triggers"]) for item in items]
    assert "20" in triggers


def test_a_study_takes_time_status_and_context_alone(client: TestClient) -> None:
    found = client.get(
        f"/api/v1/reciprocity?{PAIR}&since=2031-03&until=2031-04&status=happened"
    ).json()
    assert (found["first_day"], found["last_day"]) == ("2031-03-01", "2031-04-30")
    assert found["acts"] < 10
    for wrong in (f"{PAIR}&type=AID", "dyad=KEN", "dyad=KEN&dyad=KEN", "dyad=KEN&dyad=XXX",
                  f"{PAIR}&since=soon", f"{PAIR}&context=tennis"):  # fmt: skip
        answer = client.get(f"/api/v1/reciprocity?{wrong}")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "query"), wrong


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_a_picture_in_which_no_script_runs(client: TestClient, name: str) -> None:
    answer = client.get(f"/chart/pair/KEN/TZA/{name}.svg")
    assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert f"Kenya and Tanzania: {STUDIES[name].title}" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_study_is_a_png(client: TestClient) -> None:
    assert client.get("/chart/pair/KEN/TZA/reciprocity.png").content.startswith(b"\x89PNG\r\n")


def test_a_pairs_page_has_the_pictures_made_only_when_they_are_looked_at(
    client: TestClient,
) -> None:
    page = client.get("/pair/KEN/TZA?since=2031-01&type=COERCE").text
    images = re.findall(r'<img src="([^"]*)" loading="lazy"', page)
    assert images == [f"/chart/pair/KEN/TZA/{name}.svg?since=2031-01" for name in STUDIES]
    assert "of the filters only time, status and context hold here" in page
    assert "/api/v1/responses.csv?since=2031-01&amp;dyad=KEN&amp;dyad=TZA" in page
    for few in ("/pair/NER/TCD", "/pair/Kenya/Tanzania"):
        assert "<img" not in client.get(few).text


def test_only_codes_are_a_pair_that_can_be_studied() -> None:
    assert is_pair("KEN", "TZA/MIL")
    assert not is_pair("KEN", "KEN")
    assert not is_pair("Kenya", "TZA")
