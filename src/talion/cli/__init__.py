"""The command line: one command a file, loaded when first used."""

from __future__ import annotations

import importlib
import sys

import click

_COMMANDS = {
    "code": "Code stories into records.",
    "schema": "Print the JSON Schema of a line of output.",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"talion.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talion")
def group() -> None:
    """Reads news stories and records who did what to whom, in answer to what, and who says so."""


def main() -> None:
    """The entry point; an error of ours is one line on standard error and exit status 2."""
    from talion.errors import TalionError

    try:
        group(prog_name="talion")
    except TalionError as error:
        print(f"talion: {error}", file=sys.stderr)
        sys.exit(2)
