"""``talion code`` in one process, with a coder that needs no models."""

import json
from pathlib import Path
from typing import Any

import pytest

from talion.cli import options


def test_jsonl_is_the_default_in_the_order_of_the_input(talion: Any, stories: Path) -> None:
    result = talion("code", str(stories))
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["document"]["id"] for line in lines] == ["a", "b", "c"]
    assert all(line["schema"] == "talion/1" for line in lines)
    assert result.stderr == ""


def test_json_is_one_object_or_a_list(talion: Any, stories: Path) -> None:
    one = talion("code", "--to", "json", str(stories / "a.txt"))
    assert json.loads(one.stdout)["document"]["id"] == "a"
    assert "\n  " in one.stdout
    several = talion("code", "--to", "json", str(stories))
    assert [r["document"]["id"] for r in json.loads(several.stdout)] == ["a", "b", "c"]
    assert (
        json.loads(talion("code", "--to", "json", "-", stdin="").stdout)["error"]["kind"] == "empty"
    )


def test_a_failed_document_keeps_its_place_and_the_status_is_1(talion: Any, stories: Path) -> None:
    (stories / "b.txt").write_bytes(b"")
    result = talion("code", str(stories), "gone.txt")
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["document"]["id"] for line in lines] == ["a", "b", "c", "gone"]
    assert set(lines[1]) == {"schema", "document", "error"}
    assert lines[1]["error"]["kind"] == "empty"
    assert "gone.txt: no such file or folder" in result.stderr
    assert talion("code", "--quiet", "gone.txt").stderr == ""


@pytest.mark.parametrize(
    "args",
    [
        ["code"],
        ["code", "--to", "xml", "a.txt"],
        ["code", "--workers", "0", "a.txt"],
        ["code", "--knowledge", "gone.toml", "a.txt"],
        ["code", "--date", "soon", "a.txt"],
        ["code", "--out", "no/such/folder/x.jsonl", "-"],
        ["nonsense"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_is_2_and_writes_nothing(talion: Any, args: list[str]) -> None:
    result = talion(*args, stdin="Bora met Lume.")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_standard_input_and_date(talion: Any) -> None:
    result = talion("code", "-", "--date", "2031-05-02", stdin="Bora met Lume.")
    document = json.loads(result.stdout)["document"]
    assert (document["id"], document["published"]) == ("stdin", "2031-05-02")


def test_html_is_one_page(talion: Any, stories: Path) -> None:
    html = talion("code", "--to", "html", str(stories)).stdout
    assert html.startswith("<!doctype html>")
    assert html.count("<article") == 3
    assert "<b>left</b>" not in html


def test_out_writes_a_file_in_the_format_of_its_suffix(talion: Any, stories: Path) -> None:
    for name, start in (("x.html", "<!doctype"), ("x.json", "["), ("x.jsonl", '{"schema"')):
        result = talion("code", str(stories), "--out", name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert Path(name).read_text("utf-8").startswith(start)


def test_a_terminal_gets_the_view(
    talion: Any, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "on_terminal", lambda: True)
    shown = talion("code", str(stories / "a.txt")).stdout
    assert "Bora met Lume." in shown
    assert "CONSULT" in shown
    assert "{" not in shown
    assert talion("code", "--to", "jsonl", str(stories / "a.txt")).stdout.startswith("{")


def test_why_not_lists_what_was_not_coded(talion: Any, stories: Path) -> None:
    shown = talion("code", "--to", "terminal", "--why-not", str(stories / "a.txt"))
    assert "too weak" in shown.stdout
    lines = talion("code", "--why-not", str(stories / "a.txt"))
    assert json.loads(lines.stdout)["schema"] == "talion/1"
    assert lines.stderr == "talion: a: sentence 0: “Bo” as AID: too weak\n"


def test_why_not_survives_a_fault_of_the_coder(talion: Any, stories: Path) -> None:
    (stories / "b.txt").write_text("boom", encoding="utf-8")
    result = talion("code", "--why-not", "--quiet", str(stories))
    assert result.exit_code == 1
    assert "ValueError: boom" in json.loads(result.stdout.splitlines()[1])["error"]["message"]
    assert len(result.stdout.splitlines()) == 3


def test_ctrl_c_says_how_far_it_came(talion: Any, stories: Path) -> None:
    (stories / "b.txt").write_text("stop", encoding="utf-8")
    result = talion("code", str(stories))
    assert result.exit_code == 130
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == "talion: stopped; 1 document was coded\n"
