"""Templates to pages; every value is escaped, but for markup that was made here."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import markupsafe
from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct
from starlette.responses import HTMLResponse, Response

from talion.formats.index import counted, plain, shortened
from talion.formats.markup import Markup
from talion.web import asked
from talion.web.asked import Given


class Renderer:
    """The package's templates, ready for use."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("talion.web"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, finalize=_finished,
        )  # fmt: skip
        self._templates.globals.update(
            version=version("talion"), counted=counted, plain=plain,
            document_address=asked.document_address, event_address=asked.event_address,
            pair_address=asked.pair_address, address=asked.address,
        )  # fmt: skip
        self._templates.filters.update(short=shortened)

    def page(self, template: str, page: Struct, given: Given, status: int = 200) -> Response:
        """The page that a template makes of its context."""
        body = self._templates.get_template(template).render(page=page, given=given)
        return HTMLResponse(body.encode("utf-8", "replace"), status)

    def error(self, status: int, message: str, given: Given) -> Response:
        """A page that says what went wrong."""
        return self.page("error.html", Error(status=status, message=message), given, status)


class Error(Struct, frozen=True):
    """What ``error.html`` shows."""

    status: int
    message: str


def _finished(value: Any) -> Any:
    """Our own markup as Jinja knows it; nothing for what is not known."""
    if isinstance(value, Markup):
        return markupsafe.Markup(str(value))
    return "" if value is None else value
