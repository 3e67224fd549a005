import numpy as np
import pytest

from talion.models import decode
from talion.models.pieces import Window
from talion.models.tags import Tags

WORDS = ["Oslo", "said", "Riga", "jailed", "two", "men"]
HEADS = {
    "cue": 3,
    "said": 2,
    "stance": 3,
    "judged": 3,
    "trigger": 3,
    "begins": 1,
    "mode": 3,
    "status": 2,
    "antecedent": 3,
    "response": 3,
    "signal": 3,
    "causal": 2,
    "toponym": 3,
}
THRESHOLDS = {
    "cue": 0.5,
    "content": 0.5,
    "source": 0.5,
    "causal": 0.5,
    "link": 0.5,
    "toponym": 0.5,
    "trigger": 0.2,
    "argument": 0.5,
    "begins": 0.7,
    "said_source": 0.0,
    "said_content": 0.0,
    "share": 0.2,
}


def window():
    spans, at = [], 0
    for w in WORDS:
        spans.append((at, at + len(w)))
        at += len(w) + 1
    n = len(WORDS)
    return Window(np.arange(n), np.zeros(n, int), np.arange(n), tuple(spans), np.zeros(n, int))


@pytest.fixture
def how():
    return decode.scheme(
        {
            "heads": list(HEADS.items()),
            "types": ["AGREE", "SANCTION"],
            "modes": ["AGREE/", "SANCTION/", "SANCTION/convict"],
            "statuses": ["happened", "denied"],
            "stances": ["asserts", "denies", "asks"],
            "distances": [1, 2, 4],
            "thresholds": THRESHOLDS,
            "temperature": 1.0,
        }
    )


def scores(how):
    """Nothing anywhere: every head's first column wins, and no argument scores."""
    n = len(WORDS)
    logits = np.zeros((n, sum(HEADS.values())), np.float32)
    for name in ("cue", "trigger", "antecedent", "response", "signal", "toponym"):
        logits[:, how.columns[name].start] = 8
    logits[:, how.columns["begins"]] = -8
    logits[:, how.columns["causal"]] = -8
    keys = np.zeros((n, 4, 6), np.float32)
    distance = np.full((4, 7), -8, np.float32)
    return decode.Scores(
        logits,
        keys,
        np.tile(np.eye(n, 6, dtype=np.float32)[:, None], (1, 4, 1)),
        distance,
        np.ones((n, 4), np.float32),
    )


def test_nothing_found(how):
    assert decode.decode(window(), scores(how), how) == Tags()


def test_a_claim_joins_cue_source_and_content(how):
    found = scores(how)
    found.logits[1, how.columns["cue"]] = [0, 8, 0]
    found.keys[0, decode.SOURCE, 1] = 16
    found.keys[2:, decode.CONTENT, 1] = 16
    (claim,) = decode.claims(window(), found, how)
    assert (claim.cue, claim.sources, claim.contents) == ((5, 9), ((0, 4),), ((10, 29),))
    assert claim.confidence > 0.9


def test_a_claim_has_the_stance_of_its_cue(how):
    found = scores(how)
    found.logits[1, how.columns["cue"]] = [0, 8, 0]
    found.logits[1, how.columns["stance"]] = [0, 8, 0]
    found.keys[2:, decode.CONTENT, 1] = 16
    (claim,) = decode.claims(window(), found, how)
    assert claim.stances["denies"] > 0.9
    assert sum(claim.stances.values()) == pytest.approx(1, abs=1e-5)


def test_what_is_said_shows_a_stance_where_the_cue_shows_none(how):
    found = scores(how)
    found.logits[1, how.columns["cue"]] = [0, 8, 0]
    found.logits[2:, how.columns["judged"]] = [0, 0, 8]
    found.keys[2:, decode.CONTENT, 1] = 16
    (claim,) = decode.claims(window(), found, how)
    assert claim.stances["asks"] > 0.9


def test_a_source_does_not_go_on_behind_its_cue(how):
    found = scores(how)
    found.logits[1, how.columns["cue"]] = [0, 8, 0]
    found.keys[[0, 2], decode.SOURCE, 1] = (16, 15)
    found.keys[3:, decode.CONTENT, 1] = 16
    (claim,) = decode.claims(window(), found, how)
    assert claim.sources == ((0, 4),)


def test_a_trigger_has_a_direction_of_length_one(how):
    found = scores(how)
    found.logits[3, how.columns["trigger"]] = [0, 0, 8]
    found.same[3] = [3, 0, 4, 0]
    (trigger,) = decode.triggers(window(), found, how)
    assert trigger.same == pytest.approx((0.6, 0, 0.8, 0))


def test_a_cue_without_content_is_no_claim(how):
    found = scores(how)
    found.logits[1, how.columns["cue"]] = [0, 8, 0]
    assert decode.claims(window(), found, how) == []


def test_a_trigger_has_type_mode_status_and_arguments(how):
    found = scores(how)
    found.logits[3, how.columns["trigger"]] = [0, 0, 8]
    found.logits[3, how.columns["mode"]] = [9, 0, 5]
    found.logits[3, how.columns["status"]] = [0, 3]
    found.keys[2, decode.ACTOR, 3] = 16
    found.keys[4:, decode.RECIPIENT, 3] = 16
    (trigger,) = decode.triggers(window(), found, how)
    assert (trigger.span, trigger.type, trigger.mode) == ((15, 21), "SANCTION", "convict")
    assert trigger.status == "denied"
    assert (trigger.actors, trigger.recipients) == (((10, 14),), ((22, 29),))
    assert sum(trigger.types.values()) == pytest.approx(1, abs=1e-5)
    assert set(trigger.modes) == {"", "convict"}


def test_two_triggers_of_two_types_side_by_side_are_two(how):
    found = scores(how)
    found.logits[3, how.columns["trigger"]] = [0, 0, 8]
    found.logits[4, how.columns["trigger"]] = [0, 8, 0]
    found.logits[4, how.columns["begins"]] = 8
    assert [t.type for t in decode.triggers(window(), found, how)] == ["SANCTION", "AGREE"]


def test_a_causal_sentence_always_has_both_ends(how):
    found = scores(how)
    found.logits[:, how.columns["causal"].start] = 8
    (link,) = decode.links(window(), found, how)
    assert link.cue is None
    assert link.antecedent
    assert link.response


def ends(how, antecedent, response, signal=()):
    """Scores of a causal sentence whose words at these places are sure."""
    found = scores(how)
    found.logits[:, how.columns["causal"].start] = 8
    for name, at in (("antecedent", antecedent), ("response", response), ("signal", signal)):
        found.logits[list(at), how.columns[name]] = [0, 0, 16]
    return found


def test_the_parts_of_an_end_are_one_but_where_the_other_end_parts_them(how):
    (link,) = decode.links(window(), ends(how, [0, 1], [2, 3, 5]), how)
    assert (link.antecedent, link.response) == ((0, 9), (10, 29))
    links = decode.links(window(), ends(how, [2, 3], [0, 1, 4, 5]), how)
    assert {k.response for k in links} == {(0, 9), (22, 29)}


def test_two_words_alone_are_two_ends_all_the_same(how):
    (link,) = decode.links(window(), ends(how, [0, 2], [4]), how)
    assert (link.antecedent, link.response) == ((0, 14), (22, 25))


def test_words_that_are_both_ends_are_tied_to_others(how):
    links = decode.links(window(), ends(how, [0, 1, 2, 3], [2, 3, 4, 5]), how)
    assert [(k.antecedent, k.response) for k in links] == [((0, 21), (10, 29))]
    links = decode.links(window(), ends(how, [0, 1, 4, 5], [2, 3, 4, 5]), how)
    assert ((22, 29), (22, 29)) not in {(k.antecedent, k.response) for k in links}


def test_spans_are_cut_where_one_begins():
    begins = np.array([0.9, 0.1, 0.9, 0.0], np.float32)
    inside = np.array([0.0, 0.8, 0.0, 0.1], np.float32)
    assert decode.spans_of(begins, inside, 0.5) == [(0, 2), (2, 3)]


def test_distance_classes_are_symmetric():
    found = decode.distances([(2, 4), (0, 1)], 6, (1, 2, 4))
    assert found.tolist() == [[1, 2, 3, 3, 4, 5], [3, 4, 5, 5, 6, 6]]


def test_words_that_are_asked_about_are_read_as_a_trigger_come_what_may(how):
    found = decode.decode(window(), scores(how), how, [(15, 21), (90, 99)])
    assert found.triggers == ()
    (asked,) = found.asked
    assert asked.span == (15, 21)
    assert asked.confidence < 0.01
    assert asked.type in ("AGREE", "SANCTION")
    assert sum(asked.types.values()) == pytest.approx(1.0)
    assert sum(v * v for v in asked.same) == pytest.approx(1.0)
