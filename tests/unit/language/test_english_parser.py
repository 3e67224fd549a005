from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talion.errors import LanguageError
from talion.language.base import Parsed
from talion.language.english.parser import EnglishParser, check_digest, digest

PARSER = EnglishParser.load()
TEXTS = [
    "Police 👮🏽‍♀️ arrested two men 🇫🇷 in Lyon. They were freed.",
    "The re\u0301gime jailed Zoe\u0308. It was cafe\u0301 talk.",
    "قال الوزير hello. The minister left.\nשלום Peace was signed.",
    "First line.\r\nSecond line.\r\n\r\nThird line.",
    "Some 20\u00a0000 people\u00a0marched.\u202fThey sang.",
    "𝐁𝐨𝐥𝐝 words came before the vote. 𠜎 followed.",
    "\ufeffA mark stands first. \u200bNothing here is lost.",
    "Tabs\tand  two spaces. \u2028A new line.",
]


def whole(parsed: Parsed) -> None:
    text = parsed.text
    for token in parsed.tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert text[token.start : token.end].split() == token.text.split()
        assert 0 <= token.head < len(parsed.tokens)
        assert parsed.tokens[token.head].sentence == token.sentence
    starts = [t.start for t in parsed.tokens]
    assert starts == sorted(set(starts))
    assert [t.i for t in parsed.tokens] == list(range(len(parsed.tokens)))
    for sentence in parsed.sentences:
        tokens = parsed.sentence_tokens(sentence)
        assert sentence.span == (tokens[0].start, tokens[-1].end)
        assert {t.sentence for t in tokens} == {sentence.i}
    for clause in parsed.clauses:
        at = (*clause.words, *clause.subject, *clause.objects, *clause.indirect)
        assert all(0 <= i < len(parsed.tokens) for i in at)
        assert clause.predicate in clause.words


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_are_code_points_of_the_text(text: str) -> None:
    parsed = PARSER.parse(text)
    whole(parsed)
    assert "".join(t.text for t in parsed.tokens).split() == "".join(text.split()).split()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_parsed(text: str) -> None:
    whole(PARSER.parse(text))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, "", "  ", "\n\n"]), max_size=5))
def test_texts_parsed_together_are_as_those_parsed_alone(texts: list[str]) -> None:
    together = list(PARSER.parse_many(texts))
    assert [p.text for p in together] == texts
    assert together == [PARSER.parse(text) for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u00a0"])
def test_an_empty_text_has_no_sentences(text: str) -> None:
    parsed = PARSER.parse(text)
    assert (parsed.tokens, parsed.sentences, parsed.clauses) == ((), (), ())


def test_a_sentence_never_runs_over_a_paragraph() -> None:
    parsed = PARSER.parse("Envoy leaves after row\n\nThe envoy left on Monday.")
    assert [parsed.words(s.span) for s in parsed.sentences] == [
        "Envoy leaves after row",
        "The envoy left on Monday.",
    ]
    assert [s.paragraph for s in parsed.sentences] == [0, 1]


def test_look_ups() -> None:
    parsed = PARSER.parse("Kenya freed the pilots. Uganda thanked it.")
    words = [t.text for t in parsed.tokens_in((6, 22))]
    assert words == ["freed", "the", "pilots"]
    assert parsed.sentence_at(0) == parsed.sentences[0]
    assert parsed.sentence_at(25) == parsed.sentences[1]
    assert parsed.sentence_at(len(parsed.text)) is None
    pilots = next(t for t in parsed.tokens if t.text == "pilots")
    assert [parsed.tokens[i].text for i in parsed.subtree(pilots.i)] == ["the", "pilots"]
    assert [parsed.tokens[i].text for i in parsed.ancestors(pilots.i)] == ["freed"]
    assert parsed.words(parsed.span(parsed.subtree(pilots.i))) == "the pilots"


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"something else")
    with pytest.raises(LanguageError, match="digest"):
        check_digest(tmp_path)


def test_the_digest_is_of_names_and_bytes_not_of_code(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"1")
    before = digest(tmp_path)
    (tmp_path / "a.py").write_text("pass")
    assert digest(tmp_path) == before
    (tmp_path / "a.bin").rename(tmp_path / "b.bin")
    assert digest(tmp_path) != before


def test_new_words_are_forgotten() -> None:
    parser = EnglishParser.load()
    list(parser.parse_many(["Rain fell on Lume."] * 40))
    known = len(parser._pipeline.vocab.strings)
    list(parser.parse_many(f"Rain fell on Lume{n}ville." for n in range(100)))
    assert len(parser._pipeline.vocab.strings) == known
