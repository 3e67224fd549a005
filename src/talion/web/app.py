"""The application: which address is answered by what, and how errors look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from talion.errors import (
    DatabaseError,
    DocumentError,
    DocumentTooLarge,
    IntakeError,
    QueryError,
    TalionError,
)
from talion.store.database import Database
from talion.web import api, caching, coding, openapi, pages
from talion.web.asked import Given
from talion.web.charts import world
from talion.web.charts.picture import NoPicture
from talion.web.guard import Guard
from talion.web.pages.pictures import CHARTS, as_png, as_svg, figure_png, figure_svg
from talion.web.questions import QUESTIONS
from talion.web.records import NotThere
from talion.web.rendering import Renderer
from talion.web.settings import MOST_BODY, Settings
from talion.web.studies import STUDIES
from talion.web.writing import as_json

Answerer = Callable[[Database, Given], Response]
_STATUS: tuple[tuple[type[TalionError], int], ...] = (
    (NotThere, 404), (NoPicture, 404), (QueryError, 400), (DatabaseError, 503), (coding.Busy, 503),
    (DocumentTooLarge, 413), (DocumentError, 400), (IntakeError, 400),
)  # fmt: skip
_KEPT = "private, no-cache"


def build(settings: Settings) -> ASGIApp:
    """The application that a server runs."""
    renderer, coder = Renderer(), coding.Coding(settings.start)
    lately, studied = caching.Lately(), caching.Lately(at_once=1)
    world.countries()  # drawn once, before anybody waits for it

    def route(path: str, answer: Answerer) -> Route:
        return Route(path, _endpoint(settings, answer, lately))

    routes = [
        *(route(path, _page(renderer, view)) for path, view in pages.views(coder).items()),
        route("/event.bib", pages.event_bibtex),
        *(route(f"{path}.svg", as_svg(draw)) for path, draw in CHARTS.items()),
        *(route(f"{path}.png", as_png(draw)) for path, draw in CHARTS.items()),
        *_studies(settings, studied),
        *_api(settings, lately, coder),
        Mount("/static", StaticFiles(packages=[("talion.web", "static")])),
        Mount("/view", StaticFiles(packages=[("talion.formats", "data")])),
    ]
    handlers = {
        TalionError: _failed(renderer), HTTPException: _failed(renderer), Exception: _failed(renderer),
    }  # fmt: skip
    return Guard(Starlette(routes=routes, exception_handlers=handlers), settings)


def _api(settings: Settings, lately: caching.Lately, coder: coding.Coding) -> list[Route]:
    def route(path: str, answer: Answerer) -> Route:
        return Route(f"{api.PREFIX}/{path}", _endpoint(settings, answer, lately))

    described = openapi.document(version("talion"))
    return [
        route("counts", api.counted),
        route("counts.csv", api.counted_csv),
        route("record", api.record),
        route("chain", api.chain),
        route("chain.csv", api.chain_csv),
        route("status", api.status),
        Route(f"{api.PREFIX}/openapi.json", lambda _: as_json(described)),
        Route(f"{api.PREFIX}/code", _coding(coder), methods=["POST"]),
        *(route(name, _named(api.listed, name)) for name in QUESTIONS),
        *(route(f"{name}.csv", _named(api.listed_csv, name)) for name in QUESTIONS),
    ]


def _studies(settings: Settings, lately: caching.Lately) -> list[Route]:
    """Studies of pairs, which take seconds: made one at a time, so that pages need not wait for them."""

    def route(path: str, answer: Answerer) -> Route:
        return Route(path, _endpoint(settings, answer, lately))

    return [
        route(path, answer)
        for name in STUDIES
        for path, answer in (
            (f"{api.PREFIX}/{name}", _named(api.studied, name)),
            (f"{api.PREFIX}/{name}.csv", _named(api.studied_csv, name)),
            (f"/chart/pair/{{a}}/{{b}}/{name}.svg", figure_svg(STUDIES[name])),
            (f"/chart/pair/{{a}}/{{b}}/{name}.png", figure_png(STUDIES[name])),
        )
    ]


def _named(answer: Answerer, question: str) -> Answerer:
    def answered(db: Database, given: Given) -> Response:
        return answer(db, Given(given.path, {"question": question}, given.pairs, given.base))

    return answered


def _page(renderer: Renderer, view: pages.View) -> Answerer:
    def answered(db: Database, given: Given) -> Response:
        return renderer.page(view.template, view.make(db, given), given)

    return answered


def _endpoint(
    settings: Settings, answer: Answerer, lately: caching.Lately
) -> Callable[[Request], Awaitable[Response]]:
    """Answers from one state of the database; not at all to whom has the answer already.

    An answer that many ask for at once is made once.
    """

    async def endpoint(request: Request) -> Response:
        packed = caching.takes_gzip(request.headers.get("accept-encoding"))
        tag = caching.tag(settings.database, str(request.url), packed=packed)
        if tag is None:
            return await run_in_threadpool(_answered, settings, answer, request)
        headers = {"etag": tag, "cache-control": _KEPT, "vary": "accept-encoding"}
        if caching.same(tag, request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)

        def made() -> Response:
            found = _answered(settings, answer, request)
            found.headers.update(headers)
            return caching.gzipped(found) if packed else found

        return await lately.find(tag, made)

    return endpoint


def _answered(settings: Settings, answer: Answerer, request: Request) -> Response:
    with Database(settings.database, wait=settings.wait) as db:
        return answer(db, _given(request))


def _given(request: Request) -> Given:
    parts = {k: str(v) for k, v in request.path_params.items()}
    pairs = tuple(request.query_params.multi_items())
    return Given(request.url.path, parts, pairs, str(request.base_url).rstrip("/"))


def _coding(coder: coding.Coding) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "post JSON (Content-Type: application/json)")
        record = await run_in_threadpool(coder.code, await _body(request))
        return Response(record.to_json(), media_type="application/json")

    return endpoint


async def _body(request: Request) -> bytes:
    """The body; refused as soon as it is too large, whatever it said of itself."""
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > MOST_BODY:
            raise HTTPException(413, f"the body is over {MOST_BODY:,} bytes")
    return bytes(held)


def _failed(renderer: Renderer) -> Callable[[Request, Exception], Response]:
    def answered(request: Request, error: Exception) -> Response:
        status, kind, message = _reason(error)
        if request.url.path.startswith("/api/"):
            answer = as_json({"error": {"kind": kind, "message": message}}, status)
        elif request.url.path.startswith("/static/"):
            answer = PlainTextResponse(f"{message}\n", status)
        else:
            answer = renderer.error(status, message, _given(request))
        if status == 503:
            answer.headers["retry-after"] = "5"
        answer.headers["cache-control"] = "no-store"
        return answer

    return answered


def _reason(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, HTTPException):
        return error.status_code, "http", error.detail
    if isinstance(error, TalionError):
        status = next((s for kind, s in _STATUS if isinstance(error, kind)), 500)
        return status, error.kind, str(error)
    return 500, "fault", "a fault of ours; what the server wrote on standard error says more"
