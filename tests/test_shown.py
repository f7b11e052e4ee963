"""What a value with a secret in it says of itself: nothing that helps anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.auth0.answers import Answer
from converter.auth0.token import _Token
from converter.auth0.wire import Request
from converter.mapping.findings import Findings
from converter.mapping.password import Outcome
from converter.mapping.source_section import SourceReader
from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.detect import detect
from converter.pipeline.load import check
from converter.syntax.diagnostic import Position
from converter.syntax.node import Scalar
from converter.syntax.substitution import _Substitution

SECRET = "kWq7zR2pVx9mTn4b"
STORED = "{SSHA}6wAr4PmNy/2kMp4vy7SzsXPvm3ZzYWx0"
ENVIRONMENT = {"PASSWORD": SECRET}
PLACE = Position(1, 1)

VALUES: list[Any] = [
    Answer(200, {"set-cookie": SECRET}, SECRET.encode()),
    _Token(SECRET, 1.0),
    Request("POST", "/oauth/token", form={"client_secret": SECRET}, token=SECRET),
    SourceReader(ENVIRONMENT, str, Findings([])),
    _Substitution(Scalar("", "", PLACE, PLACE), ENVIRONMENT, str, []),
    Accepted({"custom_password_hash": SECRET}),
    Outcome({"custom_password_hash": SECRET}),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_does_not_show_its_secret(value: Any) -> None:
    assert SECRET not in f"{value!r} {value} {[value]}"


def test_a_hash_shows_its_scheme_alone() -> None:
    found = detect(STORED)
    shown = f"{found!r} {to_auth0(found)!r}"
    assert "ssha" in shown
    assert STORED[6:] not in shown
    assert repr(found.digest)[2:-1] not in shown
    assert repr(found.salt)[2:-1] not in shown


def test_a_source_does_not_show_what_comes_from_outside(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "version: 1\nuser: {email: 'mail[0]'}\n"
        "source: {type: ldap, url: 'ldaps://h', base: 'dc=x', bind_dn: 'cn=x', bind_password: '${PASSWORD}'}\n"
    )
    model = check(str(mapping), ENVIRONMENT).model
    assert model is not None
    assert SECRET in str(model.source.values)
    assert SECRET not in repr(model.source)
    assert SECRET not in repr(model)
