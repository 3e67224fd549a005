"""Whether an act is told to go on, by its words alone."""

import pytest

from talion.language.english.parser import EnglishParser
from talion.reading.events.status import to_go_on


@pytest.fixture(scope="module")
def parser():
    return EnglishParser.load()


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("The crackdown will continue on Sunday.", True),
        ("Officials said the crackdown would continue.", True),
        ("The crackdown continues.", False),
        ("The crackdown continued on Sunday.", False),
        ("The crackdown will harm traders.", False),
    ],
)
def test_an_act_that_is_to_go_on(parser, text, goes_on):
    parsed = parser.parse(text)
    noun = next(t for t in parsed.tokens if t.lower == "crackdown")
    assert to_go_on(parsed, noun.i) is goes_on
