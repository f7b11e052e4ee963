"""`convert tenant serve`: a stand-in for an Auth0 tenant on this machine."""

from __future__ import annotations

import shlex
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from converter.auth0.tenant.settings import Settings
    from converter.auth0.tenant.tenant import Tenant

EXAMPLES = """\b
Examples:
  convert tenant serve                                   prints the environment to set, runs until Ctrl-C
  convert tenant serve --port 4040 --settings staff.yaml --faults bad.yaml
  echo '- {request: POST /api/v2/jobs/users-imports, at: 2, do: drop-after-acting}' > bad.yaml
What can be set, and what can go wrong: docs/rehearsal.md. Nothing is stored, and nothing leaves this machine.
"""

app = typer.Typer(
    help="A stand-in for an Auth0 tenant on this machine, to rehearse a migration with.", rich_markup_mode=None
)

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", readable=False, help="Connections, roles, limits and speed, as YAML."),
]
FaultsFile = Annotated[
    Path | None, typer.Option("--faults", metavar="FILE", readable=False, help="What is to go wrong, as YAML.")
]


@app.callback()
def _group() -> None:
    """Keeps `serve` a command of its own."""


@app.command("serve", epilog=EXAMPLES)
def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 takes any that is free.")] = 0,
    settings: SettingsFile = None,
    faults: FaultsFile = None,
) -> None:
    """Serve Auth0's Management API on loopback, as documented: imports, exports, users, limits and logins."""
    from converter.auth0.tenant.server import serving
    from converter.cli import console
    from converter.errors import RunStopped

    tenant = new_tenant(settings, faults)
    try:
        with serving(tenant, port) as url:
            console.say(
                *(
                    f"export {name}={shlex.quote(value)}"
                    for name, value in environment(url, tenant.state.settings).items()
                )
            )
            console.flush()
            console.complain(f"a rehearsal tenant runs at {url}; Ctrl-C ends it and forgets its users")
            threading.Event().wait()
    except OSError as error:
        raise RunStopped(f"cannot listen on port {port}: {error.strerror}; name another with --port") from None
    except KeyboardInterrupt:
        console.complain(f"ended with {len(tenant.state.users):,} users")


def new_tenant(settings: Path | None, faults: Path | None) -> Tenant:
    """A tenant as the files say. Errors: UsageError, which names the file."""
    from converter.auth0.tenant import faults as faults_file
    from converter.auth0.tenant import settings_file
    from converter.auth0.tenant.tenant import Tenant

    wanted = _read(settings, settings_file.parse) if settings else None
    return Tenant(wanted, faults=faults_file.Faults(_read(faults, faults_file.parse) if faults else ()))


def environment(url: str, settings: Settings) -> dict[str, str]:
    """The variables by which the other commands find the tenant."""
    client, connection = settings.clients[0], settings.connections[0]
    return {
        "AUTH0_DOMAIN": url,
        "AUTH0_CLIENT_ID": client.id,
        "AUTH0_CLIENT_SECRET": client.secret,
        "AUTH0_CONNECTION": connection.name,
    }


def _read(path: Path, parse: Any) -> Any:
    """What a YAML file says, parsed. Errors: UsageError."""
    import yaml

    from converter.errors import UsageError

    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageError(f"{path}{f':{mark.line + 1}' if mark else ''}: is not YAML in UTF-8") from None
    try:
        return parse(document)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
