"""Which language a text is in, and what becomes of stories in languages that are not read."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from string import punctuation
from typing import Any

from msgspec.structs import replace

from talion.errors import LanguageError
from talion.intake.data import load_data
from talion.intake.items import Failed, Item, Loaded
from talion.record import Document

READ = frozenset({"en"})
"""The languages whose stories are read."""

_ENOUGH = 200
"""Code points among which a text that has enough letters has them."""
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """The code of the language of ``text``; ``None`` where it says too little to tell.

    English is told by its small words; what has few of them is put to py3langid (a naive Bayes
    model over 140 languages, Lui and Baldwin 2012), which loads then. In doubt a text is not called
    foreign.

    >>> language_of("The ministry said that rebels had left the town.")
    'en'
    >>> language_of("Las tropas salieron de la ciudad el lunes, dijo el ministerio.")
    'es'
    >>> language_of("Bora 3, Vanora 2") is None
    True
    """
    known = _data()
    sample = text[: known["sample"]]
    if sum(map(len, _WORD.findall(sample, 0, _ENOUGH))) < known["letters"]:
        return None
    words = [word.strip(punctuation) for word in sample.lower().split()]
    small = sum(map(known["words"].__contains__, words))
    if small >= known["share"] * len(words):
        return "en"
    return _identified(sample, known)


def in_read_language(item: Item, languages: Collection[str] | None) -> Item:
    """``item`` with its language, or its failure where that is not among ``languages``.

    What the document says of itself counts; ``None`` for ``languages`` lets all pass.
    """
    if isinstance(item, Failed):
        return item
    document = item.document
    if document.language is None and (found := language_of(document.text)):
        item = _with(item, replace(document, language=found))
    language = item.document.language
    if languages is None or language is None or language in languages:
        return item
    return Failed(document.id, _not_read(language, document.id))


def _with(item: Loaded, document: Document) -> Loaded:
    return replace(item, document=document)


def _not_read(language: str, where: str) -> LanguageError:
    name = _data()["names"].get(language)
    return LanguageError(
        f"the story is in {name} ({language})" if name else f"the story's language is {language!r}",
        where=where,
        remedy="only English is read; if it is English all the same, give --any-language",
    )


def _identified(text: str, known: dict[str, Any]) -> str | None:
    """The identifier's guess, of languages with a name here, where it is sure that it isn't English."""
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    chances = dict(ranked)
    first = next(code for code, _ in ranked if code in known["names"])
    english = sum(chances.get(code, 0.0) for code in ("en", *known["near"]))
    if english < known["unlikely"]:
        return first
    return "en" if first == "en" else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _data() -> dict[str, Any]:
    data = load_data("languages.toml")
    return {**data, "words": frozenset(data["english"])}
