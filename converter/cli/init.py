"""`convert init SOURCE -o FILE`: a first mapping, proposed from what is in an export."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from converter.cli.account import CaFile, Source, Type, User, account

if TYPE_CHECKING:
    from converter.pipeline.inspection.contents import Contents
    from converter.pipeline.plain import Plain
    from converter.pipeline.proposal.proposal import Proposal

EXAMPLES = """\b
Examples:
  convert init export.ldif -o mapping.yaml       then: convert --mapping mapping.yaml --limit 100
  convert init people.csv                        print it
  convert init mysql://reader@db.acme.com/people#users -o mapping.yaml
  convert init big.ldif --limit 20000 -o m.yaml  look at the first 20,000 records only
What a field is made of is told by names and content; the reason stands beside it.
"""


def init(
    source: Source,
    type_: Type = "",
    *,
    user: User = "",
    ca_file: CaFile = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", readable=False, help="Where to write.  [default: print it]"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Look at the first N records only.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> None:
    """Write a first mapping for a source: commented, ready to run, and yours to change.

    Nothing is taken for granted that only a person can know: no address counts as verified, no roles are given.
    """
    from converter.cli import console
    from converter.errors import UsageError
    from converter.pipeline.inspection.dialect import with_dialect
    from converter.pipeline.plain import find_plain
    from converter.report.first_mapping import as_yaml

    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} is there already: name another file, or overwrite it with --force")
    plain = with_dialect(find_plain(source, type_, os.environ, account=account(user, ca_file)))
    proposal = _propose(plain, limit)
    if not proposal.has_email:
        raise UsageError(
            "nothing in the source holds e-mail addresses, and Auth0 imports nobody without one: "
            "convert inspect tells what is there"
        )
    text = as_yaml(proposal, output.parent if output else Path())
    if output is None:
        console.say(*text.splitlines())
    else:
        _write(output, text, proposal)


def _propose(plain: Plain, limit: int | None) -> Proposal:
    from converter.cli.inspect import read_through
    from converter.pipeline.proposal.proposal import person_class, propose

    everything = read_through(plain, limit)
    wanted = person_class(everything)
    once = any(file.path is None for file in plain.files)
    people = _people(plain, limit, wanted) if wanted and not once else everything
    return propose(plain, everything, people)


def _people(plain: Plain, limit: int | None, wanted: str) -> Contents:
    """What is in the records of people alone, read a second time: groups and containers would blur it."""
    from converter.cli.progress import progress
    from converter.pipeline.inspection.contents import inspect
    from converter.pipeline.proposal.proposal import is_person
    from converter.record import Unreadable

    opened = plain.open()
    with progress(opened) as tell:
        items = islice(opened.records(), limit)
        people = (item for item in items if isinstance(item, Unreadable) or is_person(item, wanted))
        return inspect(people, plain.naming, tell)


def _write(path: Path, text: str, proposal: Proposal) -> None:
    from converter.cli import console
    from converter.pipeline.load import check
    from converter.pipeline.store_url import PASSWORDS
    from converter.sinks.durable import write_durably
    from converter.syntax.counted import counted

    write_durably(path.parent, path.name, text.encode())
    unset = [name for name in PASSWORDS if f"${{{name}}}" in text and not os.environ.get(name)]
    # a password that was asked for or came from a file is in no variable yet
    known = {**os.environ, **dict.fromkeys(unset, "given")}
    console.complain(*check(str(path), known).rendered().splitlines())
    console.say(
        f"wrote {path}: {counted(len(proposal.fields), 'field')}, {counted(len(proposal.unmapped), 'name')} not mapped",
        "next:",
        "  read it from top to bottom, and look at what is left to decide",
        *(f"  export {name}=…, which it refers to" for name in unset),
        f"  convert test {path}",
        f"  convert --mapping {path} --limit 100 --output try",
    )
