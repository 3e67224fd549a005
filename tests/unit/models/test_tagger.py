"""The packaged weights at work; on texts of our own."""

import pytest

from talion.models.tagger import Tagger
from talion.models.tags import Tags

TEXT = (
    "Police in Lusaka arrested two opposition leaders on Tuesday. "
    "“We have done nothing wrong,” the party chairman said.\n\n"
    "Thousands marched because the court had annulled the vote."
)
SENTENCES = [(0, 60), (61, 114), (116, 174)]


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load()


def words(span):
    return TEXT[span[0] : span[1]]


def test_claims_are_joined(tagger):
    found = {words(c.cue): c for c in tagger.tag(TEXT, SENTENCES).claims}
    claim = found["said"]
    assert [words(s) for s in claim.sources] == ["the party chairman"]
    assert "done nothing wrong" in words(claim.contents[0])


def test_an_arrest_is_told(tagger):
    found = {words(t.span): t for t in tagger.tag(TEXT, SENTENCES).triggers}
    assert found["arrested"].type == "COERCE"
    assert found["arrested"].status == "happened"


def test_toponyms(tagger):
    found = [words(t.span) for t in tagger.tag(TEXT, SENTENCES).toponyms]
    assert "Lusaka" in found


def test_links_have_a_direction(tagger):
    link = max(tagger.tag(TEXT, SENTENCES).links, key=lambda found: found.confidence)
    assert "annulled" in words(link.antecedent)
    assert "marched" in words(link.response)


def test_no_text_no_tags(tagger):
    assert tagger.tag("", []) == Tags()
    assert tagger.tag_many([]) == []


def test_many_documents_give_what_each_gives_alone(tagger):
    other = "Rain fell."
    both = tagger.tag_many([(TEXT, SENTENCES), (other, [(0, 10)])])
    assert both == [tagger.tag(TEXT, SENTENCES), tagger.tag(other, [(0, 10)])]
