"""Files of a user's own types and modes, all invented."""

from pathlib import Path

import pytest

from talion.errors import KnowledgeError
from talion.ontology import plover
from talion.ontology.own import OwnOntology, is_mode, is_type, read_own

WHOLE = """
[types.QUOTA]
description = "limits what another may sell to it"
nearest = "COERCE"
intensity = -4
contexts = ["ports"]
cues = ["quota", { words = "cap", object = ["import", "export"], recipient = ["from"] }]

[[types.QUOTA.examples]]
text = "Chad capped imports from Niger."
trigger = "capped"
actor = "Chad"
recipient = "Niger"

[[types.QUOTA.examples]]
text = "Snow capped the hills."
none = true

[types.QUOTA.modes.lifted]
cues = ["scrap the quota"]
intensity = 3.5

[types.COERCE.modes.blockade]
description = "closes a port"
cameo = "191"
cues = ["blockade"]

[types.ASSAULT]
cues = ["ambuscade"]

[contexts]
ports = ["port", "harbour"]
"""


def read(tmp_path: Path, text: str) -> OwnOntology:
    path = tmp_path / "my.toml"
    path.write_text(text, "utf-8")
    return read_own(path, plover())


def test_a_type_has_what_it_says_and_the_rest_of_the_nearest(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE).ontology
    own, near = found.types["QUOTA"], plover().types["COERCE"]
    assert (own.quad, own.cameo, own.goldstein) == (near.quad, near.cameo, -4.0)
    assert (own.means, own.nearest) == ("limits what another may sell to it", "COERCE")
    assert (own.origin, own.contexts) == ("my.toml", ("ports",))
    assert found.contexts["ports"] == ("port", "harbour")


def test_a_mode_has_what_it_says_and_the_rest_of_its_type(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE).ontology
    blockade = found.types["COERCE"].modes["blockade"]
    assert (blockade.cameo, blockade.goldstein) == ("191", found.types["COERCE"].goldstein)
    assert found.goldstein("QUOTA", "lifted") == 3.5
    assert found.cameo("QUOTA", "lifted") == found.types["QUOTA"].cameo


def test_nothing_shipped_is_changed(tmp_path: Path) -> None:
    found, shipped = read(tmp_path, WHOLE).ontology, plover()
    for name, entry in shipped.types.items():
        own = found.types[name]
        assert {m: own.modes[m] for m in entry.modes} == dict(entry.modes)
        assert (own.quad, own.goldstein, own.cameo) == (entry.quad, entry.goldstein, entry.cameo)
    assert shipped.contexts.items() <= found.contexts.items()
    assert "QUOTA" not in shipped.types
    assert "blockade" not in shipped.types["COERCE"].modes


def test_only_what_is_new_is_the_users_own(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE).ontology
    own = [("QUOTA", None), ("QUOTA", "lifted"), ("COERCE", "blockade")]
    assert all(found.is_own(*kind) for kind in own)
    assert not any(
        found.is_own(*k) for k in [("COERCE", None), ("COERCE", "arrest"), ("AID", None)]
    )


def test_kinds_have_their_cues_and_examples(tmp_path: Path) -> None:
    kinds = {k.name: k for k in read(tmp_path, WHOLE).kinds}
    assert set(kinds) == {"QUOTA", "QUOTA/lifted", "COERCE/blockade", "ASSAULT"}
    assert [c.words for c in kinds["QUOTA"].cues] == ["quota", "cap"]
    assert kinds["QUOTA"].cues[1].object == ("import", "export")
    assert [e.none for e in kinds["QUOTA"].examples] == [False, True]
    assert [kinds[n].like for n in ("QUOTA", "COERCE/blockade", "ASSAULT")] == [
        "COERCE", "COERCE", "ASSAULT",
    ]  # fmt: skip
    assert kinds["COERCE/blockade"].where == "types.COERCE.modes.blockade in my.toml"


def test_a_type_of_no_plover_type_says_all_itself(tmp_path: Path) -> None:
    text = '[types.X]\nquad = "verbal-conflict"\nintensity = -1\ncameo = "112"\ncues = ["x"]'
    found = read(tmp_path, text)
    assert found.ontology.types["X"].nearest == found.kinds[0].like == ""


def test_names() -> None:
    assert is_type("MIGRATE")
    assert is_type("CYBER-2")
    assert not is_type("Migrate")
    assert not is_type("")
    assert is_mode("hit-and-run")
    assert not is_mode("Blockade")
    assert not is_mode("")


TYPE = '[types.QUOTA]\nnearest = "COERCE"\n'
EXAMPLE = TYPE + '[[types.QUOTA.examples]]\ntext = "Chad capped imports."\n'
WRONG = {
    "no TOML": ("[types", "is not TOML.*mend the line"),
    "unknown table": ("[typs.X]", "unknown table 'typs'; did you mean types"),
    "a cue under no type": ('cues = ["x"]', "'cues' stands under no event type.*types.NAME"),
    "an example under no type": (
        '[[examples]]\ntext = "x"', "'examples' stands under no event type",
    ),
    "types no table": ("types = 3", "types is no table"),
    "a type no table": ("[types]\nX = 3", r"X is no table.*\[types.X\]"),
    "an unknown key": (TYPE + 'ques = ["x"]', r"types.QUOTA: .*`ques`; did you mean cues"),
    "an unknown quad": (
        TYPE + 'quad = "verbal-conflic"\ncues = ["x"]',
        r"types.QUOTA.quad: .*'verbal-conflic'; did you mean verbal-conflict\?",
    ),
    "an unknown nearest": (
        '[types.X]\nnearest = "COERSE"\ncues = ["x"]', r"X.nearest: .*did you mean COERCE\?",
    ),
    "nothing to fall back on": ('[types.X]\ncues = ["x"]', "has no quad and no intensity and no cameo"),
    "an intensity out of range": (TYPE + 'intensity = -11\ncues = ["x"]', "-11 is not from -10 to 10"),
    "an intensity in words": (TYPE + 'intensity = "high"\ncues = ["x"]', r"types.QUOTA.intensity"),
    "no CAMEO code": (TYPE + 'cameo = "17x"\ncues = ["x"]', "'17x' is no CAMEO code"),
    "an unknown context": (
        TYPE + 'contexts = ["milltary"]\ncues = ["x"]', "'milltary'; did you mean military",
    ),
    "a context without words": ("[contexts]\nports = []", r"contexts.ports: has no words"),
    "contexts that are no lists": ("[contexts]\nports = 3", "contexts: "),
    "a small type": ('[types.quota]\nnearest = "COERCE"\ncues = ["x"]', "in capitals"),
    "a large mode": ('[types.COERCE.modes.Big]\ncues = ["x"]', "in small letters"),
    "a mode's quad": (
        '[types.COERCE.modes.x]\nquad = "verbal-conflict"\ncues = ["x"]', "x.quad: .*of its type",
    ),
    "a type too near to a shipped one": (
        '[types.COERSE]\nnearest = "AID"\ncues = ["x"]', "too near to the shipped COERCE; did you mean",
    ),
    "a mode too near to a shipped one": (
        '[types.COERCE.modes.deprot]\ncues = ["x"]', "'deprot' is too near to the shipped deport",
    ),
    "a changed type": ('[types.COERCE]\nintensity = -1\ncues = ["x"]', "keeps its own"),
    "a changed mode": ('[types.COERCE.modes.arrest]\ncameo = "10"\ncues = ["x"]', "keeps its own"),
    "no cue": (TYPE, "QUOTA: has no cue, and no example that tells it"),
    "only examples against": (EXAMPLE + "none = true", "has no cue, and no example that tells it"),
    "a mode without cues": ("[types.COERCE.modes.x]\n", "modes.x: has no cue"),
    "an empty cue": (TYPE + 'cues = [" "]', "cues 1: has no words"),
    "a cue's unknown key": (
        TYPE + 'cues = ["y", { words = "x", recipients = "on" }]', "cues 2: .*did you mean recipient",
    ),
    "a cue's unknown place": (
        TYPE + 'cues = [{ words = "x", actor = "subjekt" }]',
        r"cues 1.actor: there is no place 'subjekt' in a clause; did you mean subject\?",
    ),
    "a cue's unknown form": (TYPE + 'cues = [{ words = "x", form = "adverb" }]', "cues 1.form"),
    "a trigger that isn't there": (
        EXAMPLE + 'trigger = "cap"', r"examples 1.trigger: 'cap' does not stand in 'Chad capped",
    ),
    "an actor that isn't there": (
        EXAMPLE + 'trigger = "capped"\nactor = "Niger"', "examples 1.actor: 'Niger' does not stand",
    ),
    "no trigger": (EXAMPLE, "examples 1.trigger: is missing"),
    "an actor of nothing": (
        TYPE + 'cues = ["cap"]\n' + EXAMPLE.removeprefix(TYPE) + 'none = true\nactor = "Chad"',
        "has no actor and no recipient",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_with_where_and_what_to_do(what: str, tmp_path: Path) -> None:
    text, said = WRONG[what]
    with pytest.raises(KnowledgeError, match=said) as caught:
        read(tmp_path, text)
    assert "my.toml" in caught.value.where


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="can't be read"):
        read_own(tmp_path / "gone.toml", plover())
    (tmp_path / "latin.toml").write_bytes(b"x = '\xe9'")
    with pytest.raises(KnowledgeError, match="can't be read"):
        read_own(tmp_path / "latin.toml", plover())
