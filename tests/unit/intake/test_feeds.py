"""RSS and Atom feeds."""

import tracemalloc
from typing import Any

import pytest

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Failed, Loaded
from talion.intake.markup import to_text

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Example Post</title><link>https://example.org/</link>
<atom:link href="https://example.org/rss" rel="self"/><language>en-gb</language>
<image><title>Logo</title></image>
<item><media:title>A picture</media:title><title>Dam bursts in Bora</title>
<link>https://example.org/1</link><guid isPermaLink="false">urn:x:1</guid>
<pubDate>Mon, 03 Mar 2014 10:00:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Water ran out of the lake on Monday.</p><figure>A dam</figure>
<p>Police &amp; the army of Bora came&nbsp;to help.</p>]]></content:encoded></item>
<item><title>Rebels leave</title><link>https://example.org/2</link><guid>2</guid>
<pubDate>soon</pubDate><description>Rebels left the town of Bora.</description></item>
<item><title>Rebels return</title><link>https://example.org/3</link>
<description>Rebels &lt;b&gt;came back&lt;/b&gt; to the town.</description>
<source url="https://other.example/">The Other Post</source></item>
<item><title></title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">The &amp;amp; Post</title>
<id>tag:example.org,2014:feed</id><updated>2014-03-03T10:00:00Z</updated>
<entry><title type="text">Dam bursts</title><id>tag:example.org,2014:1</id>
<link rel="edit" href="https://example.org/edit/1"/><link href="https://example.org/1"/>
<published>2014-03-02T09:00:00Z</published><updated>2014-03-03T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Water ran out.</p>
<p>Police <em>of the town</em> came to help.</p></div></content></entry>
<entry><title>Rebels left the town of Bora</title><id>x</id><updated>2014-03-03T10:00:00Z</updated>
</entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>The Old Post</title></channel>
<item rdf:about="https://example.org/1"><title>Dam bursts</title><link>https://example.org/1</link>
<description>Water ran out of the lake.</description><dc:date>2003-03-03</dc:date></item></rdf:RDF>"""


def test_rss(intake: Any) -> None:
    items = intake.of("feed.rss", RSS)
    assert intake.ids(items) == [
        "urn:x:1",
        "https://example.org/2",
        "https://example.org/3",
        "feed:4",
    ]
    first = items[0].document
    assert first.text == (
        "Dam bursts in Bora\n\nWater ran out of the lake on Monday.\n\n"
        "Police & the army of Bora came to help."
    )
    assert (first.title, first.published) == ("Dam bursts in Bora", "2014-03-03T10:00:00+01:00")
    assert (first.publisher, first.url) == ("The Example Post", "https://example.org/1")
    assert first.language == "en"
    assert intake.errors(items) == ["'published' is no date: 'soon'", "the item has no text"]
    assert items[2].document.text == "Rebels return\n\nRebels came back to the town."
    assert items[2].document.publisher == "The Other Post"


def test_atom(intake: Any) -> None:
    first, second = intake.of("feed.xml", ATOM)
    assert first.document.id == "tag:example.org,2014:1"
    assert first.document.text == "Dam bursts\n\nWater ran out.\n\nPolice of the town came to help."
    assert first.document.published == "2014-03-02T09:00:00Z"
    assert (first.document.publisher, first.document.url) == ("The & Post", "https://example.org/1")
    assert second.document.id == "feed:2"
    assert second.document.text.strip() == "Rebels left the town of Bora"


def test_rss_1_and_standard_input(intake: Any) -> None:
    (item,) = intake.run("-", stdin=RDF.encode())
    assert item.document.text == "Dam bursts\n\nWater ran out of the lake."
    assert (item.document.published, item.document.publisher) == ("2003-03-03", "The Old Post")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_encodings(intake: Any, encoding: str) -> None:
    feed = RDF.replace("<rdf:RDF", f'<?xml version="1.0" encoding="{encoding}"?><rdf:RDF', 1)
    (item,) = intake.of("a.rss", feed.replace("lake", "café").encode(encoding))
    assert "café" in item.document.text


def test_entities_that_feeds_do_not_declare(intake: Any) -> None:
    feed = RDF.replace("Water ran", "Water&nbsp;&ldquo;ran&rdquo; &amp; fell").replace(
        "bursts", "bursts &ndash; again"
    )
    (item,) = intake.of("a.rss", feed)
    assert "Water" in item.document.text
    assert "& fell out of the lake." in item.document.text


@pytest.mark.parametrize("cut", [0.5, 0.7, 0.9])
def test_a_feed_that_is_cut_off(intake: Any, cut: float) -> None:
    items = intake.of("feed.rss", RSS[: int(len(RSS) * cut)])
    assert isinstance(items[-1], Failed)
    assert items[-1].error.message.startswith("broken XML")
    whole = intake.of("whole.rss", RSS)
    texts = [i.document.text for i in intake.loaded(whole)]
    assert [i.document.text for i in intake.loaded(items)] == texts[: len(intake.loaded(items))]


def test_broken_xml_in_the_middle(intake: Any) -> None:
    items = intake.of("feed.rss", RSS.replace("<title>Rebels leave</title>", "<title>Rebels </b>"))
    assert items[0].document.id == "urn:x:1"
    assert "broken XML" in intake.errors(items)[-1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "broken XML|holds no items"),
        ("<rss><channel><title>x</title></channel></rss>", "holds no items"),
        ("<opml><body/></opml>", "no RSS or Atom feed, but <opml>"),
        ("nonsense", "broken XML"),
        ("<rss", "broken XML"),
    ],
)
def test_what_is_no_feed(intake: Any, data: str, message: str) -> None:
    items = intake.of("a.xml", data)
    assert len(items) == 1
    assert isinstance(items[0].error, IntakeError)
    assert any(part in items[0].error.message for part in message.split("|"))


def test_a_web_page_in_xml(intake: Any) -> None:
    page = f'<?xml version="1.0"?><!DOCTYPE html><html><body><p>{intake.STORY}</p></body></html>'
    (item,) = intake.of("a.xml", page)
    assert item.document.text == intake.STORY


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


ITEM = "<rss><channel><item><title>A</title><description>They &x; left.</description></item></channel></rss>"


@pytest.mark.parametrize(
    "feed",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "haha">{LAUGHS}]>' + ITEM.replace("&x;", "&l9;"),
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ITEM,
        "<rss><channel>" + "<a>" * 5000 + "</a>" * 5000 + "</channel></rss>",
        "<rss><channel><item>" + "<item>" * 200 + "</item>" * 200 + "</item></channel></rss>",
    ],
)
def test_hostile_xml(intake: Any, feed: str) -> None:
    tracemalloc.start()
    try:
        items = intake.of("a.rss", feed)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert items
    for item in intake.loaded(items):
        assert "root:" not in item.document.text
        assert "haha" not in item.document.text


def test_an_item_over_the_limit(intake: Any) -> None:
    feed = RDF.replace("Water ran out", "<b/>" * 100_000)
    (item,) = intake.of("a.rss", feed, limit=50_000)
    assert isinstance(item.error, DocumentTooLarge)


def test_many_items_in_flat_memory(intake: Any) -> None:
    start, _, rest = RDF.partition("<item")
    item = "<item" + rest.removesuffix("</rdf:RDF>")
    path = intake.write("a.rss", start + item * 3000 + "</rdf:RDF>")
    intake.run(path)
    tracemalloc.start()
    try:
        kept = sum(isinstance(i, Loaded) for i in intake.run(path))
    finally:
        tracemalloc.stop()
    assert kept == 3000


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("plain  text\nstays", "plain  text\nstays"),
        ("a &lt; b &amp; c", "a < b & c"),
        (
            "one<br>two<script>x()</script><p>three <i>four</i>five</p>six",
            "one|two|three fourfive|six",
        ),
        ("<!-- no --><p></p>", ""),
        ("5 < 6", "5 < 6"),
        ("<b>" * 3000 + "deep", "deep"),
        ("<b>" * 3000 + "<script>x()</script>", ""),
    ],
)
def test_fragments(fragment: str, text: str) -> None:
    assert to_text(fragment) == text.replace("|", "\n\n")


def test_a_fragment_of_too_many_tags() -> None:
    with pytest.raises(DocumentTooLarge, match="tags"):
        to_text("<a>" * 60_000)
    assert EmptyDocument.kind == "empty"
