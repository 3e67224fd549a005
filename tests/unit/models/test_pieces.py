import pytest

from talion.models import pieces, runtime

TEXT = "Oslo warned NATO.\n\nThe minister left. He said so."
SENTENCES = [(0, 17), (19, 37), (38, 49)]


@pytest.fixture(scope="module")
def tokenizer():
    return runtime.tokenizer()


def cut(tokenizer, text, sentences, limit=pieces.LIMIT):
    found = pieces.split_pieces(tokenizer.encode(text, add_special_tokens=False), text)
    return pieces.windows(found, text, sentences, (101, 102), limit)


def test_words_of_windows_are_spans_of_the_text(tokenizer):
    (window,) = cut(tokenizer, TEXT, SENTENCES)
    words = [TEXT[s:e] for s, e in window.words]
    assert words[:4] == ["Oslo", "warned", "NATO", "."]
    assert len(window.words) == len(window.heads) == len(window.sentence)
    assert window.sentence.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_shapes_tell_case_and_paragraphs(tokenizer):
    found = pieces.split_pieces(tokenizer.encode(TEXT, add_special_tokens=False), TEXT)
    first = found.shapes[found.heads][:5].tolist()
    assert first == [pieces.TITLE + 4, pieces.LOWER, pieces.UPPER, pieces.OTHER, pieces.TITLE + 4]


def test_windows_break_between_paragraphs(tokenizer):
    found = cut(tokenizer, TEXT, SENTENCES, limit=8)
    assert [sorted(set(w.sentence.tolist())) for w in found] == [[0], [1, 2]]


def test_a_sentence_over_the_limit_is_cut_and_nothing_is_lost(tokenizer):
    text = "word " * 50
    found = cut(tokenizer, text, [(0, len(text))], limit=20)
    assert sum(len(w.words) for w in found) == 50
    assert max(len(w.ids) for w in found) == 22


def test_no_sentences_no_windows(tokenizer):
    assert cut(tokenizer, "", []) == []


def test_offsets_are_code_points(tokenizer):
    text = "🙂 Zoë left Kraków."
    (window,) = cut(tokenizer, text, [(0, len(text))])
    assert "Kraków" in [text[s:e] for s, e in window.words]


def test_word_range():
    words = [(0, 4), (5, 11), (12, 16)]
    assert pieces.word_range(words, (5, 16)) == (1, 3)
    assert pieces.word_range(words, (6, 7)) == (1, 2)
    lo, hi = pieces.word_range(words, (4, 5))
    assert lo == hi
