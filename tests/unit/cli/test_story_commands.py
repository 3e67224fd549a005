"""``claims``, ``relate``, ``schema`` and the choice of one story."""

import json
from pathlib import Path
from typing import Any

import jsonschema


def test_claims_are_a_table_or_json(talion: Any, stories: Path) -> None:
    story = str(stories / "a.txt")
    shown = talion("claims", story).stdout
    for words in ("Bora", "denies", "through Bora", "CONSULT"):
        assert words in shown
    (claim,) = json.loads(talion("claims", story, "--to", "json").stdout)
    assert claim["speaker"]["name"] == "Bora"
    assert (claim["stance"], claim["words"], claim["chain"]) == ("denies", ["Bora"], ["Bora"])
    assert claim["about"] == [{"id": "e1", "what": "CONSULT"}]


def test_one_story_of_several_is_chosen_by_id(talion: Any) -> None:
    Path("two.jsonl").write_text('{"id":"x","text":"Bora met."}\n{"id":"y","text":"Lume met."}\n')
    refused = talion("claims", "two.jsonl")
    assert refused.exit_code == 2
    assert "--id" in refused.stderr
    assert json.loads(talion("claims", "two.jsonl", "--id", "y", "--to", "json").stdout)[0][
        "words"
    ] == ["Lume"]
    missing = talion("claims", "two.jsonl", "--id", "z")
    assert missing.exit_code == 2
    assert "no document z" in missing.stderr


def test_a_story_that_cannot_be_read_is_2(talion: Any) -> None:
    result = talion("claims", "gone.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("talion: gone.txt: no such file")


def test_relate_asks_of_a_text_or_a_file(talion: Any) -> None:
    text = "Bora sent grain to Lume."
    found = json.loads(
        talion("relate", text, "--actor", "Bora", "--recipient", "Lume", "--to", "json").stdout
    )
    (answer,) = found["answers"]
    assert (answer["actor"], answer["recipient"]) == ([0, 4], [19, 23])
    assert answer["answer"]["type"] == "AID"
    Path("story.txt").write_text(text)
    shown = talion("relate", "story.txt", "--actor", "bora", "--recipient", "Lume").stdout
    assert "AID" in shown
    assert "bora → Lume" in shown


def test_words_that_the_text_lacks_are_2(talion: Any) -> None:
    result = talion("relate", "Bora fell.", "--actor", "Bora", "--recipient", "Oz")
    assert result.exit_code == 2
    assert "'Oz' does not stand in the text" in result.stderr


def test_schema_holds_what_code_writes(talion: Any, stories: Path) -> None:
    schema = json.loads(talion("schema").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    (stories / "b.txt").write_bytes(b"")
    lines = talion("code", str(stories)).stdout.splitlines()
    assert len(lines) == 3
    for line in lines:
        validator.validate(json.loads(line))
    broken = json.loads(lines[0]) | {"events": None}
    assert not validator.is_valid(broken)


def test_help_lists_every_command(talion: Any) -> None:
    shown = talion("--help").stdout
    for name in ("code", "claims", "explain", "relate", "schema"):
        assert name in shown
        assert talion(name, "--help").exit_code == 0
