"""`convert --mapping`, which needs no command's name, and beside it the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter.cli.commands import Stages, add_commands
from converter.errors import UsageError
from converter.validation.implementation import Implementation

_HELP = """Turn the users of an identity store into validated Auth0 import files.

A mapping, one YAML file, says where the users are and how each field of an Auth0 user is made:

\b
  convert --mapping oracle.yaml                      writes out/oracle/users-00001.json ...
  convert --mapping oracle.yaml --limit 100 -o try   a trial with the first 100 records
  convert --mapping oracle.yaml --json | jq .counts  the summary for another program

No mapping yet? `convert --mapping oracle` runs a bundled one over its own sample.
`convert inspect export.ldif` tells what is in an export, `convert init` makes a mapping of that,
`convert read` prints the records.

\b
The output folder holds, readable by you alone:
  users-00001.json ...   import files of at most 500 kB, as Auth0 takes them
  rejected.jsonl         every record that became no user, where it stands, and all reasons
  skipped.jsonl          records left out on purpose        warnings.jsonl  doubtful users
  origins.jsonl          where each user of the import files came from
  summary.json           the counts; exported + rejected + skipped + filtered = read
  manifest.json          what was written, with digests; it is there only after a finished run
The same command writes the same bytes again, also after it was interrupted.
"""

_EPILOG = """\b
Exit codes:
  0  done                                   6  Auth0 cannot be reached, or refuses
  1  a bug of this program                  7  stopped: too many rejects, disk full ...
  2  a mistake on the command line          8  the output folder is in use or another run's
  3  done, but some records were rejected   9  a test failed, a diff, a wrong password
  4  the mapping has errors                 130, 143  interrupted
  5  a source cannot be read
"""

app = typer.Typer(
    name="convert",
    cls=Stages,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
add_commands(app)


Mappings = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        "-m",
        metavar="FILE",
        help="The mapping to run: a file, or where there is none of that path, the name of a bundled mapping. May be "
        "repeated: several stores go into one folder, and nobody is in it twice.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FOLDER",
        readable=False,  # the run itself finds out, and says more
        help="Where to write.  [default: out/<name of the mapping>]",
    ),
]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Read the first N records only.")]
MaxRejects = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="N",
        help="Stop as soon as more than N records are rejected.  [default: if the first 1,000 all are]",
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite the result of another run in the folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Processes that convert; the result is the same.  [default: all processors]"),
]
ListUnmatched = Annotated[
    bool,
    typer.Option("--list-unmatched", help="List in lookups.jsonl the rows of lookups that no record matched, too."),
]
Validator = Annotated[
    Implementation,
    typer.Option(help="The JSON Schema library that decides; both come to the same verdict, one slowly."),
]
ShowCode = Annotated[
    bool,
    typer.Option("--show-code", help="Print the Python function that the mapping is compiled to, and convert nothing."),
]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]


@app.callback(invoke_without_command=True, help=_HELP, epilog=_EPILOG)
def convert(
    context: typer.Context,
    *,
    mapping: Mappings = None,
    output: Output = None,
    limit: Limit = None,
    max_rejects: MaxRejects = None,
    replace: Replace = False,
    json: Json = False,
    jobs: Jobs = None,
    list_unmatched: ListUnmatched = False,
    validator: Validator = Implementation.FAST,
    show_code: ShowCode = False,
    version: Version = False,
) -> None:
    """Convert the records of a mapping's source into import files."""
    from converter import __version__, native
    from converter.cli import console

    if version:
        missing = ", ".join(native.missing())
        console.say(f"auth0-convert {__version__} ({f'not compiled: {missing}' if missing else 'compiled'})")
        raise typer.Exit
    if context.invoked_subcommand:
        _refuse_options(context)
        return
    if not mapping:
        _refuse_options(context)
        console.complain(*context.get_help().splitlines())
        raise typer.Exit(2)
    from converter.cli.convert import run_conversion, show_program
    from converter.cli.options import Options

    if show_code:
        for each in mapping:
            show_program(each)
        raise typer.Exit
    options = Options(
        output,
        limit,
        max_rejects,
        replace=replace,
        json=json,
        jobs=jobs,
        list_unmatched=list_unmatched,
        validator=validator,
    )
    raise typer.Exit(run_conversion(mapping, options))


def _refuse_options(context: typer.Context) -> None:
    """Options of a conversion make no sense without one, and beside a command they would be passed over."""
    given = [name for name, value in context.params.items() if value and value != Implementation.FAST]
    if not given:
        return
    option, command = f"--{given[0].replace('_', '-')}", context.invoked_subcommand
    if command:
        message = f"{option} belongs to convert --mapping FILE; the options of convert {command} stand behind its name"
        raise UsageError(message)
    raise UsageError(f"{option} needs a mapping: convert --mapping FILE {option} …")
