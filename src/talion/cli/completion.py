"""``talion completion``: the script that lets a shell complete commands, options and their values."""

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    Load it where the shell starts, such as in ~/.bashrc: eval "$(talion completion bash)". For fish, put it
    into ~/.config/fish/completions/talion.fish.
    """
    from talion.cli import group

    kind = get_completion_class(shell)
    if kind is None:  # click can't write for this shell
        raise click.UsageError(f"{shell} can't be completed here")
    click.echo(kind(group, {}, "talion", "_TALION_COMPLETE").source())
