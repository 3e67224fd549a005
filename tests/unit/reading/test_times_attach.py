import pytest

from talion.language.english.parser import EnglishParser
from talion.reading.times import governing, read_times


@pytest.fixture(scope="module")
def parser():
    return EnglishParser.load()


@pytest.mark.parametrize(
    ("sentence", "word", "time"),
    [
        ("The court jailed two pilots on Monday and released them on Friday.", "jailed", "Monday"),
        (
            "The court jailed two pilots on Monday and released them on Friday.",
            "released",
            "Friday",
        ),
        ("Troops attacked the village on Sunday, killing five people.", "killing", "Sunday"),
        ("The minister agreed on Monday to deport the migrants.", "agreed", "Monday"),
        ("The minister agreed on Monday to deport the migrants.", "deport", None),
        ("They signed the 2008 treaty in Paris.", "signed", None),
        ("The army arrested and jailed the rebel in May 2012.", "arrested", "May 2012"),
        ("Last week the government began to expel migrants.", "expel", "Last week"),
        ("Monday's attack killed ten.", "attack", "Monday"),
        ("Monday's attack killed ten.", "killed", "Monday"),
        ("The rebels launched an attack on the base on 3 March 2014.", "attack", "3 March 2014"),
        (
            "Officials said on Thursday that the army had shelled the town on Wednesday.",
            "shelled",
            "Wednesday",
        ),
        (
            "Officials said on Thursday that the army had shelled the town on Wednesday.",
            "said",
            "Thursday",
        ),
        ("He was released in 2010 after he had been jailed in 2005.", "jailed", "2005"),
        ("He was released in 2010 after he had been jailed in 2005.", "released", "2010"),
        ("The talks, scheduled for Friday, were cancelled.", "talks", "Friday"),
        ("The talks, scheduled for Friday, were cancelled.", "cancelled", None),
        ("Officials said that the army would attack.", "attack", None),
        ("The town fell in 2009 when militants conquered the port.", "conquered", "2009"),
        ("The envoy will be in Alba on Friday when Ruritania hosts a summit.", "hosts", "Friday"),
        ("In September Turkey persuaded them to halt, but it hesitates.", "persuaded", "September"),
        ("The mayor, who was jailed in 2011, greeted the crowd.", "greeted", None),
        ("In 2009 the army shelled the port, which rebels had seized.", "seized", None),
        ("The strike killed ten clerks, who were buried on Friday.", "buried", "Friday"),
    ],
)
def test_the_time_that_governs(parser, sentence, word, time):
    parsed = parser.parse(sentence)
    times = read_times(parsed, published="2014-03-13")
    predicate = next(t.i for t in parsed.tokens if t.text == word)
    found = governing(parsed, predicate, times)
    assert (found.text if found else None) == time


def test_a_time_of_another_sentence_governs_nothing(parser):
    parsed = parser.parse("He fled on Monday. The army burned the town.")
    times = read_times(parsed, published="2014-03-13")
    burned = next(t.i for t in parsed.tokens if t.text == "burned")
    assert governing(parsed, burned, times) is None


def test_a_token_that_is_not_there_has_no_time(parser):
    assert governing(parser.parse("He fled."), 99, ()) is None


def test_a_meeting_to_be_held_is_to_come(parser):
    parsed = parser.parse("A summit to be held in Paris on Friday was praised by the envoy.")
    (found,) = read_times(parsed, published="2014-03-13")
    assert (found.start, found.end) == ("2014-03-14", "2014-03-15")
