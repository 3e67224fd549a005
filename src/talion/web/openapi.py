"""The API told in OpenAPI 3.1, made from the same tables that it is served from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from talion.ontology import plover
from talion.record import ActorKind, LinkKind, LinkStatus, Stance, Status, json_schema
from talion.store import queries
from talion.web import chains, studies
from talion.web.questions import MOST_ROWS, QUESTIONS, Question
from talion.web.settings import MOST_TEXT
from talion.web.studies import STUDIES

MEANS = {
    "actor": "Who acts (of claims: who speaks): a country (KEN), a PLOVER sector (MIL), both (KEN/MIL),"
    " or a part of a name.",
    "recipient": "Who is acted on; as `actor`.",
    "dyad": "Two parties, in either direction: give it twice.",
    "type": "PLOVER type, or a type of one's own.",
    "mode": "Mode of a type, such as `arrest`.",
    "context": "PLOVER context.",
    "quad": "Verbal or material, cooperation or conflict.",
    "status": "Whether it took place; of links, on whose word they stand.",
    "kind": "Kind of link, or of actor.",
    "stance": "Where a speaker stands to what is said.",
    "dated": "Only what the text itself dates.",
    "place": "A country, or a part of a place's name.",
    "confidence": "At least so sure, from 0 to 1.",
    "since": "From this day, month or year on.",
    "until": "Up to this day, month or year, included.",
    "text": "Words that stand in the text of it.",
    "publisher": "Who published the story.",
    "document": "The document's id.",
}
QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")
_LIST = {"type": "array", "items": {"type": "object"}}
_DAY = {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}
_SINGLE: dict[str, dict[str, Any]] = {
    "since": _DAY, "until": _DAY, "dated": {"type": "boolean"},
    "confidence": {"type": "number", "minimum": 0, "maximum": 1},
}  # fmt: skip


def document(version: str) -> dict[str, Any]:
    """The whole document."""
    paths = {f"/{q.name}": _get(q.means, _of_rows(q), "Rows") for q in QUESTIONS.values()}
    paths["/counts"] = _get(
        "Events counted by one or more columns, with their mean Goldstein score.",
        [_many("by", "What to count by.", list(queries.BUCKETS)), *_filters(queries.EVENT_FILTERS)],
        "Rows",
    )
    for study in STUDIES.values():
        paths[f"/{study.name}"] = _get(study.means, _of_study(), "Rows")
    for name in [*QUESTIONS, *STUDIES, "counts"]:
        paths[f"/{name}.csv"] = _csv(paths[f"/{name}"])
    paths["/record"] = _get("The whole record of a document.", _of_record(), "Record", missing=True)
    paths["/chain"] = _get(
        "What an event answers and what answers it, across stories.",
        _of_chain(),
        "Chain",
        missing=True,
    )
    paths["/chain.csv"] = _csv(paths["/chain"])
    paths["/status"] = _get("What the database holds.", [], "Object")
    paths["/code"] = {"post": _code()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Talion", "version": version,
                 "description": "Who did what to whom, in answer to what, and who says so."},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }  # fmt: skip


def _schemas() -> dict[str, Any]:
    parts = json_schema()["$defs"]
    text = {"type": "string"}
    return {
        **{name: _moved(part) for name, part in parts.items()},
        "Object": {"type": "object"},
        "Rows": {"type": "object", "required": ["items"], "properties": {
            "items": _LIST,
            "next": {"type": ["string", "null"], "description": "The cursor of the next page."}}},
        "Chain": {"type": "object", "required": ["start", "nodes", "edges", "cut"], "properties": {
            "start": text, "nodes": _LIST, "edges": _LIST, "cut": {"type": "boolean"}}},
        "Error": {"type": "object", "required": ["error"], "properties": {
            "error": {"type": "object", "properties": {"kind": text, "message": text}}}},
        "Text": {"type": "object", "required": ["text"], "additionalProperties": False,
                 "properties": {"text": {**text, "maxLength": MOST_TEXT}, **{
                     n: {"type": ["string", "null"]}
                     for n in ("id", "title", "published", "publisher", "url")}}},
    }  # fmt: skip


def _moved(part: Any) -> Any:
    """A schema whose references lead to where OpenAPI keeps schemas."""
    if isinstance(part, dict):
        return {
            k: v.replace("#/$defs/", "#/components/schemas/") if k == "$ref" else _moved(v)
            for k, v in part.items()
        }
    return [_moved(p) for p in part] if isinstance(part, list) else part


def _get(
    means: str, parameters: Sequence[dict[str, Any]], schema: str, *, missing: bool = False
) -> dict[str, Any]:
    answers = {
        "200": _answer("The answer; `ETag` names it.", schema),
        "304": {"description": "Who asks has it already (`If-None-Match`)."},
        "400": _answer("What was asked makes no sense.", "Error"),
        "503": _answer("The database can't be read now.", "Error"),
    }
    if missing:
        answers["404"] = _answer("There is none.", "Error")
    return {"get": {"summary": means, "parameters": list(parameters), "responses": answers}}


def _csv(path: dict[str, Any]) -> dict[str, Any]:
    get = path["get"]
    found = {"description": "CSV, with a line of names.", "content": {"text/csv": {}}}
    return {"get": {**get, "summary": f"{get['summary']} As CSV.",
                    "responses": {**get["responses"], "200": found}}}  # fmt: skip


def _code() -> dict[str, Any]:
    return {
        "summary": "The record of a text, which is kept nowhere.",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("Text")}},
        },
        "responses": {
            "200": _answer("The record.", "Record"),
            "400": _answer("It is no document.", "Error"),
            "413": _answer("It is too large.", "Error"),
            "415": _answer("It is not JSON.", "Error"),
            "503": _answer("Another text is being coded.", "Error"),
        },
    }


def _answer(means: str, schema: str) -> dict[str, Any]:
    return {"description": means, "content": {"application/json": {"schema": _ref(schema)}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _of_rows(question: Question) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50}
    return [
        *_filters(question.filters, question.name),
        _one("order", "`-` is the largest, or latest, first.", {"enum": list(question.orders)}),
        _one("limit", "Rows of a page.", whole),
        _one("cursor", "`next` of the page before.", {"type": "string"}),
    ]


def _of_study() -> list[dict[str, Any]]:
    means = "The two parties: countries (KEN), sectors (MIL), both (KEN/MIL) or groups (EU)."
    dyad = {**_filter("dyad", "events"), "description": means, "required": True}
    return [dyad, *_filters([n for n in studies.FILTERS if n != "dyad"])]


def _of_chain() -> list[dict[str, Any]]:
    named = [
        {**_one(name, means, {"type": "string"}), "required": True}
        for name, means in (("document", MEANS["document"]), ("id", "The event's id in its story."))
    ]
    whole = {"type": "integer", "minimum": 1, "maximum": chains.MOST_DEPTH, "default": chains.DEPTH}
    return [*named, _one("depth", "How many answers to follow back, and on.", whole)]


def _of_record() -> list[dict[str, Any]]:
    id = _one("id", "The document's id.", {"type": "string"})
    return [{**id, "required": True}, _one("version", "Which version.", {"type": "integer"})]


def _filters(names: Sequence[str], question: str = "events") -> list[dict[str, Any]]:
    return [_filter(n, question) for n in names]


def _filter(name: str, question: str) -> dict[str, Any]:
    if name in _SINGLE:
        return _one(name, MEANS[name], _SINGLE[name])
    found = _many(name, MEANS[name], choices(name, question))
    if name == "type":  # stories may have been coded with types of one's own
        found["schema"]["items"]["examples"] = found["schema"]["items"].pop("enum")
    if name == "dyad":
        found["schema"] |= {"minItems": 2, "maxItems": 2}
    return found


def choices(name: str, question: str = "events") -> list[str]:
    """The values that a filter can have, where they are few."""
    status = LinkStatus if question == "links" else Status
    known: dict[str, Sequence[str]] = {
        "type": list(plover().types), "quad": QUADS, "status": get_args(status),
        "stance": get_args(Stance),
    }  # fmt: skip
    if question in ("links", "actors"):
        known["kind"] = get_args(LinkKind if question == "links" else ActorKind)
    return list(known.get(name, ()))


def _one(name: str, means: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": means, "schema": schema}


def _many(name: str, means: str, values: list[str]) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "string", **({"enum": values} if values else {})}
    schema = {"type": "array", "items": items}
    return {**_one(name, means, schema), "style": "form", "explode": True}
