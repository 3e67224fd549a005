"""Who may ask, and what every answer carries."""

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from talion.web.guard import HEADERS

Served = Callable[..., TestClient]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/site.css", "/api/v1/events?limit=0"])
def test_every_answer_has_the_headers(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_only_the_hosts_own_names_are_served(served: Served) -> None:
    for base, status in (("http://127.0.0.1:8321", 200), ("http://localhost", 200), ("http://[::1]", 200),
                         ("http://evil.example", 421)):  # fmt: skip
        assert served(base).get("/documents").status_code == status
    assert (
        served("http://news.example", hosts=("news.example",)).get("/documents").status_code == 200
    )


def test_long_addresses_are_refused(served: Served) -> None:
    assert served().get("/events?text=" + "a" * 60_000).status_code == 414


def test_pages_of_other_sites_can_not_post(served: Served) -> None:
    client = served()
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ):
        assert client.post("/api/v1/code", json={"text": "a"}, headers=headers).status_code == 403


def test_a_token_is_asked_for_and_kept_in_a_cookie(served: Served) -> None:
    client = served(token="s3cret")
    assert client.get("/documents").status_code == 401
    assert client.get("/static/site.css").status_code == 401
    assert client.get("/documents?token=wrong").status_code == 401
    assert client.get("/documents", headers={"authorization": "Bearer s3cret"}).status_code == 200
    entered = client.get("/documents?token=s3cret&order=-day")
    assert entered.status_code == 303
    assert entered.headers["location"] == "/documents?order=-day"
    assert "httponly" in entered.headers["set-cookie"].lower()
    assert client.get("/documents").status_code == 200


def test_entering_leads_to_no_other_site(served: Served) -> None:
    entered = served(token="s").get("http://127.0.0.1//evil.example/?token=s")
    assert entered.headers["location"] == "/evil.example/"


def test_a_missing_database_is_said(served: Served, tmp_path: Path) -> None:
    client = served(database=tmp_path / "none.duckdb")
    page = client.get("/")
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert client.get("/api/v1/events").json()["error"]["kind"] == "database"


def test_files_outside_of_the_package_are_not_served(client: TestClient) -> None:
    for address in ("/static/../app.py", "/static/%2e%2e/app.py", "/view/..%2f..%2fhtml.py"):
        assert client.get(address).status_code == 404


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_have_contrast_in_light_and_dark() -> None:
    css = files("talion.formats").joinpath("data", "record.css").read_text("utf-8")
    css += files("talion.web").joinpath("static", "site.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    colors = {name: (light, dark) for name, light, dark in found}
    for mode in (0, 1):
        for ground in ("paper", "card"):
            for words in (
                "ink",
                "soft",
                "focus",
                "conflict",
                "cooperation",
                "event",
                "claim",
                "link",
            ):
                assert contrast(colors[words][mode], colors[ground][mode]) >= 4.5, (
                    words,
                    ground,
                    mode,
                )
            for quad in (
                "material-conflict",
                "verbal-conflict",
                "verbal-cooperation",
                "material-cooperation",
            ):
                assert contrast(colors[quad][mode], colors[ground][mode]) >= 3, (quad, ground, mode)
        assert contrast(colors["event"][mode], colors["event-tint"][mode]) >= 4.5
        assert contrast(colors["ink"][mode], colors["link-tint"][mode]) >= 4.5


def test_a_host_that_is_none_is_refused(served: Served) -> None:
    assert served().get("/", headers={"host": "[::1"}).status_code == 421


def test_a_server_starts_and_ends_behind_the_gate(served: Served) -> None:
    with served() as client:
        assert client.get("/").status_code == 200
