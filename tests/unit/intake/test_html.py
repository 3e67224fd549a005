"""HTML pages."""

import contextlib
import io
from pathlib import Path

import pytest

from talion.errors import DocumentTooLarge, EmptyDocument, IntakeError
from talion.intake import Failed, Loaded, read
from talion.intake.html import page_fields

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Ferry sinks off Vanora | The Example Post</title>
<meta property="og:title" content="Ferry sinks off Vanora">
<meta property="og:site_name" content="The Example Post">
<meta property="article:published_time" content="2014-03-03T10:00:00Z">
<link rel="canonical" href="https://example.org/2014/03/ferry.html"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ferry sinks off Vanora</h1>
<p>VANORA, March 3 (Reuters) - A ferry with 120 people sank on Monday, the coast guard said.</p>
<p>Divers pulled 80 passengers from the water &amp; took them to the port, officials said.</p>
<p>Share this article</p>
<p>&ldquo;We heard one bang,&rdquo; said a survivor &lt;aged 40&gt;. The ministry opened an inquiry
and promised full clarity within a week of the disaster off its coast.</p></article>
<footer>© 2014 The Example Post. All rights reserved.</footer></body></html>"""


def load(tmp_path: Path, data: bytes, name: str = "ferry.html") -> Loaded:
    (tmp_path / name).write_bytes(data)
    (item,) = read([str(tmp_path / name)], stdin=io.BytesIO(), languages=None)
    assert isinstance(item, Loaded), item.error
    return item


def test_a_page(tmp_path: Path) -> None:
    loaded = load(tmp_path, PAGE.encode())
    document = loaded.document
    assert document.id == "ferry"
    assert document.title == "Ferry sinks off Vanora"
    assert document.text.startswith("Ferry sinks off Vanora\n\nVANORA, March 3 (Reuters) - A ferry")
    assert document.text.count("Ferry sinks off Vanora") == 1
    assert "water & took" in document.text
    assert "<aged 40>" in document.text
    for furniture in ("Share this", "Home", "All rights reserved"):
        assert furniture not in document.text
    assert document.published == "2014-03-03"
    assert document.publisher == "The Example Post"
    assert document.url == "https://example.org/2014/03/ferry.html"
    assert document.language == "en"
    assert loaded.dateline is not None
    assert loaded.dateline.date == "2014-03-03"
    assert loaded.dateline.agency == "Reuters"


def test_a_page_that_says_little(tmp_path: Path) -> None:
    document = load(tmp_path, b"<p>Rebels left the town of Bora on Monday.</p>").document
    assert document.text == "Rebels left the town of Bora on Monday."
    assert (document.title, document.published, document.language) == (None, None, "en")


def test_declared_encoding(tmp_path: Path) -> None:
    text = "Правительство сообщило о задержании рыбаков в порту столицы страны."
    page = (
        f'<html lang=ru><head><meta charset="windows-1251"></head><body><p>{text}</p></body></html>'
    )
    document = load(tmp_path, page.encode("cp1251")).document
    assert (document.text, document.language) == (text, "ru")


def test_xhtml(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
    assert load(tmp_path, page.encode()).document.title == "Ferry sinks off Vanora"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><body><script>var a = '<p>Rebels left.</p>'</script></body></html>",
        "<html>",
        "<!-- nothing -->",
    ],
)
def test_pages_without_text(page: str) -> None:
    with pytest.raises(EmptyDocument, match="no main text"):
        page_fields(page, id="a", where="a.html")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000 + "<p>Rebels left.</p>",
        "<html><body>" + "<b>" * 3000 + "Rebels left the town" + "</b>" * 3000,
        "<p>Rebels left \x00\x01 <![CDATA[ &#xD800; &#0; &bogus; <<<>>> </p></p></div>",
        "<html lang='" + "x" * 100_000,
    ],
)
def test_hostile_pages_give_text_or_an_error_of_ours(page: str) -> None:
    with contextlib.suppress(IntakeError):
        assert page_fields(page, id="a", where="a.html").text


def test_a_page_of_too_many_tags() -> None:
    with pytest.raises(DocumentTooLarge, match="tags"):
        page_fields("<a>x</a>" * 150_000, id="a", where="a.html")


def test_an_empty_file_fails(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    (item,) = read([str(tmp_path)], stdin=io.BytesIO())
    assert isinstance(item, Failed)
    assert isinstance(item.error, EmptyDocument)
