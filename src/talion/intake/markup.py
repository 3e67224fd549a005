"""Fragments of HTML, such as feeds carry, to paragraphs of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from talion.errors import DocumentTooLarge

_MOST_TAGS = 50_000
_MARKED = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "audio",
        "figure",
        "form",
        "iframe",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
    ]
)


def to_text(fragment: str, *, where: str = "") -> str:
    """The words of a fragment, a blank line between its blocks; plain text as it is.

    >>> to_text("<p>Rebels left <b>Bora</b>.</p><p>The army &amp; police came.</p>")
    'Rebels left Bora.\\n\\nThe army & police came.'
    """
    if not _MARKED.search(fragment):
        return fragment.strip()
    if fragment.count("<") > _MOST_TAGS:
        raise DocumentTooLarge(
            f"the item has more than {_MOST_TAGS:,} tags", where=where, remedy="leave it out"
        )
    words = "".join(_words(_tree(fragment)))
    blocks = (words if words.strip() else _untagged(fragment)).split("\n\n")
    return "\n\n".join(words for block in blocks if (words := " ".join(block.split())))


def _untagged(fragment: str) -> str:
    """What is left without tags: for fragments too deep to be taken apart."""
    if any(f"<{name}" in fragment for name in _UNSEEN):
        return ""
    return unescape(re.sub(r"<!--.*?(?:-->|$)|<[^>]*>", " ", fragment, flags=re.DOTALL))


def _tree(fragment: str) -> Any:
    from lxml import etree, html  # only for items that have tags

    try:
        return html.document_fromstring(f"<html><body>{fragment}</body></html>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _words(tree: Any) -> Iterator[str]:
    """The text of the tree in order, blocks set apart; without recursion, however deep it is."""
    stack: list[Any] = [] if tree is None else [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        apart = "\n\n" if node.tag in _BLOCKS else ""
        if node.tail:
            stack.append(node.tail)
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            continue
        yield apart
        stack.append(apart)
        stack.extend(reversed(node))
        if node.text:
            stack.append(node.text)
