"""A sentence to prison is the court's sanction, and the arrest that the codebook has beside it."""

from types import SimpleNamespace
from typing import Any

import pytest

from talion.language.base import Parsed
from talion.language.english.parser import EnglishParser
from talion.reading.events.draft import Draft
from talion.reading.events.sentencing import with_custody, with_sentences

COURT: Any = SimpleNamespace(id="court", sector="JUD", country="PER")
POLICE: Any = SimpleNamespace(id="police", sector="COP", country="PER")
EDITOR: Any = SimpleNamespace(id="editor", sector="JRN", country="PER")
MINER: Any = SimpleNamespace(id="miner", sector="LAB", country="BOL")
ACTORS = {a.id: a for a in (COURT, POLICE, EDITOR, MINER)}


@pytest.fixture(scope="module")
def parser() -> EnglishParser:
    return EnglishParser.load()


def told(
    parsed: Parsed, word: str, type_: str, actors: tuple[str, ...], recipients: tuple[str, ...]
) -> Draft:
    """The telling whose predicate is a word of the text."""
    clause = next(c for c in parsed.clauses if parsed.tokens[c.predicate].text == word)
    head = parsed.tokens[clause.predicate]
    candidate: Any = SimpleNamespace(
        own=None, trigger=head.span, head=head.i, sentence=head.sentence, clause=clause, lemma=clause.lemma,
        cues=(), tag=None,
    )  # fmt: skip
    return Draft(candidate, type_, "arrest", "happened", actors, recipients, 0.9, {})


def parse(parser: EnglishParser, text: str) -> Parsed:
    return next(iter(parser.parse_many([text])))


@pytest.mark.parametrize(
    ("text", "actors", "sentence"),
    [
        ("They jailed the editor for six years.", (), True),
        ("A court jailed the editor.", ("court",), True),
        ("Police jailed the editor.", ("police",), False),
    ],
)
def test_a_term_or_a_court_makes_a_jailing_a_sentence(
    parser: EnglishParser, text: str, actors: tuple[str, ...], sentence: bool
) -> None:
    parsed = parse(parser, text)
    draft = told(parsed, "jailed", "COERCE", actors, ("editor",))
    found = with_sentences(parsed, [draft], ACTORS)[0]
    assert (found.type, found.mode) == (
        ("SANCTION", "convict") if sentence else ("COERCE", "arrest")
    )


def test_the_same_peoples_jailing_told_without_a_term_is_that_sentence(
    parser: EnglishParser,
) -> None:
    parsed = parse(
        parser, "They jailed the editor for six years. Lima defended the jailing of the editor."
    )
    first = told(parsed, "jailed", "COERCE", (), ("editor",))
    again = told(parsed, "jailing", "COERCE", (), ("editor",))
    other = told(parsed, "jailing", "COERCE", (), ("miner",))
    types = [d.type for d in with_sentences(parsed, [first, again, other], ACTORS)]
    assert types == ["SANCTION", "SANCTION", "COERCE"]


def test_an_arrest_stands_beside_a_prison_sentence_only(parser: EnglishParser) -> None:
    parsed = parse(parser, "A court sentenced the editor to six years. It fined the miner.")
    prison = told(parsed, "sentenced", "SANCTION", ("court",), ("editor",))
    fine = told(parsed, "fined", "SANCTION", ("court",), ("miner",))
    convicted = [Draft(d.candidate, "SANCTION", "convict", "happened", d.actors, d.recipients, 0.9, {})
                 for d in (prison, fine)]  # fmt: skip
    found = with_custody(parsed, convicted)
    assert [(e.type, e.mode, e.beside) for e in found] == [
        ("SANCTION", "convict", False), ("COERCE", "arrest", True), ("SANCTION", "convict", False)
    ]  # fmt: skip
