"""`convert rehearse --mapping FILE`: the whole migration, from the source to the last user, with nobody harmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from converter.cli.tenant import FaultsFile, SettingsFile

if TYPE_CHECKING:
    from converter.auth0.tenant.checker import Judgement
    from converter.auth0.tenant.tenant import Tenant
    from converter.cli.story import Told

EXAMPLES = """\b
Examples:
  convert rehearse -m oracle.yaml                          everything, against a tenant that forgets
  convert rehearse -m oracle.yaml --settings staff.yaml    with the real connection's settings
  convert rehearse -m oracle.yaml --faults bad.yaml        with answers lost, jobs stuck ...
Exit code 3: some users were rejected or refused. 9: somebody was lost, doubled, altered or is unexplained.
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
        typer.Option("--json", help="Print two JSON objects: the conversion's summary, and what each step gave."),
    ] = False,
) -> None:
    """The whole migration against a stand-in for Auth0 on this machine: nothing leaves it.

    Convert, preflight, upload, errors, after-import, export, reconcile; then the stand-in's own history is judged.
    """
    from msgspec.structs import asdict

    from converter.auth0.tenant.checker import judge
    from converter.cli import console
    from converter.cli.convert import run_conversion
    from converter.cli.options import Options
    from converter.cli.tenant import new_tenant
    from converter.errors import EXIT_OK, EXIT_REJECTED, EXIT_VERIFY

    tenant = new_tenant(settings, faults)
    folder = output or Path("out") / f"{'+'.join(Path(name).stem for name in mapping)}-rehearsal"
    _forget_the_last(folder)
    converted = run_conversion(mapping, Options(folder, limit, replace=True, json=json))
    if converted not in (EXIT_OK, EXIT_REJECTED):
        raise typer.Exit(converted)
    made = [] if settings else _make_groups(tenant, folder)
    codes, documents = [converted], {}
    for name, told in _steps(folder, tenant):
        codes.append(told.code)
        documents[name.replace("-", "_")] = told.document
        if not json:
            lines = [*made, *told.lines] if name == "after-import" else told.lines
            console.say(f"{name}:", *(f"  {line}".rstrip() for line in lines))
    found = judge(tenant.state.history.events, _entries(folder))
    if json:
        console.write_json(documents | {"tenant": asdict(found) | {"sound": found.sound}})
    else:
        console.say(*_lines(found))
    raise typer.Exit(max(*codes, EXIT_OK if found.sound else EXIT_VERIFY))


def _steps(folder: Path, tenant: Tenant) -> Iterator[tuple[str, Told]]:
    """Go through the story, with the stand-in as the tenant."""
    from converter.auth0.access import read_access
    from converter.auth0.binding import connection_of
    from converter.auth0.client import Client
    from converter.auth0.tenant.server import serving
    from converter.cli.story import Stage, story
    from converter.cli.tenant import environment

    with serving(tenant) as url:
        named = environment(url, tenant.state.settings)
        with Client(read_access(lambda name: named.get(name, ""))) as client:
            yield from story(Stage(folder, client, connection_of(client, named["AUTH0_CONNECTION"])))


def _make_groups(tenant: Tenant, folder: Path) -> list[str]:
    """Roles and organizations that the mapping gives, where no settings say which there are; tells their names."""
    from converter.auth0.after_import import ROLES, wanted
    from converter.auth0.tenant.settings import Named
    from converter.sinks.layout import AFTER_IMPORT

    if not (folder / AFTER_IMPORT).exists():
        return []
    names = sorted(wanted(folder))
    for number, (kind, name) in enumerate(names, 1):
        one = Named(f"{'rol_' if kind == ROLES else 'org_'}{number:016}", name)
        (tenant.state.roles if kind == ROLES else tenant.state.organizations)[one.id] = one
    told = ", ".join(f"{kind.removesuffix('s')} {name}" for kind, name in names)
    return [f"made for the rehearsal, as there are no --settings: {told}"] if names else []


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
    if found.jobs > found.jobs_at_once > 1:
        jobs += f", {found.busy:.0%} of the time as many"
    yield f"By the tenant's own history: {counted(found.sent, 'user')} sent, {len(found.refused):,} refused; {jobs}"
    for name, (who, text) in told.items():
        if who:
            yield f"  {name:<12}{len(who):9,}   {text}: {', '.join(who[:5])}{' …' if len(who) > 5 else ''}"
    yield "  everybody arrived once and as sent, or was refused with a reason" if found.sound else "  NOT sound"
