"""What was answered lately is kept, up to some bytes."""

import asyncio
import time

from starlette.responses import Response
from starlette.testclient import TestClient

from talion.web.caching import Lately, same


def test_what_was_not_asked_for_longest_goes() -> None:
    lately = Lately(most=10)
    for tag in ("a", "b"):
        lately.put(tag, Response(b"12345"))
    assert lately.get("a") is not None
    lately.put("c", Response(b"12345"))
    assert [lately.get(t) is not None for t in "abc"] == [True, False, True]


def test_what_is_too_large_is_not_kept() -> None:
    lately = Lately()
    lately.put("a", Response(b"x" * 2_000_000))
    assert lately.get("a") is None


def test_what_takes_long_is_made_one_at_a_time() -> None:
    lately, busy, most = Lately(at_once=1), [0], [0]

    def make() -> Response:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.05)
        busy[0] -= 1
        return Response(b"x")

    async def ask() -> None:
        await asyncio.gather(*(lately.find(tag, make) for tag in "abca"))

    asyncio.run(ask())
    assert most == [1]


def test_the_same_page_comes_again_whole(client: TestClient) -> None:
    first, second = client.get("/events?limit=4"), client.get("/events?limit=4")
    assert first.content == second.content
    assert first.headers == second.headers
    assert client.head("/events?limit=4").status_code == 200
    assert client.get("/events?limit=4").content == first.content


def test_tags_are_compared_weakly() -> None:
    assert same('"a"', 'W/"a"')
    assert not same('"a"', None)
