"""``talion schema``: the JSON Schema of a line of output."""

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of a line of output."""
    from talion.record import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
