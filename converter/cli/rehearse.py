"""`convert rehearse --mapping FILE`: the whole migration, from the source to the last user, with nobody harmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from converter.cli.tenant import FaultsFile, SettingsFile

if TYPE_CHECKING:
    from converter.auth0.result import Result
    from converter.auth0.tenant.checker import Judgement
    from converter.auth0.tenant.tenant import Tenant

EXAMPLES = """\b
Examples:
  convert rehearse -m oracle.yaml                          everything, against a tenant that forgets
  convert rehearse -m oracle.yaml --settings staff.yaml    with the real connection's settings
  convert rehearse -m oracle.yaml --faults bad.yaml        with answers lost, jobs stuck ...
Exit code 3: some users were rejected or refused. 9: somebody was lost, doubled or altered.
Settings and faults: docs/rehearsal.md.
"""


def rehearse(
    mapping: Annotated[
        list[str], typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, or several, as for a conversion.")
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            readable=False,
            help="Where to convert to; kept.  [default: out/<name of the mapping>-rehearsal]",
        ),
    ] = None,
    settings: SettingsFile = None,
    faults: FaultsFile = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Read the first N records only.")] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print two JSON objects: the conversion's summary, and what came of it."),
    ] = False,
) -> None:
    """Convert, upload to a stand-in for Auth0 on this machine, and prove who arrived. Nothing leaves the machine."""
    from dataclasses import asdict

    from converter.auth0.tenant.checker import judge
    from converter.cli import console
    from converter.cli.convert import Options, run_conversion
    from converter.cli.tenant import new_tenant
    from converter.errors import EXIT_OK, EXIT_REJECTED

    tenant = new_tenant(settings, faults)
    folder = output or Path("out") / f"{'+'.join(Path(name).stem for name in mapping)}-rehearsal"
    _forget_the_last(folder)
    converted = run_conversion(mapping, Options(folder, limit, replace=True, json=json))
    if converted not in (EXIT_OK, EXIT_REJECTED):
        raise typer.Exit(converted)
    result = _upload(folder, tenant)
    found = judge(tenant.state.history.events, _entries(folder))
    if json:
        console.write_json({"upload": result.as_document(), "tenant": asdict(found) | {"sound": found.sound}})
    else:
        console.say(*result.as_lines(), *_lines(found))
    raise typer.Exit(max(converted, _exit_code(result, found)))


def _forget_the_last(folder: Path) -> None:
    """Remove the journal of an earlier rehearsal, whose tenant is gone. Errors: OutputRefused for any other."""
    from converter.auth0.access import is_loopback
    from converter.auth0.journal import open_journal
    from converter.errors import OutputRefused
    from converter.sinks.layout import JOURNAL

    if not (folder / JOURNAL).exists():
        return
    with open_journal(folder) as journal:
        domain = journal.bound().get("domain", "127.0.0.1")
    if not is_loopback(domain.partition(":")[0]):
        raise OutputRefused(f"{folder} was uploaded to {domain}: rehearse in another, --output FOLDER")
    for name in (JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm"):
        (folder / name).unlink(missing_ok=True)


def _upload(folder: Path, tenant: Tenant) -> Result:
    from converter.auth0.access import read_access
    from converter.auth0.binding import bind, connection_of
    from converter.auth0.client import Client
    from converter.auth0.crew import Threads
    from converter.auth0.errands import Order
    from converter.auth0.journal import open_journal
    from converter.auth0.result import result_of
    from converter.auth0.tenant.server import serving
    from converter.auth0.upload import Upload
    from converter.cli.standing import standing_shown
    from converter.cli.tenant import environment
    from converter.sinks.access import lock

    release = lock(folder, "rehearse in another folder")
    try:
        with serving(tenant) as url, open_journal(folder) as journal, standing_shown() as tell:
            named = environment(url, tenant.state.settings)
            access = read_access(lambda name: named.get(name, ""))
            with Client(access) as client:
                order = Order(connection_of(client, named["AUTH0_CONNECTION"]), "rehearsal-", by_email=True)
                bind(journal, folder, access, order)
                Upload(folder, journal, client, order, Threads(), tell=tell).run()
            return result_of(journal)
    finally:
        release()


def _entries(folder: Path) -> Iterator[Any]:
    """The users of all import files."""
    import orjson

    from converter.sinks.manifest import read_manifest

    for part in read_manifest(folder).parts:
        yield from orjson.loads((folder / part.name).read_bytes())


def _lines(found: Judgement) -> Iterator[str]:
    from converter.syntax.counted import counted

    told = {
        "lost": (found.lost, "never arrived"),
        "doubled": (found.doubled, "created more than once"),
        "altered": (found.altered, "other than they were sent"),
        "unexpected": (found.unexpected, "sent by nobody"),
    }
    jobs = f"{counted(found.jobs, 'job')}, at most {found.jobs_at_once} at a time"
    yield f"By the tenant's own history: {counted(found.sent, 'user')} sent, {len(found.refused):,} refused; {jobs}"
    for name, (who, text) in told.items():
        if who:
            yield f"  {name:<12}{len(who):9,}   {text}: {', '.join(who[:5])}{' …' if len(who) > 5 else ''}"
    yield "  everybody arrived once and as sent, or was refused with a reason" if found.sound else "  NOT sound"


def _exit_code(result: Result, found: Judgement) -> int:
    from converter.errors import EXIT_OK, EXIT_REJECTED, EXIT_VERIFY

    if not found.sound or result.unresolved or result.waiting:
        return EXIT_VERIFY
    return EXIT_OK if result.complete else EXIT_REJECTED
