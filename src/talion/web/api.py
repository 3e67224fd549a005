"""The answers of the REST API, each a function of the database and what the address asks for."""

from __future__ import annotations

from starlette.responses import Response

from talion.errors import QueryError
from talion.store import queries
from talion.store.database import Database
from talion.web import chains, studies
from talion.web.asked import Given
from talion.web.questions import MOST_ROWS, QUESTIONS, Question, columns, rows
from talion.web.records import kept
from talion.web.studies import STUDIES, Study
from talion.web.writing import as_csv, as_json

PREFIX = "/api/v1"


def listed(db: Database, given: Given) -> Response:
    """A page of rows, and the cursor of the next."""
    found = rows(db, _question(given), given)
    answer = as_json({"items": found.rows, "next": found.next})
    return _with_next(answer, given, found.next)


def listed_csv(db: Database, given: Given) -> Response:
    """The same rows as CSV; a header line, ``Link``, has the address of the next page."""
    question = _question(given)
    found = rows(db, question, given, size=MOST_ROWS)
    answer = as_csv(columns(db, question), found.rows, f"{question.name}.csv")
    return _with_next(answer, given, found.next)


def counted(db: Database, given: Given) -> Response:
    """Events counted by one or more columns."""
    return as_json({"items": _counts(db, given)})


def counted_csv(db: Database, given: Given) -> Response:
    """The same as CSV."""
    return as_csv([*_by(given), "events", "goldstein"], _counts(db, given), "counts.csv")


def record(db: Database, given: Given) -> Response:
    """The whole record of a document, or of an earlier version of it."""
    found = kept(db, given.one("id"), given.one("version"))
    return Response(found.record.to_json(), media_type="application/json")


def chain(db: Database, given: Given) -> Response:
    """The chain of an event across stories."""
    return as_json(chains.asked(db, given))


def chain_csv(db: Database, given: Given) -> Response:
    """The same as CSV: a row for each answer, with both acts."""
    return as_csv(chains.COLUMNS, chains.rows(chains.asked(db, given)), "chain.csv")


def studied(db: Database, given: Given) -> Response:
    """A study of a pair, with what it stands on."""
    return as_json(studies.found(db, given, _study(given)))


def studied_csv(db: Database, given: Given) -> Response:
    """The rows of a study as CSV."""
    study = _study(given)
    names, found = studies.rows(study, studies.found(db, given, study).items)
    return as_csv(names, found, f"{study.name}.csv")


def status(db: Database, given: Given) -> Response:  # noqa: ARG001
    """What the database holds."""
    found = db.status()
    return as_json({n: getattr(found, n) for n in found.__struct_fields__ if n != "path"})


def _study(given: Given) -> Study:
    return STUDIES[given.parts["question"]]


def _question(given: Given) -> Question:
    return QUESTIONS[given.parts["question"]]


def _by(given: Given) -> list[str]:
    names = list(dict.fromkeys(v for k, v in given.pairs if k == "by" and v)) or ["day"]
    if len(names) > 4:
        raise QueryError("over four columns", remedy="count by fewer")
    return names


def _counts(db: Database, given: Given) -> list[dict[str, object]]:
    filters = given.filters(queries.EVENT_FILTERS)
    found: list[dict[str, object]] = db.counts(_by(given), **filters).to_pylist()
    return found


def _with_next(answer: Response, given: Given, cursor: str | None) -> Response:
    if cursor is not None:
        answer.headers["link"] = f'<{given.address(cursor=cursor)}>; rel="next"'
    return answer
