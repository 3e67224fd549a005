"""The options of ``talion code`` that say how sources are read."""

import json
from pathlib import Path
from typing import Any

import pytest

SPANISH = "Las tropas salieron de la ciudad el lunes, dijo el ministerio de defensa."


def lines(result: Any) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_columns_are_named(talion: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nr,Story\n7,Rebels left Bora.\n")
    result = talion("code", str(tmp_path / "a.csv"), "--column", "text=Story", "--column", "id=Nr")
    assert result.exit_code == 0
    assert [line["document"]["id"] for line in lines(result)] == ["7"]


@pytest.mark.parametrize("column", ["text", "=Story", "text=", "words=Story"])
def test_wrong_columns_are_wrong_usage(talion: Any, column: str) -> None:
    result = talion("code", "-", "--column", column, stdin="Bora met Lume.")
    assert (result.exit_code, result.stdout) == (2, "")


def test_other_languages_are_set_aside_unless_any_is_asked_for(talion: Any) -> None:
    result = talion("code", "-", stdin=SPANISH)
    assert result.exit_code == 1
    assert lines(result)[0]["error"] == {
        "kind": "language",
        "message": lines(result)[0]["error"]["message"],
    }
    assert "Spanish (es)" in result.stderr
    assert (
        lines(talion("code", "-", "--any-language", stdin=SPANISH))[0]["document"]["language"]
        == "es"
    )


def test_private_addresses_need_the_option(talion: Any) -> None:
    result = talion("code", "http://127.0.0.1:9/rss")
    assert "private address" in lines(result)[0]["error"]["message"]
    result = talion("code", "--private-addresses", "http://127.0.0.1:9/rss")
    assert "could not be fetched" in lines(result)[0]["error"]["message"]
