"""`convert serve --mapping FILE`: the gateway for automatic migration."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from converter.gateway.attempt import Attempt
    from converter.gateway.door import Network

EXAMPLES = """\b
Examples:
  export GATEWAY_KEY=$(openssl rand -hex 32)
  convert serve -m oracle.yaml                                 on http://127.0.0.1:8400, behind a proxy with TLS
  convert serve -m oracle.yaml --host 0.0.0.0 --tls-cert gateway.pem --tls-key gateway.key --log gateway.jsonl

\b
The environment holds the secrets; NAME_FILE names a file that holds it:
  GATEWAY_KEY            signs requests (HMAC-SHA-256); at least 32 characters
  GATEWAY_KEY_PREVIOUS   is still taken, while the key is being exchanged
  GATEWAY_TOKEN          a bearer token instead, for callers that cannot sign
  GATEWAY_LOG_KEY        hashes identifiers in the log; default: made from GATEWAY_KEY
The addresses it serves: POST /login, POST /get_user, GET /health, GET /metrics. docs/gateway.md has the whole story.
"""

_HELP_STATE = "Keep there what a restart must not forget.  [default: beside the log, its name and .state]"
_HELP_CA = "Take connections only from clients with a certificate of this authority."


def serve(
    *,
    mapping: Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, as for a conversion.")],
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="The port to listen on.")] = 8400,
    tls_cert: Annotated[Path | None, typer.Option(metavar="FILE", help="Serve TLS with this certificate.")] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="The certificate's key.")] = None,
    client_ca: Annotated[Path | None, typer.Option(metavar="FILE", help=_HELP_CA)] = None,
    log: Annotated[str, typer.Option(metavar="FILE", help="Append the log there.  [default: standard output]")] = "-",
    proxy: Annotated[
        list[str] | None, typer.Option(metavar="NETWORK", help="A proxy whose X-Forwarded-For is believed.")
    ] = None,
    floor: Annotated[
        float, typer.Option(min=0.01, max=5, metavar="SECONDS", help="What a failed login takes at least.")
    ] = 0.25,
    failures: Annotated[int, typer.Option(min=1, metavar="N", help="Failed logins of one person in five minutes.")] = 5,
    per_source: Annotated[int, typer.Option(min=1, metavar="N", help="Requests of one address in a minute.")] = 6000,
    rows_every: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="How often rows of lookups in other stores are read again.")
    ] = 300,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, metavar="N", help="Processes that ask a live store.  [default: 2 a core]"),
    ] = None,
    state: Annotated[Path | None, typer.Option(metavar="FILE", help=_HELP_STATE)] = None,
    no_get_user: Annotated[bool, typer.Option("--no-get-user", help="Serve /login alone.")] = False,
) -> None:
    """Answer login and get_user from the mapping's own store, for Auth0's custom database scripts.

    A person is found, mapped and validated exactly as for the import files. The password is checked against what
    the store holds. Trouble with the store is answered as trouble, never as a wrong password.
    """
    from converter.cli import console
    from converter.cli.looking import loaded_for_looking
    from converter.cli.variables import variable
    from converter.errors import EXIT_OK
    from converter.gateway.access import read_access
    from converter.gateway.server import Listener, require

    require()
    from converter.gateway.app import FAILURES, PER_SOURCE, Rules
    from converter.gateway.site import Site

    listener = Listener(host, port, tls_cert, tls_key, client_ca)
    access = read_access(variable)
    networks = _networks(proxy or [])
    loaded = loaded_for_looking(mapping, rows=False)
    _keep_memory_private()
    rules = Rules(
        floor=floor,
        failures=FAILURES._replace(most=failures),
        per_source=PER_SOURCE._replace(most=per_source),
        get_user=not no_get_user,
        proxies=networks,
    )
    with _log(log) as write:
        kept = state or (Path(f"{log}.state") if Path(log).is_file() else None)
        site = Site(loaded, access, rules, listener, rows_every, kept)
        said = f"serving {mapping} on {listener.url}"
        site.serve(workers or _workers(), log=write, report=console.complain, ready=lambda: console.complain(said))
    console.flush()
    # the server's own threads may still end, and abort the process where the interpreter has gone before them
    os._exit(EXIT_OK)


def _workers() -> int:
    """Two for each processor that this process may use: a worker waits for the store half of its time."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _networks(names: list[str]) -> list[Network]:
    from ipaddress import ip_network

    from converter.errors import UsageError

    try:
        return [ip_network(name) for name in names]
    except ValueError as error:
        raise UsageError(f"--proxy: {error}; write an address or a network such as 10.0.0.0/8") from None


@contextmanager
def _log(name: str) -> Iterator[Callable[[Attempt], None]]:
    """What writes attempts, each as one line of JSON at once: to standard output, or behind the end of a file."""
    from converter.cli import console
    from converter.errors import UsageError
    from converter.sinks.json_text import compact

    def say(attempt: Attempt) -> None:
        console.write_json(attempt.as_document())
        console.flush()

    if name == "-":
        yield say
        return
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise UsageError(f"the log {name} cannot be written: {error.strerror}") from error
    try:
        yield lambda attempt: _append(descriptor, compact(attempt.as_document()) + b"\n")
    finally:
        os.close(descriptor)


def _append(descriptor: int, line: bytes) -> None:
    os.write(descriptor, line)


def _keep_memory_private() -> None:
    """A core dump would hold passwords."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
