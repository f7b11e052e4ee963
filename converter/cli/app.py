"""The program's commands, in one table, and `convert --mapping`, which needs no command's name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import __version__
from converter.cli import check, read, test, validate
from converter.validation.implementation import Implementation

app = typer.Typer(
    name="convert",
    help="Turn the users of an identity store into validated Auth0 import files: convert --mapping oracle.yaml",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("test")(test.test)
app.command("read")(read.read)
app.command("validate")(validate.validate)


Mapping = Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, or a bundled one's name.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; default: out/<mapping>.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Read only so many records.")]
MaxRejects = Annotated[int | None, typer.Option(min=0, help="Stop when more records than this are rejected.")]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite what another run left in the folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
Validator = Annotated[Implementation, typer.Option(help="Which JSON Schema library decides.")]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]


@app.callback(invoke_without_command=True)
def convert(
    context: typer.Context,
    *,
    mapping: Mapping = "",
    output: Output = None,
    limit: Limit = None,
    max_rejects: MaxRejects = None,
    replace: Replace = False,
    json: Json = False,
    validator: Validator = Implementation.FAST,
    version: Version = False,
) -> None:
    """Convert the records of a mapping's source into import files."""
    from converter.cli import console
    from converter.cli.convert import Options, run_conversion

    if version:
        console.say(f"auth0-convert {__version__}")
    elif context.invoked_subcommand is None:
        if not mapping:
            console.complain(context.get_help())
            raise typer.Exit(2)
        options = Options(output, limit, max_rejects, replace=replace, json=json, validator=validator)
        raise typer.Exit(run_conversion(mapping, options))
    elif mapping:
        raise typer.BadParameter(f"--mapping stands alone: convert --mapping {mapping}")
