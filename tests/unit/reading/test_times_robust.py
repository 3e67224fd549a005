"""Hostile and broken input: no crash, no wait, and spans and days that hold together."""

import random
import time
from itertools import pairwise

import pytest

from talion.language.base import Parsed, Sentence, Token
from talion.reading.times import governing, read_times

WORDS = """the a last next this past Monday May March 3 12 31 2008 1999 of in to - , . ' 's ago earlier later
years weeks two half and first quarter century day night morning at 3pm 10:30 11/12/2011 Christmas Easter weekend
same previous before after yesterday 1990s '60s 0800 GMT until spring 99999 year end"""


def plain(text):
    """A parse in which each word hangs on the one before it."""
    tokens, at = [], 0
    for i, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        tokens.append(
            Token(i, word, start, at, word.lower(), "NOUN", "NN", "dep", max(0, i - 1), 0, "")
        )
    sentences = (Sentence(0, 0, len(tokens), (0, len(text)), 0),) if tokens else ()
    return Parsed(text, tuple(tokens), sentences, ())


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2012-02-29", "junk", None])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 February 9999 and 0/0/0000 and 99/99/9999 and 9999-99-99 and 0000-00-00",
        "٣ ২ ² ½ ① 𝟙𝟚 1٣ March 2٣11",
        "9" * 5000 + " years ago",
        "December 31, 9999 and 9999 and the 9990s and the 99th century",
        "January 1, 1 and the year 1000 and 1000 years ago and 3000 years ago",
    ],
)
def test_no_such_date_is_no_crash(text, published):
    for found in read_times(plain(text), published=published):
        assert (found.start is None) == (found.end is None)


@pytest.mark.parametrize(
    "piece",
    ["the ", "one ", "twenty-", "Monday ", "May ", "1,", "1/2/", "2001-", "years ago ", "'"],
)
def test_time_grows_with_the_length_of_the_text_alone(piece):
    start = time.process_time()
    parsed = plain(piece * 3000)
    times = read_times(parsed, published="2012-02-29")
    governing(parsed, len(parsed.tokens) // 2, times)
    assert time.process_time() - start < 5


def test_any_mixture_of_words_gives_sound_times():
    chance = random.Random(7)
    for _ in range(200):
        text = " ".join(chance.choices(WORDS.split(), k=30))
        parsed = plain(text)
        times = read_times(parsed, published=chance.choice(["2012-02-29", "9999-12-31", None]))
        assert all(text[slice(*t.span)] == t.text and t.text for t in times)
        assert all(t.start is None or t.start < t.end for t in times)
        assert all(a.span[1] <= b.span[0] for a, b in pairwise(times))
        governing(parsed, 5, times)
