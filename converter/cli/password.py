"""`convert password [FILE]`: what stored passwords are, and what Auth0 takes them as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.pipeline.stored import Stored

EXAMPLES = """\b
Examples:
  convert password hashes.txt                          one JSON object a line
  convert password --summary hashes.txt                counts only, no hash is shown
  cut -d: -f2 shadow | convert password | jq .cannot
  convert password --scheme plain --account jdoe -     hashes a password on the way
The schemes that --scheme knows are listed in docs/passwords.md.
Exit code 3 says that Auth0 takes some of them in no form.
"""


def password(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Stored passwords, one a line; - is standard input.")
    ] = "-",
    scheme: Annotated[
        str, typer.Option(metavar="NAME", help="How they are stored, where they do not say so themselves.")
    ] = "auto",
    account: Annotated[
        str, typer.Option(metavar="NAME", help="What the store calls the user, for the schemes that need it.")
    ] = "",
    summary: Annotated[bool, typer.Option("--summary", help="Count schemes, verdicts and strengths instead.")] = False,
) -> None:
    """Say of stored passwords what they are, how strong, and in which form Auth0 takes them.

    Each line that is not blank gives {"line", "scheme", "strength", "auth0": the fields of the user to import}, or
    "cannot" with the reason instead of "auth0", or {"line", "error": {"code", "message"}} where it is not understood.
    """
    from pathlib import Path

    from converter.pipeline.stored import read_stored
    from converter.sources.files import find

    _refuse_unknown(scheme)
    found = (stored for each in find([file], Path()) for stored in read_stored(each, scheme, account=account))
    raise typer.Exit(_count(found) if summary else _print(found))


def _refuse_unknown(scheme: str) -> None:
    from converter.errors import UsageError
    from converter.passwords.detect import AUTO
    from converter.passwords.schemes import table
    from converter.syntax.suggestion import suggest

    if scheme == AUTO or scheme in table():
        return
    near = suggest(scheme, table())
    hint = f"did you mean {near}?" if near else "docs/passwords.md lists them"
    raise UsageError(f"there is no password scheme called {scheme}; {hint}")


def _print(found: Iterable[Stored]) -> int:
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED

    code = EXIT_OK
    for stored in found:
        console.write_json(_document(stored))
        if not stored.fields:
            code = EXIT_REJECTED
    return code


def _document(stored: Stored) -> dict[str, Any]:
    from converter.passwords.inventory import strength_document

    if stored.password is None:
        return {"line": stored.line, "error": {"code": stored.code, "message": stored.message}}
    known = {"line": stored.line, "scheme": stored.password.scheme}
    if not stored.fields:
        return known | {"cannot": stored.password.target}
    return known | {"strength": strength_document(stored.password), "auth0": stored.fields}


def _count(found: Iterable[Stored]) -> int:
    from collections import Counter

    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_REJECTED
    from converter.passwords.inventory import Inventory
    from converter.report.passwords import password_lines

    passwords, errors = Inventory(), Counter[tuple[str, str]]()
    taken = lines = 0
    for stored in found:
        lines += 1
        taken += bool(stored.fields)
        if stored.password:
            passwords.add(stored.password)
        else:
            errors[stored.code, stored.message] += 1
    console.say(f"{taken:,} of {lines:,} passwords can be imported", *password_lines(passwords))
    for (code, message), count in sorted(errors.items(), key=lambda item: (-item[1], item[0])):
        console.say(f"  {count:>7,}  {code}: {message}")
    return EXIT_OK if taken == lines else EXIT_REJECTED
