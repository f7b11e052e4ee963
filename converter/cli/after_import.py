"""`convert after-import FOLDER`: roles and organizations for those who have arrived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from converter.auth0.after_import import Given
    from converter.auth0.delivery import Delivery

EXAMPLES = """\b
Examples:
  convert after-import out/people             gives what after_import: of the mapping says
  convert after-import out/people --dry-run   how many would get what
Roles and organizations are meant by their names in Auth0 and have to exist there. Nobody is given anything twice, also
after a kill; who was refused by the import gets nothing. Run it again after a retry.
The tenant comes from the environment, as for convert upload; the application needs read:roles, create:role_members (or
update:roles), read:organizations, create:organization_members. Exit code 3: somebody could not be given something.
"""
_SHOWN = 10
_TOLD = 1000


def after_import(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The output folder that was uploaded.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and give nothing.")] = False,
) -> None:
    """Give the users who have arrived in Auth0 their roles and organizations."""
    from converter.auth0.delivery import opened
    from converter.errors import EXIT_OK, EXIT_REJECTED

    with opened(folder) as delivery:
        failed = _counted(delivery) if dry_run else _given(delivery)
    raise typer.Exit(EXIT_REJECTED if failed else EXIT_OK)


def _counted(delivery: Delivery) -> int:
    from converter.auth0.after_import import pending, plan
    from converter.cli import console

    plan(delivery)
    for kind, name, users in pending(delivery):
        console.say(f"{users:>9,}  {kind.removesuffix('s')} {name}")
    return 0


def _given(delivery: Delivery) -> int:
    from converter.auth0.after_import import Giving, plan
    from converter.auth0.binding import require_same_tenant
    from converter.cli import console
    from converter.cli.connecting import connected

    todo, done = plan(delivery), 0

    def tell(users: int) -> None:
        nonlocal done
        if (done + users) // _TOLD > done // _TOLD:
            console.complain(f"{done + users:,} of {todo:,}")
        done += users

    with connected() as (client, connection):
        require_same_tenant(delivery.journal, client, connection)
        giving = Giving(delivery, client, connection)
        for (kind, name), target in giving.targets().items():
            giving.give(kind, name, target, progress=tell)
    _report(giving.given)
    return len(giving.given.failed)


def _report(given: Given) -> None:
    from converter.cli import console

    done = ", ".join(f"{kind} {count:,}" for kind, count in sorted(given.done.items()))
    console.say(f"given: {done}" if done else "there is nothing to be given")
    for kind, name, reason in given.failed[:_SHOWN]:
        console.complain(f"not given: {kind.removesuffix('s')} {name}: {reason}")
    if len(given.failed) > _SHOWN:
        console.complain(f"and {len(given.failed) - _SHOWN:,} more")
