"""The API against its own description: whatever is asked, the answer is as described, and no fault of ours."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from talion.web.openapi import document
from talion.web.studies import STUDIES

TOLD = document("0")
PATHS = sorted(path for path, methods in TOLD["paths"].items() if "get" in methods)
KNOWN = {
    "id": ["bridge-00", "visit-0", "e1", "e'1"], "document": ["bridge-00", "visit-0", "twin-1"],
    "dyad": ["KEN", "TZA", "NER"], "actor": ["KEN", "KEN/GOV", "Kenya"], "recipient": ["TZA", "GOV"],
    "since": ["2031", "2031-05", "2031-05-02"], "until": ["2031", "2033-03-04"], "mode": ["arrest"],
    "context": ["migration"], "place": ["KEN", "Lowmere"], "text": ["bridge"], "publisher": ["Lake Post"],
    "cursor": [""], "type": ["COERCE", "MIGRATE"],
}  # fmt: skip
WILD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["'", '"; DROP TABLE events; --', "../../etc/passwd", "\x00", "-1", "1e999", "NaN", "0",
                     "9" * 400, "2031-02-30", "0000", "%", "a" * 4000, "KEN", "true"]),
)  # fmt: skip
QUICK = settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,)
)  # without shrinking, which takes minutes
Pairs = list[tuple[str, str]]


def sound(parameter: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values that the description allows."""
    schema = parameter["schema"].get("items", parameter["schema"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = {
        "integer": st.integers(schema.get("minimum", 1), schema.get("maximum", 3)).map(str),
        "number": st.floats(0, 1).map(str), "boolean": st.sampled_from(["true", "false"]),
    }  # fmt: skip
    found = kinds.get(schema["type"])
    return st.sampled_from(KNOWN[parameter["name"]]) if found is None else found


@cache
def queries(path: str, *, wild: bool) -> st.SearchStrategy[Pairs]:
    """Queries of a path: some of its parameters, each with some values; wild ones have any values."""
    each = []
    for parameter in TOLD["paths"][path]["get"]["parameters"]:
        schema, name = parameter["schema"], parameter["name"]
        least = schema.get("minItems", 1)
        most = schema.get("maxItems", 2) if schema.get("type") == "array" else 1
        value = st.one_of(sound(parameter), WILD) if wild else sound(parameter)
        values = st.lists(
            value, min_size=0 if wild else least, max_size=most + 2 * wild, unique=True
        )
        given_or_not = values if parameter.get("required") else st.just([]) | values
        each.append(st.tuples(st.just(name), given_or_not))
    return st.tuples(*each).map(lambda found: [(n, v) for n, values in found for v in values])


def checked(client: TestClient, path: str, query: Pairs) -> int:
    """The status of the answer, which is one that the description tells, with a body as it tells it."""
    answer = client.get(f"/api/v1{path}", params=query)
    said = TOLD["paths"][path]["get"]["responses"].get(str(answer.status_code))
    assert said is not None, (answer.status_code, answer.text)
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in said["content"]
    if kind == "application/json":
        schema = {**said["content"][kind]["schema"], "components": TOLD["components"]}
        Draft202012Validator(schema).validate(json.loads(answer.content))
    if answer.status_code == 200:
        again = client.get(
            f"/api/v1{path}", params=query, headers={"if-none-match": answer.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
    return answer.status_code


@pytest.mark.parametrize("asked", PATHS)
@QUICK
@given(data=st.data())
def test_anything_asked_is_answered_as_described(
    client: TestClient, asked: str, data: st.DataObject
) -> None:
    query = data.draw(queries(asked, wild=True))
    assume(len(json.dumps(query)) < 8000)
    checked(client, asked, query)


@pytest.mark.parametrize("asked", [p for p in PATHS if p[1:] not in STUDIES and ".csv" not in p])
@QUICK
@given(data=st.data())
def test_what_is_described_can_be_asked(
    client: TestClient, asked: str, data: st.DataObject
) -> None:
    assert checked(client, asked, data.draw(queries(asked, wild=False))) in (200, 404)


@QUICK
@given(body=st.one_of(
    st.binary(max_size=40),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                 lambda of: st.lists(of, max_size=3) | st.dictionaries(st.sampled_from(["text", "id", "x"]), of),
                 max_leaves=5).filter(lambda b: not (isinstance(b, dict) and isinstance(b.get("text"), str)))
    .map(lambda b: json.dumps(b).encode()),
))  # fmt: skip
def test_what_is_no_text_is_not_coded(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/code", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["kind"]
