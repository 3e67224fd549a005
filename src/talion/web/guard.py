"""What every request passes before the pages: the host, the size, the token; and what every answer carries."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talion.web.settings import MOST_ADDRESS, Settings

COOKIE = "talion-token"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


class Guard:
    """The application, with a gate before it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on; only HTTP is served."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(Request(scope))
            await (refusal or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        if len(request.url.path) + len(request.url.query) > MOST_ADDRESS:
            return _plain("the address is too long", 414)
        if not _is_one_of(_name(request.headers.get("host", "")), self._settings.hosts):
            return _plain("this server does not go by that name; start it with --host-name", 421)
        if request.method not in ("GET", "HEAD", "OPTIONS") and _is_foreign(request.headers):
            return _plain("requests of other sites' pages are refused", 403)
        return self._stranger(request)

    def _stranger(self, request: Request) -> Response | None:
        token = self._settings.token
        if token is None or _same(_shown(request), token):
            return None
        given = request.query_params.get("token")
        if request.method == "GET" and given is not None and _same(given, token):
            return _let_in(request, token)
        answer = _plain("a token is needed: open the address that `talion serve` printed", 401)
        answer.headers["www-authenticate"] = "Bearer"
        return answer


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _plain(message: str, status: int) -> Response:
    return PlainTextResponse(f"talion: {message}\n", status)


def _name(host: str) -> str:
    """A host without its port; "" when it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_one_of(name: str, hosts: tuple[str, ...]) -> bool:
    return not hosts or name in hosts


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site asks."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _shown(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _let_in(request: Request, token: str) -> Response:
    """To the same address without the token, which a cookie keeps from now on."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "token"]
    path = "/" + request.url.path.lstrip("/")
    answer = RedirectResponse(f"{path}?{urlencode(kept)}" if kept else path, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
    return answer
