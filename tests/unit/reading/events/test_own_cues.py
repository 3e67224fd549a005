"""Events of a user's own types and modes, in stories of our own, without the learned part."""

from pathlib import Path

import pytest

from talion.coder import Coder, Reading
from talion.errors import KnowledgeError
from talion.explaining import explain
from talion.intake import document_from
from talion.invariants import faults
from talion.record import Event, Record

OWN = """
[types.QUOTA]
nearest = "SANCTION"
intensity = -2
contexts = ["economic"]
cues = [
    "quota",
    { words = "curb", object = ["import", "export"], recipient = ["from", "of"] },
    "strike off",
]

[[types.QUOTA.examples]]
text = "Chad slashed deliveries from Niger on Monday."
trigger = "slashed deliveries"
actor = "Chad"
recipient = "Niger"

[[types.QUOTA.examples]]
text = "The registrar struck off two doctors in Accra."
none = true

[[types.QUOTA.examples]]
text = "Kenya struck off Ugandan maize on Friday."
trigger = "struck off"
actor = "Kenya"
recipient = "Ugandan"

[types.COERCE.modes.blockade]
intensity = -8
cameo = "191"
cues = ["blockade"]

[types.VISITOR]
quad = "verbal-cooperation"
intensity = 1
cameo = "042"
cues = [{ words = "call", form = "noun" }, "port call"]
"""


@pytest.fixture(name="coder", scope="module")
def make_coder(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    path = tmp_path_factory.mktemp("own") / "my.toml"
    path.write_text(OWN, "utf-8")
    return Coder.load(fast=True, ontology=path)


def read(coder: Coder, text: str) -> Reading:
    return coder.read(document_from(text, id="t", published="2031-05-16"))


def own(coder: Coder, text: str) -> list[Event]:
    record = read(coder, text).record
    return [e for e in record.events if coder.ontology.is_own(e.type, e.mode)]


def told(coder: Coder, text: str) -> tuple[str, str | None, list[str | None], list[str | None]]:
    """The one own event, with the countries of its sides."""
    record = read(coder, text).record
    (event,) = own(coder, text)
    countries = [[record.actor(i).country for i in s] for s in (event.actors, event.recipients)]
    return event.type, event.mode, countries[0], countries[1]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya curbed imports from Uganda on Friday.",
        "Kenya has curbed all imports of maize from Uganda.",
        "Imports from Uganda were curbed by Kenya on Friday.",
        "Kenya slashed deliveries from Uganda.",
    ],
)
def test_a_cue_is_found_in_its_forms_with_its_frame(coder: Coder, text: str) -> None:
    type_, mode, actors, recipients = told(coder, text)
    assert (type_, mode) == ("QUOTA", None)
    assert actors == ["KEN"]
    assert recipients == ["UGA"]


def test_the_object_must_be_one_that_the_cue_names(coder: Coder) -> None:
    reading = read(coder, "Kenya curbed a volcano in Uganda.")
    assert not [e for e in reading.record.events if e.type == "QUOTA"]
    reasons = [r.reason for r in reading.events.rejected if r.type == "QUOTA"]
    assert reasons == ["the object of the own cue “curb” is none that it needs"]


def test_a_particle_of_the_cue_must_be_there(coder: Coder) -> None:
    assert not own(coder, "Kenya struck Uganda.")


def test_examples_part_the_readings_of_a_cue(coder: Coder) -> None:
    assert told(coder, "Zambia struck off Ugandan maize.")[0] == "QUOTA"
    reading = read(coder, "The registrar struck off two nurses in Accra.")
    assert not reading.record.events
    (gone,) = [r for r in reading.events.rejected if r.type == "QUOTA"]
    assert "stands here as in example 2" in gone.reason
    assert gone.confidence < 0.5


def test_a_cue_is_surer_the_nearer_it_is_and_the_more_was_shown(coder: Coder) -> None:
    (near,) = own(coder, "Kenya struck off Ugandan maize on Monday.")
    (shown_against,) = own(coder, "Kenya curbed imports from Uganda.")
    (never_shown,) = own(coder, "Eritrea imposed a blockade on Ethiopia.")
    assert near.confidence > 0.9
    assert (shown_against.confidence, never_shown.confidence) == (0.85, 0.65)


def test_a_form_keeps_verbs_apart_from_nouns(coder: Coder) -> None:
    assert own(coder, "The call of the Chinese fleet at Mombasa pleased Kenya.")
    assert not own(coder, "The Chinese fleet called Kenya.")


def test_two_words_that_stand_together(coder: Coder) -> None:
    (event,) = own(coder, "A port call by the Chinese navy pleased Kenya.")
    record = read(coder, "A port call by the Chinese navy pleased Kenya.").record
    assert record.words(event.trigger) == "port call"


def test_a_mode_of_a_shipped_type_beats_its_reading(coder: Coder) -> None:
    text = "Eritrea imposed a blockade on Ethiopia on Monday."
    record = read(coder, text).record
    assert [(e.type, e.mode) for e in record.events] == [("COERCE", "blockade")]
    event = record.events[0]
    assert (event.cameo, event.goldstein, event.quad) == ("191", -8.0, "material-conflict")
    assert told(coder, text)[2:] == (["ERI"], ["ETH"])


def test_codes_and_contexts_are_the_files(coder: Coder) -> None:
    (event,) = own(coder, "Kenya curbed imports from Uganda.")
    sanction = coder.ontology.types["SANCTION"]
    assert (event.cameo, event.quad) == (sanction.cameo, sanction.quad)
    assert event.goldstein == -2.0
    assert "economic" in event.contexts


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kenya will curb imports from Uganda.", "planned"),
        ("Kenya has not curbed imports from Uganda.", "negated"),
        ("Kenya may curb imports from Uganda.", "possible"),
    ],
)
def test_status_is_read_as_of_any_event(coder: Coder, text: str, status: str) -> None:
    assert [e.status for e in own(coder, text)] == [status]


def test_times_places_claims_and_retellings(coder: Coder) -> None:
    text = (
        "Kenya curbed imports from Uganda on Monday.\n\n"
        "A minister of Tanzania said that Kenya had curbed imports from Uganda on Monday."
    )
    record = read(coder, text).record
    (event,) = [e for e in record.events if e.type == "QUOTA"]
    assert len(event.mentions) == 1
    assert event.time is not None
    assert any(event.id in c.about for c in record.claims)
    assert faults(record, coder.ontology) == []


def test_a_threat_of_an_own_act_is_a_threat_with_the_mode_of_its_like(coder: Coder) -> None:
    record = read(coder, "Eritrea threatened to blockade Ethiopia.").record
    assert [(e.type, e.mode) for e in record.events] == [("THREATEN", "restrict")]


def test_it_is_coded_only_where_a_party_is_named(coder: Coder) -> None:
    reading = read(coder, "The quota was met.")
    assert not reading.record.events
    reasons = [r.reason for r in reading.events.rejected if r.type == "QUOTA"]
    assert reasons == ["no actor and no recipient"]


def test_explaining_names_the_cue_the_example_and_the_file(coder: Coder) -> None:
    reading = read(coder, "Zambia struck off Ugandan maize.")
    at = next(e.id for e in reading.record.events if e.type == "QUOTA")
    fields = {f.name: f for f in explain(reading, coder, at).fields}
    said = [r.says for r in fields["type"].because]
    assert any(
        "“strike off” is a cue of QUOTA (cue 3 of types.QUOTA in my.toml)" in s for s in said
    )
    assert any("most like example 3, “Kenya struck off Ugandan maize" in s for s in said)
    assert [r.says for r in fields["quad"].because] == ["of QUOTA in my.toml"]


def test_a_coder_without_the_file_reads_as_ever(coder: Coder) -> None:
    text = "Eritrea expelled two envoys of Ethiopia. Police in Chad arrested a singer."
    assert read(coder, text).record == read(Coder.load(fast=True), text).record


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ('text = "Chad, of course, agreed."\ntrigger = "of"', "examples 1: 'of' is no verb and no noun"),
        ('text = "Chad slept."\nnone = true', "examples 1: no cue of QUOTA stands in 'Chad slept.'"),
    ],
)  # fmt: skip
def test_examples_that_teach_nothing(tmp_path: Path, example: str, said: str) -> None:
    path = tmp_path / "my.toml"
    head = '[types.QUOTA]\nnearest = "COERCE"\ncues = ["quota"]\n[[types.QUOTA.examples]]\n'
    path.write_text(head + example, "utf-8")
    with pytest.raises(KnowledgeError, match=said):
        Coder.load(fast=True, ontology=path)


def test_the_record_goes_through_json(coder: Coder) -> None:
    record = read(coder, "Kenya curbed imports from Uganda.").record
    assert Record.from_json(record.to_json()) == record
