"""Charts alone, as SVG and PNG, by the filters of the pages that show them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from starlette.responses import Response

from talion.dyads import charts
from talion.store.database import Database
from talion.web.asked import Given
from talion.web.charts.picture import Drawing, png, style, svg
from talion.web.pages import across, atlas, document, overview, pair
from talion.web.studies import Study, figure

Draw = Callable[[Database, Given], Drawing]
CHARTS: dict[str, Draw] = {
    "/chart/history": overview.over_time,
    "/chart/map": atlas.drawing,
    "/chart/pair/{a}/{b}": pair.drawing,
    "/chart/answers": document.answers,
    "/chart/chain": across.drawing,
}
"""Each chart by its address, which ends in ``.svg`` or ``.png``."""


_POLICY = "default-src 'none'; style-src {}; frame-ancestors 'none'"


def as_svg(draw: Draw) -> Callable[[Database, Given], Response]:
    """Answers with the chart as SVG, which has its style in it: the policy allows that style by its digest."""

    def answered(db: Database, given: Given) -> Response:
        found = _file(
            svg(draw(db, given), given.base).encode("utf-8", "replace"), "image/svg+xml", given
        )
        digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
        found.headers["content-security-policy"] = _POLICY.format(f"'sha256-{digest}'")
        return found

    return answered


def as_png(draw: Draw) -> Callable[[Database, Given], Response]:
    """Answers with the chart as PNG."""

    def answered(db: Database, given: Given) -> Response:
        return _file(png(draw(db, given)), "image/png", given)

    return answered


def figure_svg(study: Study) -> Callable[[Database, Given], Response]:
    """Answers with the picture of a study as SVG, which styles each of its elements."""

    def answered(db: Database, given: Given) -> Response:
        found = _file(charts.svg(figure(db, given, study)), "image/svg+xml", given)
        found.headers["content-security-policy"] = _POLICY.format("'unsafe-inline'")
        return found

    return answered


def figure_png(study: Study) -> Callable[[Database, Given], Response]:
    """Answers with the picture of a study as PNG."""

    def answered(db: Database, given: Given) -> Response:
        return _file(charts.png(figure(db, given, study)), "image/png", given)

    return answered


def _file(body: bytes, kind: str, given: Given) -> Response:
    """A file that is shown in the browser, and named after its address when it is saved."""
    name = re.sub(r"[^A-Za-z0-9.]+", "-", given.path.removeprefix("/chart/"))
    headers = {"content-disposition": f'inline; filename="talion-{name}"'}
    return Response(body, media_type=kind, headers=headers)
