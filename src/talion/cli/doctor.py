"""``talion doctor``: is the installation sound, and what to do where it is not."""

from __future__ import annotations

import sys

import click

from talion.cli import options
from talion.doctor import Finding, Verdict, examine
from talion.store.database import DEFAULT

_SIGNS: dict[Verdict, tuple[str, str]] = {
    "ok": ("ok", "green"),
    "note": ("note", "yellow"),
    "wrong": ("WRONG", "red"),
}


@click.command("doctor")
@options.to_terminal_or_json
@click.option("--database", "-d", default=DEFAULT, envvar="TALION_DATABASE", show_default=True,
              show_envvar=True, metavar="PATH|ADDRESS",
              help="The database: a file, or postgresql://USER@HOST/NAME.")  # fmt: skip
def command(target: str, database: str) -> None:
    """Check the installation, and say what to do where something is missing.

    Looks at Python, the packages, the parser's and the networks' files by digest, the extras, the folder and the
    database, and codes a sentence. The exit status is 1 when something is wrong; notes are on what is optional.
    """
    found = []
    for finding in examine(database):
        found.append(finding)
        if target == "terminal":
            _show(finding)
    if target == "json":
        options.write_json(found)
    wrong = sum(f.verdict == "wrong" for f in found)
    if target == "terminal":
        click.echo(f"{wrong} wrong" if wrong else "all is well")
    sys.exit(1 if wrong else 0)


def _show(finding: Finding) -> None:
    word, colour = _SIGNS[finding.verdict]
    click.echo(f"{click.style(f'{word:<5}', fg=colour)}  {finding.about:<24} {finding.found}")
    if finding.remedy:
        click.echo(f"{'':<5}  {'':<24} -> {finding.remedy}")
