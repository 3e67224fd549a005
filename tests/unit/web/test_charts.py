"""Charts as pictures of their own, and what they are drawn from."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from msgspec import structs
from starlette.testclient import TestClient

from talion.knowledge.entries import countries
from talion.web.charts import world
from talion.web.charts.graph import Edge, Node, depths, graph
from talion.web.charts.picture import style
from talion.web.charts.scale import bulk
from talion.web.charts.worldmap import missing

CHARTS = (
    "/chart/chain?document=ferry-2&id=e1", "/chart/history", "/chart/map",
    "/chart/map?show=whom", "/chart/pair/KEN/TZA",
    "/chart/pair/KEN/TZA?type=COERCE", "/chart/answers?id=bridge-00",
)  # fmt: skip


def at(chart: str, ending: str) -> str:
    path, mark, query = chart.partition("?")
    return f"{path}.{ending}{mark}{query}"


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_a_picture_that_needs_nothing_else(client: TestClient, chart: str) -> None:
    answer = client.get(at(chart, "svg"))
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in answer.text
    assert "light-dark" not in answer.text
    hrefs = re.findall(r'href="([^"]*)"', answer.text)
    assert all(h.startswith("http://127.0.0.1/") for h in hrefs)
    assert hrefs


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_a_png_of_twice_its_size(client: TestClient, chart: str) -> None:
    answer = client.get(at(chart, "png"))
    assert answer.content.startswith(b"\x89PNG\r\n")
    width = re.search(r'viewBox="0 0 (\d+)', client.get(at(chart, "svg")).text)
    assert width is not None
    assert int.from_bytes(answer.content[16:20]) == 2 * int(width[1])


@pytest.mark.parametrize("chart", [
    "/chart/history.svg?type=AID", "/chart/pair/NER/KEN.png", "/chart/answers.svg?id=visit-0", "/chart/none.svg",
    "/chart/answers.png",
])  # fmt: skip
def test_no_picture_is_made_of_nothing(client: TestClient, chart: str) -> None:
    assert client.get(chart).status_code == 404


def test_a_pictures_policy_allows_its_own_style_alone(client: TestClient) -> None:
    policy = client.get("/chart/map.svg").headers["content-security-policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; frame-ancestors 'none'", policy
    )


def test_every_class_of_charts_has_a_colour() -> None:
    assert not re.findall(r"var\(", style())
    assert re.search(r"\.q\.material-conflict \{ fill: #\w{6}; \}", style())


def test_nearly_all_countries_have_a_shape() -> None:
    lacking = missing(sorted(countries()))
    assert len(lacking) < 20
    assert not {"KEN", "XKX", "FRA", "NOR", "RUS", "FJI", "USA"}.intersection(lacking)


@pytest.mark.parametrize(("code", "lat", "lon"), [
    ("KEN", 0.5, 38.0), ("BRA", -10.0, -53.0), ("AUS", -25.0, 134.0), ("MNG", 46.8, 103.0), ("POL", 52.0, 19.3),
])  # fmt: skip
def test_the_middle_of_a_country_is_where_it_lies(code: str, lat: float, lon: float) -> None:
    x, y = world.place(lat, lon)
    found = world.countries()[code].middle
    assert abs(found[0] - x) < 8
    assert abs(found[1] - y) < 8


def test_no_outline_runs_across_the_map() -> None:
    for code, country in world.countries().items():
        steps = re.findall(r"-?\d+", re.sub(r"M\d+ -?\d+l", "", country.path))
        assert max((abs(int(s)) for s in steps if "M" not in s), default=0) < 1000, code
        assert country.size[0] < 400, code


def test_a_few_far_days_do_not_stretch_time() -> None:
    near = [(date(2031, 1, 1) + timedelta(n), 5) for n in range(60)]
    assert bulk(near) == (near[0][0], near[-1][0])
    assert bulk([(date(1945, 5, 1), 2), *near]) == (near[0][0], near[-1][0])
    assert bulk([(date(2030, 12, 1), 2), *near])[0] == date(2030, 12, 1)
    assert bulk([*near, (date(2099, 1, 1), 1)])[1] == near[-1][0]
    assert bulk([(date(1945, 5, 1), 1), (date(2031, 1, 1), 1)])[0] == date(1945, 5, 1)


def node(key: str) -> Node:
    return Node(key, "COERCE", "A → B", "material-conflict", None)


def test_an_answer_stands_to_the_right_of_what_it_answers() -> None:
    nodes = [node(k) for k in "abcd"]
    edges = [Edge(a, b, "response", "stated", "x") for a, b in ("ab", "bc", "dc")]
    assert depths(nodes, edges) == {"a": 0, "b": 1, "c": 2, "d": 1}


def test_an_answer_that_closes_a_ring_moves_nothing() -> None:
    nodes = [node(k) for k in "abc"]
    edges = [Edge(a, b, "response", "stated", "x") for a, b in ("ab", "bc", "ca", "aa")]
    assert depths(nodes, edges) == {"a": 0, "b": 1, "c": 2}


def test_of_many_answers_those_of_the_act_here_are_named() -> None:
    nodes = [node(k) for k in "abcdefghijkl"]
    edges = [Edge(a, b, "response", "stated", "x") for a, b in pairwise("abcdefghijkl")]
    assert graph(nodes, edges, "many").count(">response<") == 0
    nodes[0] = structs.replace(nodes[0], here=True, foot="2031-05-02")
    drawn = graph(nodes, edges, "many")
    assert drawn.count(">response<") == 1
    assert drawn.count('class="box here"') == 1
    assert ">2031-05-02<" in drawn


def test_a_ring_of_answers_is_drawn_all_the_same() -> None:
    edges = [Edge(a, b, "response", "stated", "x") for a, b in ("ab", "ba")]
    drawn = graph([node("a"), node("b")], edges, "ring")
    assert drawn.count("<rect") == 4
    assert float(re.findall(r'viewBox="0 0 (\d+)', drawn)[0]) < 1500
