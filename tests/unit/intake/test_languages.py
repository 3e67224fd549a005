"""Languages told, and stories in others set aside."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from talion.errors import LanguageError
from talion.intake import Failed, Loaded, document_from_dict
from talion.intake.languages import in_read_language, language_of

OTHERS = ["ar", "cs", "da", "de", "el", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl"]
OTHERS += ["pl", "pt", "ro", "ru", "sr", "sv", "tr", "uk", "vi", "zh"]
ENGLISH = [
    "Fire kills two in Bora market",
    "Police, rebels clash near Lake Vanora; six hurt",
    "PM Otieno: no talks, no truce",
    "BORA CABINET RESIGNS",
    "U.S. Senate Panel Backs Arms Sale to Vanora",
    "Protesting lawyers paralyse capital",
    "Le Figaro quotes foreign minister Jean-Luc Roux on talks in Bora",
    "Score: 3-1 (2-0), 45', 78', 81'",
]


@pytest.mark.parametrize("code", OTHERS)
def test_other_languages_are_told(code: str) -> None:
    told = language_of(" ".join(importlib.import_module(f"spacy.lang.{code}.examples").sentences))
    assert told == code


@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_is_not_called_foreign(text: str) -> None:
    assert language_of(text) in ("en", None)


def test_marks_beside_small_words_hide_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talion.intake.languages._identified", lambda *_: pytest.fail("was asked"))
    assert language_of("Vanora expelled two envoys on Monday, its premier said.") == "en"


@pytest.mark.parametrize("text", ["", "Bora", "12 3 4", "€ $ %", "a" * 10])
def test_too_little_tells_nothing(text: str) -> None:
    assert language_of(text) is None


SPANISH = "Las tropas salieron de la ciudad el lunes, dijo el ministerio de defensa."


def test_stories_in_other_languages_are_set_aside(intake: Any) -> None:
    lines = [
        {"id": "a", "text": intake.STORY},
        {"id": "b", "text": SPANISH},
        {"id": "c", "text": SPANISH, "language": "en"},
        {"id": "d", "text": intake.STORY, "language": "fr-CA"},
        {"id": "e", "text": "Rebels left."},
    ]
    path = intake.write("in.jsonl", "\n".join(map(json.dumps, lines)))
    items = intake.run(path)
    assert intake.ids(items) == ["a", "b", "c", "d", "e"]
    assert intake.errors(items) == ["the story is in Spanish (es)", "the story is in French (fr)"]
    assert isinstance(items[1].error, LanguageError)
    assert items[1].error.kind == "language"
    assert "--any-language" in items[1].error.remedy
    assert [i.document.language for i in intake.loaded(items)] == ["en", "en", None]
    everything = intake.run(path, languages=None)
    assert [i.document.language for i in everything] == ["en", "es", "en", "fr", None]
    assert [
        intake.ids([i])[0] for i in intake.run(path, languages=["es"]) if isinstance(i, Loaded)
    ] == [
        "b",
        "e",
    ]


def test_a_language_without_a_name_is_told_by_its_code() -> None:
    item = in_read_language(document_from_dict({"id": "a", "text": "x", "language": "qaa"}), ["en"])
    assert isinstance(item, Failed)
    assert "'qaa'" in item.error.message


def test_a_page_is_told_by_its_words_and_not_by_its_template(intake: Any, tmp_path: Path) -> None:
    page = f'<html lang="fr"><body><article><p>{intake.STORY}</p></article></body></html>'
    (item,) = intake.of("a.html", page)
    assert item.document.language == "en"
