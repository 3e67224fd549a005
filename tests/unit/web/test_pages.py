"""Every page answers, shows what the database has, and escapes what stories say."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

HOSTILE_ID = "../../etc/passwd?x=<b>&y=%00#z"
PAGES = (
    "/", "/?since=2031-05&type=COERCE&type=CONSULT", "/pair/KEN/TZA", "/pair/TZA/KEN?status=happened",
    "/pair/Nobody/Else", "/events", "/events?text=bridge", "/documents", "/claims", "/claims?stance=denies",
    "/search", "/search?q=bridge", "/api", "/map", "/map?show=whom&type=COERCE", "/document?id=bridge-00",
    "/document?id=visit-0", "/event?document=bridge-00&id=e1",
)  # fmt: skip


class Tags(HTMLParser):
    """Which elements and attributes a page has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_and_carries_no_code_of_its_own(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    tags = Tags(answer.text)
    assert tags.names.count("h1") == 1
    assert tags.names.count("main") == 1
    assert "style" not in tags.names
    assert not [n for n, _ in tags.attributes if n == "style" or n.startswith("on")]
    ids = [v for n, v in tags.attributes if n == "id"]
    assert len(ids) == len(set(ids))
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert all('src="/' in s for s in scripts)
    assert not [
        v for n, v in tags.attributes if n in ("src", "action") and not (v or "").startswith("/")
    ]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: TestClient, address: str) -> None:
    hrefs = {v for n, v in Tags(client.get(address).text).attributes if n == "href" and v}
    kinds: dict[tuple[str, str], list[str]] = {}
    for href in sorted(h for h in hrefs if h.startswith("/")):
        path, _, query = href.partition("?")
        kinds.setdefault((path, " ".join(re.findall(r"[\w-]+(?==)", query))), []).append(href)
    for href in (h for same in kinds.values() for h in same[:2]):
        assert client.get(href).status_code == 200, href


def test_the_overview_tells_what_there_is(client: TestClient) -> None:
    page = client.get("/").text
    assert "36 documents" in page
    assert 'href="/pair/KEN/TZA"' in page or 'href="/pair/TZA/KEN"' in page
    assert "Kenya – Tanzania" in page
    assert "2 events without any date" in page
    assert page.count('class="q material-conflict"') > 5


def test_a_filter_holds_for_the_whole_overview(client: TestClient) -> None:
    page = client.get("/?type=CONSULT").text
    assert "10 events" in page
    assert "Kenya – Tanzania" not in page
    assert re.search(r'value="CONSULT" checked', page)


def test_a_pair_has_its_acts_on_both_sides_and_arcs_between(client: TestClient) -> None:
    page = client.get("/pair/KEN/TZA").text
    assert page.count('class="arc disputed" marker-end') == 20
    assert page.count("<circle") >= 40
    assert "Kenya to Tanzania ↑" in page
    assert "Tanzania to Kenya ↓" in page
    assert re.search(r"Kenya → Tanzania</td><td class=\"n\">23<", page)
    assert 'class="n">20 <small>87 %</small></td><td class="n">20</td></tr>' in page.replace(
        "\n", ""
    )


def test_a_pair_takes_filters_also_for_its_links(client: TestClient) -> None:
    page = client.get("/pair/KEN/TZA?until=2031-01-10").text
    assert page.count('class="arc disputed" marker-end') == 1
    assert "marker-end" not in client.get("/pair/KEN/TZA?type=AID").text


def test_a_story_shows_words_record_speakers_and_its_versions(client: TestClient) -> None:
    page = client.get("/document?id=bridge-00").text
    assert re.search(r'data-k="[^"]*e1\.trigger', page)
    assert "Tanzania</bdi></h3>" in page
    assert "/view/page.js" in page
    assert "Lake Post" in page
    old = client.get("/document?id=bridge-00&version=1").text
    assert "Old Post" in old
    assert "This is version 1" in old


def test_an_event_says_its_words_answers_speakers_and_citation(client: TestClient) -> None:
    page = client.get("/event?document=bridge-00&id=e1").text
    assert "<mark>closed</mark>" in page
    assert "/event?document=bridge-00&amp;id=e2" in page
    assert "http://127.0.0.1/event?document=bridge-00&amp;id=e1&amp;version=2" in page
    assert "@misc{talion-bridge-00-v2-e1," in page


def test_an_events_page_compares_its_witnesses_field_by_field(client: TestClient) -> None:
    page = client.get("/event?document=twin-1&id=e1").text
    assert "3 witnesses, 2 voices without copies" in page
    assert re.search(
        r'<bdi>seize</bdi> <span class="status denied">differs</span></td><td>Hill Post<', page
    )
    assert "/event?document=twin-2&amp;id=e1" in page
    assert "Held to be one event for: same type: COERCE" in page
    assert "No other document here tells it" in client.get("/event?document=bridge-00&id=e1").text


def test_an_events_page_shows_its_chain_across_stories(client: TestClient) -> None:
    page = client.get("/event?document=ferry-2&id=e1").text
    assert "Chain of answers <small>across stories: 2 acts of 2 stories" in page
    assert page.count('class="box here"') == 1
    assert 'href="/event?document=ferry-1&amp;id=e1"' in page
    assert re.search(
        r'retaliation <span class="status claimed">claimed</span><br><small>across stories', page
    )
    assert "“in retaliation for the impounded sisal barges near Vanga”" in page
    assert "the later story names it" in page
    answered = client.get("/event?document=ferry-1&id=e1").text
    assert 'href="/event?document=ferry-2&amp;id=e1"' in answered
    assert "No answer is known" in client.get("/event?document=visit-0&id=e1").text


def test_a_longer_chain_is_asked_for_in_the_address(client: TestClient) -> None:
    short, long = (client.get(f"/event?document=bridge-05&id=e1{x}").text for x in ("", "&depth=4"))
    assert short.count('class="box') <= 10 < long.count('class="box')
    assert "/event?document=bridge-05&amp;id=e1&amp;depth=4#chain" in short
    assert "/api/v1/chain.csv?document=bridge-05&amp;id=e1&amp;depth=4" in long
    assert client.get("/event?document=bridge-05&id=e1&depth=900").status_code == 400


def test_an_earlier_version_of_a_story_has_no_chain(client: TestClient) -> None:
    assert "Chain of answers" not in client.get("/event?document=bridge-00&id=e1&version=1").text
    assert client.get("/chart/chain.svg?document=bridge-00&id=e1&version=1").status_code == 404


def test_a_storys_answers_are_drawn_as_a_graph(client: TestClient) -> None:
    page = client.get("/document?id=bridge-00").text
    assert page.count('class="box"') == 2
    assert page.count('class="arc disputed" marker-end') == 1
    assert "/chart/answers.png?id=bridge-00" in page
    assert 'class="box"' not in client.get("/document?id=visit-0").text


def test_claims_lead_to_the_events_that_they_speak_of(client: TestClient) -> None:
    page = client.get("/claims?until=2031-01-04").text
    assert (
        'href="/event?document=bridge-00&amp;id=e1">COERCE/restrict: Kenya → Tanzania</a>' in page
    )


def test_links_lead_to_their_events(client: TestClient) -> None:
    page = client.get("/pair/KEN/TZA?until=2031-01-10").text
    for event in ("e1", "e2"):
        assert f'<a href="/event?document=bridge-00&amp;id={event}"><b>COERCE</b></a>' in page


def test_the_map_shows_where_and_who_acts_on_whom(client: TestClient) -> None:
    page = client.get("/map").text
    assert page.count('class="flow hostile"') == 4
    assert page.count('class="flow friendly"') == 1
    assert 'href="/pair/KEN/TZA"' in page
    assert "Kenya: 3 events, mean -5.0" in page
    assert page.count('class="spot"') == 2  # on the map, and in its legend
    assert 'class="flow' not in client.get("/map?show=where").text
    assert 'class="spot"' not in client.get("/map?show=whom").text
    assert 'class="land n' not in client.get("/map?type=AID").text


def test_claims_put_disputes_first_with_both_sides(client: TestClient) -> None:
    page = client.get("/claims").text
    assert page.index('id="disputed"') < page.index('id="all"')
    dispute = page[page.index('class="dispute"') :][:1500]
    assert 'class="stance asserts"' in dispute
    assert 'class="stance denies"' in dispute
    assert 'id="disputed"' not in client.get("/claims?actor=Nobody").text


def test_search_looks_in_events_stories_and_names(client: TestClient) -> None:
    page = client.get("/search?q=Niger").text
    assert 'id="events"' in page
    assert 'id="documents"' in page
    assert "Niger&#39;s envoy" in page


@pytest.mark.parametrize("address", [
    "/document?id=nothing", "/document", "/event?document=bridge-00&id=e9",
    "/document?id=bridge-00&version=7", "/nowhere",
])  # fmt: skip
def test_what_is_not_there_is_said_on_a_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>Not here</h1>" in answer.text


@pytest.mark.parametrize("query", [
    "since=soon", "confidence=2", "limit=0", "limit=9999999", "cursor=x", "order=;drop", "colour=red",
    "type=" + "x" * 400, "&".join(f"type={n}" for n in range(80)),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/events?{query}").status_code == 400
    assert client.get(f"/api/v1/events?{query}").status_code == 400


def test_hostile_words_stay_words_everywhere(client: TestClient) -> None:
    story = urlencode({"id": HOSTILE_ID})
    event = urlencode({"document": HOSTILE_ID, "id": "e'1"})
    words = urlencode({"q": "<script>alert(1)</script>'; DROP TABLE events; --\x00"})
    for address in ("/", "/events", "/documents", f"/document?{story}", f"/event?{event}", f"/search?{words}",
                    "/pair/%3Cscript%3E/%22%3E%3Cimg%20src=x%3E", "/%3Cscript%3E"):  # fmt: skip
        answer = client.get(address)
        tags = Tags(answer.text)
        assert answer.status_code in (200, 404)
        assert "img" not in tags.names
        assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(\d+)", answer.text)
        assert not [
            v for n, v in tags.attributes if n == "href" and (v or "").startswith("javascript")
        ]
        assert len(re.findall("<script", answer.text)) == ("/view/page.js" in answer.text)
    assert client.get("/api/v1/status").json()["events"] > 0
