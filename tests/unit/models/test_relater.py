import numpy as np
import pytest

from talion.errors import ModelError
from talion.models import pieces, relater, runtime

MARKERS = [1, 2, 3, 4]
TABLE = {
    "types": ["AGREE", "SANCTION"],
    "modes": ["AGREE/", "SANCTION/", "SANCTION/convict"],
    "statuses": ["happened", "denied"],
    "markers": MARKERS,
    "temperature": 1.0,
}
TEXT = "Riga fined Oslo."


@pytest.fixture(scope="module")
def tokenizer():
    return runtime.tokenizer()


def marked(tokenizer, text, actor, recipient):
    found = pieces.split_pieces(tokenizer.encode(text, add_special_tokens=False), text)
    return relater.marked(found, actor, recipient, (101, 102), MARKERS)


def test_marks_stand_around_actor_and_recipient(tokenizer):
    window = marked(tokenizer, TEXT, (0, 4), (11, 15))
    ids = window.ids.tolist()
    assert [i for i in ids if i in MARKERS] == MARKERS
    assert window.shapes[window.ids == 1].tolist() == [relater.MARK_SHAPES[0]]
    assert tokenizer.decode([i for i in ids if i > 102]) == "riga fined oslo."


def test_direction_changes_the_marks(tokenizer):
    window = marked(tokenizer, TEXT, (11, 15), (0, 4))
    assert [i for i in window.ids.tolist() if i in MARKERS] == [3, 4, 1, 2]


def test_long_sentences_keep_both_actors(tokenizer):
    text = "word " * 400 + "Riga fined Oslo."
    window = marked(tokenizer, text, (2000, 2004), (2011, 2015))
    assert len(window.ids) <= relater.MOST + 6
    assert [i for i in window.ids.tolist() if i in MARKERS] == MARKERS


class Session:
    def run(self, _, inputs):
        row = np.array([0, 5, -3, 9, 0, 2, 0, 4], np.float32)
        return (np.tile(row, (len(inputs["ids"]), 1)),)


def test_answers_come_in_the_order_of_the_pairs(tokenizer):
    made = relater.Relater(Session(), tokenizer, TABLE)
    found = made.relate(TEXT, [((0, 4), (11, 15)), ((11, 15), (0, 4))], (0, 16))
    assert len(found) == 2
    assert found[0].mode == "convict"
    assert found[0].status == "denied"
    assert found[0].none < 0.1
    assert max(found[0].types, key=found[0].types.get) == "SANCTION"


def test_no_pairs(tokenizer):
    assert relater.Relater(Session(), tokenizer, TABLE).relate(TEXT, [], (0, 16)) == ()


def test_a_missing_file_says_which():
    with pytest.raises(ModelError, match=r"weights/nothing\.onnx"):
        runtime.read("nothing.onnx")


def test_a_changed_file_is_refused(monkeypatch):
    monkeypatch.setattr(runtime, "read", lambda name: b"changed")
    monkeypatch.setattr(runtime, "settings", lambda: {"digests": {"tagger.onnx": "0" * 64}})
    with pytest.raises(ModelError, match="not the one"):
        runtime.checked("tagger.onnx")
