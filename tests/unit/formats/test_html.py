"""The page and the notebook's fragment: whole, safe, and joined word to field."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import msgspec
import pytest

from talion.considered import Considered
from talion.errors import IntakeError
from talion.formats.html import fragment, page
from talion.formats.markup import el, escaped
from talion.reading.events.draft import Rejected
from talion.record import Actor, Document, Failure, Record

VOID = {"meta", "br", "input"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\" onmouseover=alert(1) x='",
    "<!-- --> ]]> &lt;b&gt; &#x3c;i>",
    "javascript:alert(1)",
    "a\x00b\x1b[31m\x85\ud800\uffff",
    "\u202eevil\u2066",
    "{{7*7}} ${7*7} <%= 7*7 %>",
]


class Seen(HTMLParser):
    """Elements, attributes and text; fails on what is left open or closed twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.text[tag] = self.text.get(tag, "") + data


def story(html: str) -> str:
    """The text of the story's paragraphs."""
    inside = html.split('class="text"', 1)[1].split('<section class="record"', 1)[0]
    return "".join(re.sub(r"<[^>]*>", "", "<x " + inside).split())


def hostile(record: Record, words: str) -> Record:
    """The record with the words wherever a stranger can put them, the id among them."""
    text = f"{words} {record.document.text} {words}"
    document = Document(
        id=words, title=words, published=words, publisher=words, url=words, language=words,
        text=text, sha256="0",
    )  # fmt: skip
    actors = tuple(
        Actor(
            id=f"{words}{a.id}",
            name=words,
            kind=a.kind,
            country=words,
            sector=words,
            mentions=a.mentions,
        )
        for a in record.actors
    )
    event = msgspec.structs.replace(
        record.events[0], actors=(actors[0].id,), mode=words, contexts=(words,)
    )
    place = msgspec.structs.replace(record.places[0], name=words)
    return msgspec.structs.replace(
        record, document=document, actors=actors, events=(event,), places=(place,)
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_record_becomes_markup(record: Record, words: str) -> None:
    plain, html = Seen(page([record])), page([hostile(record, words), hostile(record, words)])
    seen = Seen(html)
    allowed = {tag for tag, _ in plain.elements} | {"h2", "nav", "ol", "details", "summary"}
    assert {tag for tag, _ in seen.elements} <= allowed
    assert sum(tag == "script" for tag, _ in seen.elements) == 1
    for _, attributes in seen.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not (attributes.get("href") or "").lower().startswith("javascript")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", html)
    html.encode("utf-8")
    Seen(fragment(hostile(record, words)))


def test_the_page_loads_nothing_and_its_policy_names_its_own_style_and_script(
    record: Record,
) -> None:
    html = page([record])
    seen = Seen(html)
    assert not [a for _, a in seen.elements if "src" in a or a.get("rel") == "stylesheet"]
    assert "@import" not in html
    assert "url(" not in html
    policy = next(a["content"] for _, a in seen.elements if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(seen.text[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_whole_text_is_shown_once(record: Record) -> None:
    assert story(page([record])) == "".join(record.document.text.split())


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r"])
def test_paragraphs_of_every_line_end(line: str) -> None:
    text = line.join(["One 🙂 e\u0301.", "", "Two.", "still two", "", "", "שלוש"])
    html = page([Record(document=Document(id="x", text=text, sha256="0"))])
    assert html.count('<p dir="auto">') == 3
    assert story(html) == "".join(text.split())


def test_words_and_fields_share_keys(record: Record) -> None:
    html = page([record])
    keys = {k for k in re.findall(r'class="m [^"]*" data-k="([^"]*)"', html) for k in k.split()}
    fields = {
        k for k in re.findall(r'class="field[^"]*" data-k="([^"]*)"', html) for k in k.split()
    }
    assert fields <= keys
    assert {"e1", "e1.trigger", "c1.source", "c2.content", "l1.cue", "a1", "q1", "p1", "t1"} <= keys
    rows = set(re.findall(r'data-row="([^"]*)"', html))
    assert rows == {k for k in keys if "." not in k}


def test_a_disputed_link_says_so_with_both_sides(record: Record) -> None:
    html = page([record])
    link = re.search(r'<li id="d1-l1".*?</li>', html)
    assert link is not None
    words = re.sub("<[^>]*>", "", link[0])
    assert "disputed" in words
    assert "⟵" in words
    assert "the ministry asserts, the ministry denies" in words
    assert "4 actors" in html
    assert "1 link (1 disputed)" in html


def test_only_addresses_of_the_web_are_links(record: Record) -> None:
    assert 'href="https://news.example/bora"' in page([record])
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a b"):
        other = msgspec.structs.replace(
            record, document=msgspec.structs.replace(record.document, url=url)
        )
        assert not [a for t, a in Seen(page([other])).elements if t == "a" and a["href"] == url]


def test_several_stories_and_a_failure_are_one_page_with_contents(record: Record) -> None:
    failed = Failure.of("bad <id>", IntakeError("is broken", where="bad.txt"))
    html = page([record, failed, record])
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<article") == 3
    assert 'href="#d3"' in html
    assert "bad &lt;id&gt;" in html
    assert "is broken" in html
    assert "<title>3 stories · Talion</title>" in html


def test_what_was_not_coded_is_listed_when_asked_for(record: Record) -> None:
    gone = Rejected((34, 40), 1, "CONSULT", "confidence <0.5", 0.31, {})
    assert "Read and not coded" not in page([Considered(record)])
    html = page([Considered(record, (gone,))])
    assert "Read and not coded" in html
    assert "confidence &lt;0.5" in html


def test_an_empty_record_is_a_page(record: Record) -> None:
    html = page([Record(document=Document(id="x", text="Nothing.", sha256="0"))])
    assert "none" in html
    assert story(html) == "Nothing."
    Seen(html)
    assert Seen(page([])).text["title"]


def test_ids_that_a_record_lacks_stand_for_themselves(record: Record) -> None:
    event = msgspec.structs.replace(
        record.events[0],
        actors=("a99",),
        time="t99",
        place="p99",
        quantities=("q99",),
        claims=("c99",),
    )
    html = page([msgspec.structs.replace(record, events=(event,), claims=())])
    assert "a99" in html
    assert "q99" in html


def test_a_notebook_shows_the_fragment_without_a_script(record: Record) -> None:
    html = record._repr_html_()
    assert html == fragment(record)
    assert "<script" not in html
    assert '[data-k~="e1"]' in html


def test_attributes_and_children_are_escaped_by_construction() -> None:
    assert el("p", "<b>", el("i", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert escaped(escaped("<")) == "&lt;"
