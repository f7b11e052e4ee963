"""The steps of a migration as a rehearsal goes through them, each with what its own command would say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from converter.errors import EXIT_OK, EXIT_REJECTED, EXIT_VERIFY, ConverterError, TenantFailure

if TYPE_CHECKING:
    from converter.auth0.answers import Connection
    from converter.auth0.client import Client
    from converter.auth0.errands import Order
    from converter.auth0.journal import Journal

_SESSIONS = 5
"""How often an upload that has stopped is started again."""


class Told(Struct, frozen=True):
    """What a step gave: lines for a person, a document for a program, and its exit code."""

    lines: Sequence[str]
    document: Any
    code: int = EXIT_OK


class Stage(Struct, frozen=True):
    """What every step needs."""

    folder: Path
    client: Client
    connection: Connection


Step: TypeAlias = Callable[[Stage], Told]


def story(stage: Stage) -> Iterator[tuple[str, Told]]:
    """Each step by its name. One that fails is told, and the others are gone through all the same."""
    for name, step in STEPS.items():
        try:
            yield name, step(stage)
        except ConverterError as error:
            yield name, Told([str(error)], {"failure": str(error)}, error.exit_code)


def _preflight(stage: Stage) -> Told:
    from converter.auth0.preflight import preflight
    from converter.report.preflight import preflight_document, preflight_lines
    from converter.sinks.manifest import read_manifest

    found = preflight(stage.folder, read_manifest(stage.folder), stage.client, stage.connection, export=None)
    # what it stops is sent here all the same, to see what comes of it
    return Told([*preflight_lines(found)], preflight_document(found))


def _upload(stage: Stage) -> Told:
    from converter.auth0.binding import bind
    from converter.auth0.errands import Order
    from converter.auth0.journal import open_journal
    from converter.auth0.result import result_of
    from converter.sinks.access import lock

    order = Order(stage.connection, "rehearsal-", by_email=True)
    release = lock(stage.folder, "rehearse in another folder")
    try:
        with open_journal(stage.folder) as journal:
            bind(journal, stage.folder, stage.client.access, order)
            stops = [*_sessions(stage, journal, order)]
            result = result_of(journal)
    finally:
        release()
    code = EXIT_VERIFY if result.unresolved or result.waiting else EXIT_OK if result.complete else EXIT_REJECTED
    lines = [f"stopped, and started again: {stop}" for stop in stops]
    return Told([*lines, *result.as_lines()], result.as_document() | {"stopped": stops}, code)


def _sessions(stage: Stage, journal: Journal, order: Order) -> Iterator[str]:
    """Start the upload until it has come to its end; gives why it stopped in between. Errors: TenantFailure."""
    from converter.auth0.crew import Threads
    from converter.auth0.upload import Upload
    from converter.cli.standing import standing_shown

    for last in (*[False] * (_SESSIONS - 1), True):
        try:
            with standing_shown() as tell:
                Upload(stage.folder, journal, stage.client, order, Threads(), tell=tell).run()
        except TenantFailure as failure:
            if last:
                raise
            yield str(failure)
        else:
            return


def _errors(stage: Stage) -> Told:
    from converter.auth0.delivery import opened
    from converter.auth0.journal_tables import PartState
    from converter.auth0.worklist import failures, grouped
    from converter.report.worklist import group_document, worklist_lines

    with opened(stage.folder) as delivery:
        groups, users = grouped(failures(delivery))
        unsent = sum(part.state is not PartState.SETTLED for part in delivery.journal.parts())
    lines = worklist_lines(stage.folder, groups, users=users, unsent=unsent, away=0)
    document = {"users": users, "groups": [group_document(group) for group in groups]}
    return Told([*lines], document, EXIT_REJECTED if users else EXIT_OK)


def _after_import(stage: Stage) -> Told:
    from converter.auth0.after_import import Giving, plan
    from converter.auth0.delivery import opened
    from converter.sinks.layout import AFTER_IMPORT

    if not (stage.folder / AFTER_IMPORT).exists():
        return Told(["the mapping has no after_import:, so there is nothing to give"], {})
    with opened(stage.folder) as delivery:
        plan(delivery)
        giving = Giving(delivery, stage.client, stage.connection)
        for (kind, name), target in giving.targets().items():
            giving.give(kind, name, target, progress=lambda _: None)
    done, failed = giving.given.done, giving.given.failed
    lines = ["given: " + ", ".join(f"{kind} {count:,}" for kind, count in sorted(done.items())) if done else "nothing"]
    lines += [f"not given: {kind.removesuffix('s')} {name}: {reason}" for kind, name, reason in failed]
    return Told(lines, dict(done) | {"failed": len(failed)}, EXIT_REJECTED if failed else EXIT_OK)


def _export(stage: Stage) -> Told:
    from converter.auth0.export import NAME, export
    from converter.auth0.timing import Timing

    target = stage.folder / NAME
    written = export(stage.client, stage.connection, target, timing=Timing(), tell=lambda _: None)
    return Told([f"{target}: the users of {stage.connection.name}, {written.bytes:,} bytes"], asdict(written))


def _reconcile(stage: Stage) -> Told:
    from converter.auth0.delivery import opened
    from converter.auth0.export import NAME, exported_users
    from converter.auth0.reconcile import reconcile
    from converter.report.reconciliation import reconciliation_document, reconciliation_lines

    with opened(stage.folder) as delivery:
        found = reconcile(delivery, exported_users(stage.folder / NAME))
    code = EXIT_VERIFY if found.unexplained else EXIT_OK if found.complete else EXIT_REJECTED
    return Told([*reconciliation_lines(found)], reconciliation_document(found), code)


STEPS: dict[str, Step] = {
    "preflight": _preflight,
    "upload": _upload,
    "errors": _errors,
    "after-import": _after_import,
    "export": _export,
    "reconcile": _reconcile,
}
