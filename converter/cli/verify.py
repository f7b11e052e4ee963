"""`convert verify --mapping FILE`: would people get in with the passwords they are known to have?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.pipeline.credentials import Credential
    from converter.pipeline.proof import Proof

EXAMPLES = """\b
Examples:
  convert verify -m oracle.yaml --credentials known.csv      a file with the columns identifier,password
  pass show trial | convert verify -m oracle.yaml --credentials - --json | jq .people
  convert verify -m oracle.yaml --prompt                     asks; the password is not shown
The identifier is an e-mail address, a user name or a user id of the user that the mapping makes.
Exit code 9 says that somebody's password was not right. bcrypt and Argon2 need: pip install 'auth0-convert[verify]'
"""


def verify(
    mapping: Annotated[str, typer.Option("--mapping", "-m", metavar="FILE", help="The mapping, as for a conversion.")],
    credentials: Annotated[
        str, typer.Option(metavar="FILE", help="Known credentials as CSV: identifier,password; - is standard input.")
    ] = "",
    prompt: Annotated[bool, typer.Option("--prompt", help="Ask for one person's credentials.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check known passwords against the users that a mapping makes of its source, as Auth0 will check them.

    Nothing is written and nothing is sent anywhere. Each person is answered with right, wrong, no hash, unsupported,
    not checked, rejected, skipped or not found.
    """
    from converter.cli import console
    from converter.errors import EXIT_OK, EXIT_VERIFY, UsageError
    from converter.pipeline.proof import Answer

    if bool(credentials) is prompt:
        raise UsageError(
            "say who is to be checked: --credentials FILE with the columns identifier,password, or --prompt"
        )
    proofs = _proofs(mapping, _asked() if prompt else _read(credentials), used=credentials == "-")
    right = sum(proof.answer is Answer.RIGHT for proof in proofs)
    if json:
        people = [proof.as_document() for proof in proofs]
        console.write_json({"checked": len(proofs), "right": right, "people": people})
    else:
        console.say(*map(_line, proofs), f"{right:,} of {len(proofs):,} right")
    raise typer.Exit(EXIT_OK if right == len(proofs) else EXIT_VERIFY)


def _read(name: str) -> list[Credential]:
    from pathlib import Path

    from converter.pipeline.credentials import read_credentials
    from converter.sources.files import find

    return [credential for file in find([name], Path()) for credential in read_credentials(file)]


def _asked() -> list[Credential]:
    import sys

    from converter.cli.interruption import raise_lost
    from converter.errors import UsageError
    from converter.pipeline.credentials import Credential

    if not sys.stdin.isatty():
        raise UsageError("--prompt asks on a terminal, and standard input is none: say --credentials -")
    try:
        identifier = typer.prompt("identifier", err=True)
        password = typer.prompt("password", err=True, hide_input=True)
    except typer.Abort:
        raise_lost()
        raise UsageError("nothing was answered") from None
    return [Credential(1, identifier, password)]


def _proofs(mapping: str, credentials: Sequence[Credential], *, used: bool) -> list[Proof]:
    """`used` says that standard input is read already."""
    from converter.cli.looking import Unmeasured, loaded_for_looking
    from converter.cli.progress import progress
    from converter.errors import UsageError
    from converter.pipeline.fates import endings
    from converter.pipeline.load import files_of
    from converter.pipeline.proof import prove

    loaded = loaded_for_looking(mapping)
    files = files_of(loaded.plan.model)
    if used and any(file.path is None for file in files):
        raise UsageError("the mapping reads standard input, so the credentials have to be in a file")
    with progress(Unmeasured()) as shown:
        return prove(credentials, endings(loaded, files, progress=shown))


def _line(proof: Proof) -> str:
    told = [text for text in (proof.scheme, proof.reason, str(proof.origin or "")) if text]
    return f"{proof.answer:<11}  {proof.identifier}" + (f"  ({', '.join(told)})" if told else "")
