"""HTML by construction: every string is escaped, unless it was made here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile("[ -!#-%(-;=?-~]*")
_VOID = frozenset(("meta", "br", "input"))


class Markup(str):
    """A string that is HTML already; only this module and files of the package make it."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Text as HTML: no markup of its own, characters that HTML can't hold as U+FFFD.

    >>> escaped('<b title="x">\\0')
    '&lt;b title=&quot;x&quot;&gt;\ufffd'
    """
    if isinstance(text, Markup):
        return text
    if _PLAIN.fullmatch(text):
        return Markup(text)
    return Markup(html.escape(_NOT_HTML.sub("\ufffd", text)))


def joined(parts: Iterable[str | None], between: str = "") -> Markup:
    """Parts one after another, each escaped; ``None`` and "" are left out."""
    return Markup(escaped(between).join(escaped(p) for p in parts if p))


def el(name: str, /, *children: str | None, **attributes: str | bool | None) -> Markup:
    """An element; in attribute names ``_`` stands for ``-`` and ``cls`` for ``class``.

    An attribute of ``None`` or ``False`` is left out, one of ``True`` stands alone.

    >>> el("a", "R&D", cls="x", data_k="e1", hidden=True, title=None)
    '<a class="x" data-k="e1" hidden>R&amp;D</a>'
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(children)}</{name}>")


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escaped(str(value))}"'
