"""The API, told to people."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from msgspec import Struct

from talion.store.database import Database
from talion.web import openapi
from talion.web.asked import Given


class Told(Struct, frozen=True):
    """An address of the API, what it answers, and its parameters."""

    method: str
    path: str
    means: str
    parameters: list[str]


class About(Struct, frozen=True):
    """What ``api.html`` shows."""

    paths: list[Told]
    means: dict[str, str]


def about(db: Database, given: Given) -> About:  # noqa: ARG001
    """The page of the API."""
    described = openapi.document(version("talion"))
    found = [
        _told(method, f"/api/v1{path}", said)
        for path, methods in described["paths"].items() for method, said in methods.items()
    ]  # fmt: skip
    return About(found, openapi.MEANS)


def _told(method: str, path: str, said: dict[str, Any]) -> Told:
    names = [p["name"] for p in said.get("parameters", ())]
    return Told(method.upper(), path, said["summary"], names)
