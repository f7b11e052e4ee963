"""Every command of the program, in one table: by the stage of a migration at which it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup

from converter.cli import (
    after_import,
    canary,
    catalogue,
    check,
    diff,
    errors,
    explain,
    export,
    hybrid,
    init,
    inspect,
    password,
    preflight,
    preview,
    read,
    reconcile,
    rehearse,
    retry,
    rollback,
    scripts,
    serve,
    tenant,
    test,
    upload,
    validate,
    verify,
)

STAGES: Mapping[str, tuple[ModuleType, ...]] = {
    "Write a mapping": (inspect, init, check, test, preview, explain, diff, read, catalogue),
    "Look at passwords and import files": (password, verify, canary, validate),
    "Deliver to Auth0": (preflight, upload, errors, retry, after_import, export, reconcile, rollback, rehearse, tenant),
    "Migrate people as they log in": (serve, scripts, hybrid),
}
"""A command is a module with a function of its name and EXAMPLES, or with an `app` of commands of its own."""


class Stages(TyperGroup):
    """Lists the commands in its help by their stages."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One section a stage."""
        widest = max(map(len, self.commands))
        room = formatter.width - widest - 6
        for stage, modules in STAGES.items():
            commands = [self.commands[name] for name in map(name_of, modules)]
            with formatter.section(stage):
                formatter.write_dl([(str(c.name).ljust(widest), c.get_short_help_str(room)) for c in commands])


def name_of(module: ModuleType) -> str:
    """The command's name: `after-import` of the module `after_import`."""
    return module.__name__.rpartition(".")[2].replace("_", "-")


def add_commands(app: typer.Typer) -> None:
    """Make the commands of the table those of the program."""
    for module in chain.from_iterable(STAGES.values()):
        name = name_of(module)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name, epilog=module.EXAMPLES)(getattr(module, name.replace("-", "_")))
