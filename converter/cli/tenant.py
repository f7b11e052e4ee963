"""`convert tenant serve`: a stand-in for an Auth0 tenant on this machine."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from converter.auth0.tenant.faults import Faults

EXAMPLES = """\b
Examples:
  convert tenant serve                                 prints the environment to set, runs until Ctrl-C
  convert tenant serve --port 4040 --faults bad.yaml   with things going wrong
  echo '- {on: POST /api/v2/jobs/users-imports, at: 2, do: drop-after-acting}' > bad.yaml
What can go wrong: docs/rehearsal.md. Nothing is stored, and nothing leaves this machine.
"""

app = typer.Typer(
    help="A stand-in for an Auth0 tenant on this machine, to rehearse a migration with.",
    rich_markup_mode=None,
)


@app.command("serve", epilog=EXAMPLES)
def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 takes any that is free.")] = 0,
    faults: Annotated[
        Path | None, typer.Option(metavar="FILE", readable=False, help="What is to go wrong, as YAML.")
    ] = None,
) -> None:
    """Serve Auth0's Management API on loopback, as documented: imports, errors, users, limits and logins."""
    from converter.auth0.tenant.server import serving
    from converter.auth0.tenant.settings import Settings
    from converter.auth0.tenant.tenant import Tenant
    from converter.cli import console
    from converter.errors import RunStopped

    tenant = Tenant(Settings(), faults=_faults(faults))
    try:
        with serving(tenant, port) as url:
            console.say(*_environment(url, tenant.state.settings))
            console.flush()
            console.complain(f"a rehearsal tenant runs at {url}; Ctrl-C ends it and forgets its users")
            threading.Event().wait()
    except OSError as error:
        raise RunStopped(f"cannot listen on port {port}: {error.strerror}; name another with --port") from None
    except KeyboardInterrupt:
        console.complain(f"ended with {len(tenant.state.users):,} users")


def _environment(url: str, settings: Any) -> list[str]:
    client, connection = settings.clients[0], settings.connections[0]
    return [
        f"export AUTH0_DOMAIN={url}",
        f"export AUTH0_CLIENT_ID={client.id}",
        f"export AUTH0_CLIENT_SECRET={client.secret}",
        f"export AUTH0_CONNECTION={connection.name}",
    ]


def _faults(path: Path | None) -> Faults:
    import yaml

    from converter.auth0.tenant.faults import Faults, parse
    from converter.errors import UsageError

    if path is None:
        return Faults()
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise UsageError(f"{path}{line}: is not YAML in UTF-8") from None
    try:
        return Faults(parse(document))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
