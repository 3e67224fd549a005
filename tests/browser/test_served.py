"""The served pages in a real browser that is driven: every page, filters, links, exports, the keyboard, dark
mode, a phone's width, and stories that attack."""

import http.client
import json
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.needs("chromedriver")]
Look = Callable[..., Any]

PAGES = {
    "overview": "/", "map": "/map", "pair": "/pair/KEN/TZA", "events": "/events", "documents": "/documents",
    "claims": "/claims", "document": "/document?id=ford-3", "event": "/event?document=ford-3&id=e1",
    "search": "/search?q=ford", "api": "/api", "missing": "/document?id=none",
}  # fmt: skip
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def one(browser: Any, css: str) -> Any:
    return browser.find_element("css selector", css)


def every(browser: Any, css: str) -> list[Any]:
    return list(browser.find_elements("css selector", css))


def complaints(browser: Any) -> list[str]:
    """What the browser wrote on its console: scripts that failed, or that the policy stopped."""
    said = [entry["message"] for entry in browser.get_log("browser")]
    return [m for m in said if "status of 404" not in m]


def keys(browser: Any, *names: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    ActionChains(browser).send_keys(*(getattr(Keys, n, n) for n in names)).perform()


def arrived(browser: Any, words: str) -> bool:
    """Whether the browser comes to an address with ``words``, and the page there is whole, within 20 seconds."""
    from selenium.webdriver.support.ui import WebDriverWait

    def there(driver: Any) -> bool:
        state = driver.execute_script("return document.readyState")
        return words in driver.current_url and state == "complete"

    return bool(WebDriverWait(browser, 20).until(there, words))


def fetched(address: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.headers["content-type"], answer.read()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_is_accessible_and_nothing_fails_in_it(look: Look, name: str, dark: bool) -> None:
    from axe_core_python.selenium import Axe

    browser = look(PAGES[name], dark=dark, name=f"{name}-{'dark' if dark else 'light'}")
    assert complaints(browser) == []
    found = Axe().run(browser, options=WCAG)
    broken = [(v["id"], n["html"][:120]) for v in found["violations"] for n in v["nodes"]]
    assert broken == []
    assert len(found["passes"]) > 5
    paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) < 200) is dark


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(look: Look, name: str) -> None:
    browser = look(PAGES[name], width=390, name=f"{name}-phone")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    small = browser.execute_script(
        "return [...document.querySelectorAll('nav a, button, .exports a')].filter(e => {"
        " const r = e.getBoundingClientRect(); return r.width && r.height < 16 }).length"
    )
    assert small == 0


def test_a_filter_is_set_shown_and_taken_back(look: Look) -> None:
    browser = look("/events")
    one(browser, ".filters summary").click()
    one(browser, ".filters input[name=type][value=ASSAULT]").click()
    one(browser, ".filters input[name=since]").send_keys("2031")
    one(browser, ".filters .go button").click()
    assert arrived(browser, "type=ASSAULT")
    assert "since=2031" in browser.current_url
    assert len(every(browser, "table.rows tbody tr")) == 1
    assert one(browser, ".filters").get_attribute("open")
    one(browser, ".filters .go a").click()
    assert urlsplit(browser.current_url).query == ""
    assert one(browser, "main .gist").text == "57 events"


def test_pages_of_rows_follow_one_another_and_back_leads_back(look: Look) -> None:
    browser = look("/events")
    first = one(browser, "table.rows tbody tr").text
    one(browser, "a[rel=next]").click()
    assert len(every(browser, "table.rows tbody tr")) == 7
    browser.back()
    assert one(browser, "table.rows tbody tr").text == first


def test_one_comes_from_the_overview_to_an_event_and_its_citation(look: Look) -> None:
    from selenium.webdriver import Keys

    browser = look("/")
    one(browser, "main table a[href^='/pair/']").click()
    assert len(every(browser, ".arc.disputed")) > 20
    one(browser, ".timeline a[href*='ford-3']").send_keys(Keys.ENTER)
    assert "COERCE" in one(browser, "h1").text
    permanent = one(browser, "#permanent").get_attribute("value")
    browser.get(permanent)
    assert "COERCE" in one(browser, "h1").text
    kind, body = fetched(one(browser, "a[href^='/event.bib']").get_attribute("href"))
    assert kind.startswith("text/x-bibtex")
    assert body.startswith(b"@misc{talion-ford-3-v1-e")


def test_studies_of_a_pair_are_drawn_when_a_reader_comes_to_them(look: Look) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    browser = look("/pair/KEN/TZA")
    one(browser, "a[href='#studies']").click()
    for image in every(browser, ".study img"):
        browser.execute_script("arguments[0].scrollIntoView()", image)
        WebDriverWait(browser, 100).until(lambda b, i=image: b.execute_script(
            "return arguments[0].complete && arguments[0].naturalWidth > 500", i))  # fmt: skip
    assert len(every(browser, ".study img")) == 3
    assert complaints(browser) == []


def test_an_event_leads_along_its_chain_and_back(look: Look) -> None:
    browser = look("/event?document=ford-3&id=e1")
    assert len(every(browser, ".graph .box.here")) == 1
    other = one(browser, "#chain ~ .scroll td:nth-child(2) a")
    address = other.get_attribute("href")
    other.click()
    assert browser.current_url == address
    assert len(every(browser, ".graph .box.here")) == 1
    one(browser, "a[href*='depth=4']").click()
    assert arrived(browser, "depth=4")
    assert len(every(browser, ".graph .box")) > 10


def test_the_map_leads_to_pairs_and_events(look: Look) -> None:
    browser = look("/map")
    assert len(every(browser, ".chart.map .land")) > 200
    one(browser, ".choices a[href*='show=whom']").click()
    assert arrived(browser, "show=whom")
    assert every(browser, ".land.n5") == []
    one(browser, ".columns a[href='/pair/KEN/TZA']").click()
    assert one(browser, "h1").text == "Kenya and Tanzania"


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"api", "missing"}))
def test_every_export_of_a_page_is_there(look: Look, name: str) -> None:
    browser = look(PAGES[name])
    hrefs = {a.get_attribute("href") for a in every(browser, ".exports a")}
    hrefs = {h for h in hrefs if "considered" not in h}
    assert len(hrefs) >= 2
    begins = {"text/csv": b"", "application/json": b"{", "image/png": b"\x89PNG", "image/svg+xml": b"<?xml",
              "text/x-bibtex": b"@misc"}  # fmt: skip
    for href in sorted(hrefs):
        kind, body = fetched(href)
        assert body.startswith(begins[kind.partition(";")[0]]), href
        assert body
        if kind == "application/json":
            json.loads(body)


def test_a_picture_shows_its_colours_in_the_browser(look: Look) -> None:
    browser = look("/chart/pair/KEN/TZA.svg", name="picture-pair")
    fill = browser.execute_script(
        "return getComputedStyle(document.querySelector('.q.material-conflict')).fill"
    )
    assert fill == "rgb(179, 38, 30)"
    assert complaints(browser) == []


def test_the_keyboard_alone_leads_into_the_page_and_searches(look: Look) -> None:
    browser = look("/events")
    keys(browser, "TAB")
    assert browser.switch_to.active_element.text == "Skip to the page"
    keys(browser, "ENTER")
    assert browser.switch_to.active_element.get_attribute("id") == "main"
    keys(browser, "TAB")
    assert browser.switch_to.active_element.tag_name == "summary"
    keys(browser, "ENTER")
    assert one(browser, ".filters").get_attribute("open")
    one(browser, ".find input").send_keys("")
    keys(browser, "Dodoma", "ENTER")
    assert arrived(browser, "/search?q=Dodoma")
    assert every(browser, "#documents")


def test_the_keyboard_goes_through_the_words_of_a_story(look: Look) -> None:
    browser = look("/document?id=ford-3")
    browser.execute_script("document.querySelector('.text .m[tabindex=\"0\"]').focus()")
    first = browser.switch_to.active_element.text
    keys(browser, "ARROW_RIGHT")
    assert browser.switch_to.active_element.text != first
    keys(browser, "ENTER")
    assert one(browser, "#peek").is_displayed()
    keys(browser, "ESCAPE")
    assert not one(browser, "#peek").is_displayed()


def test_pointing_at_a_field_shows_its_words_and_back(look: Look) -> None:
    from selenium.webdriver import ActionChains

    browser = look("/document?id=ford-3")
    ActionChains(browser).move_to_element(one(browser, "#d1-e1 .field.kind")).perform()
    assert [e.text for e in every(browser, ".story .lit")] == ["closed"]
    ActionChains(browser).move_to_element(one(browser, ".story .event-trigger")).perform()
    assert "d1-e1" in [e.get_attribute("id") for e in every(browser, "[data-row].lit")]
    one(browser, "label:has(#show-event)").click()
    assert not one(browser, ".layer.event").is_displayed()


@pytest.mark.parametrize("address", [
    "/document?id=x", "/event?document=x&id=e1", "/", "/events", "/documents", "/pair/NER/TCD", "/map",
    f"/search?q={quote('<script>document.title=1</script>')}",
    f"/pair/{quote('<img src=x onerror=alert(1)>')}/TZA",
    "/events?text=';%20DROP%20TABLE%20events;%20--", "/document?id=../../../../etc/passwd",
])  # fmt: skip
def test_hostile_words_run_nothing(look: Look, address: str) -> None:
    browser = look(address)
    assert browser.title.endswith("· Talion")
    assert not browser.title.startswith("foreign")
    assert every(browser, "main img") == []
    assert every(browser, "main script, a[href^='javascript']") == []
    assert complaints(browser) == []


@pytest.mark.parametrize(
    "path", ["/events?text=", "/search?q=", "/pair/", "/document?id=", "/api/v1/events?cursor="]
)
def test_a_megabyte_in_the_address_is_refused_and_the_server_lives(site: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=120)
    try:
        connection.request("GET", path + "a" * 1_000_000)
        assert connection.getresponse().status in (400, 414, 431)
    except (ConnectionError, http.client.BadStatusLine):
        pass  # refused before it was read
    finally:
        connection.close()
    assert fetched(f"{site}/api/v1/status")[0] == "application/json"
