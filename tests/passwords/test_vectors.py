"""Every stored form with a known password: read, written as Auth0 takes it, and checked as Auth0 does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from converter.passwords.auth0 import Accepted, Refused, to_auth0
from converter.passwords.description import describe
from converter.passwords.detect import detect
from converter.passwords.hash import Malformed, PasswordFormatError
from converter.passwords.schemes import markers, table
from converter.passwords.schemes.scheme import marker
from converter.passwords.verify import verify

FOLDER = Path(__file__).parent / "vectors"


def vectors() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        for number, vector in enumerate(json.loads(file.read_text("utf-8"))):
            found.append(pytest.param(vector, id=f"{file.stem}-{number}-{vector['scheme']}"))
    return found


VECTORS = vectors()


def _detect(vector: dict[str, Any]) -> Any:
    return detect(vector["stored"], vector.get("say", "auto"), account=vector.get("account", ""))


@pytest.mark.parametrize("vector", VECTORS)
def test_a_known_password_fits_what_auth0_is_given(vector: dict[str, Any]) -> None:
    hash_ = _detect(vector)
    verdict = to_auth0(hash_)
    assert hash_.scheme == vector["scheme"]
    if not vector["accepted"]:
        assert isinstance(verdict, Refused)
        assert verdict.reason
        return
    assert isinstance(verdict, Accepted), verdict
    assert verify(verdict.fields, vector["password"])
    assert not verify(verdict.fields, vector["password"] + "x")


@pytest.mark.parametrize("vector", VECTORS)
def test_the_table_says_what_becomes_of_a_scheme(vector: dict[str, Any]) -> None:
    description = describe(_detect(vector))
    assert description.accepted == vector["accepted"]
    if description.accepted:
        assert description.target in table()[vector["scheme"]].target.split(" or ")


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_can_be_printed_shows_the_stored_text(vector: dict[str, Any]) -> None:
    hash_ = _detect(vector)
    verdict = to_auth0(hash_)
    shown = f"{hash_!r} {hash_} {verdict!r} {verdict} {describe(hash_)!r}"
    for secret in (vector["stored"], hash_.digest.hex(), hash_.salt.hex(), vector["stored"].rpartition("$")[2]):
        assert not secret or len(secret) < 8 or secret not in shown
    if isinstance(verdict, Accepted):
        assert all(text not in shown for text in _texts(verdict.fields) if len(text) > 10)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in _texts(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("vector", [v for v in VECTORS if "say" not in v.values[0]])
def test_a_marked_text_is_read_by_one_scheme_alone(vector: dict[str, Any]) -> None:
    readers = []
    for scheme in markers()[marker(vector["stored"])]:
        if scheme.named_only:
            continue
        try:
            readers.append(scheme.read(vector["stored"]).scheme)
        except Malformed:
            continue
    assert readers == [vector["scheme"]]


def _guarded(vector: dict[str, Any]) -> bool:
    """Has the form a length to check? A password has none, and a salt at the end of a text neither."""
    return vector["scheme"] != "cleartext" and not (vector.get("say") and ":" in vector["stored"])


@pytest.mark.parametrize("vector", [v for v in VECTORS if _guarded(v.values[0])])
def test_a_text_cut_short_is_not_taken_for_the_whole(vector: dict[str, Any]) -> None:
    stored = vector["stored"]
    for kept in (len(stored) - 1, len(stored) // 2):
        try:
            found = detect(stored[:kept], vector.get("say", "auto"))
        except PasswordFormatError:
            continue
        # OpenLDAP and 389 write one format with and without padding: a lost `=` loses nothing.
        assert stored[kept:] == "="
        assert found == _detect(vector)


def test_what_auth0_is_given_fits_its_schema() -> None:
    schema = json.loads((Path(__file__).parents[2] / "schemas" / "auth0-user-import.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for vector in VECTORS:
        verdict = to_auth0(_detect(vector.values[0]))
        if isinstance(verdict, Accepted):
            validator.validate({"email": "jdoe@example.com", **verdict.fields})


def test_bytes_are_read_as_their_text() -> None:
    vector = VECTORS[0].values[0]
    assert detect(vector["stored"].encode(), vector.get("say", "auto")) == _detect(vector)


def test_there_are_vectors_enough_and_from_several_producers() -> None:
    rows = [v.values[0] for v in VECTORS]
    assert len(rows) >= 200
    producers: dict[str, set[str]] = {}
    for row in rows:
        producers.setdefault(row["scheme"], set()).add(row["producer"])
    for scheme in ("ssha", "ssha256", "ssha512", "sha", "md5", "bcrypt", "argon2", "ldap-pbkdf2", "nt"):
        assert len(producers[scheme]) >= 2, scheme


def test_every_scheme_that_auth0_takes_has_a_vector() -> None:
    seen = {v.values[0]["scheme"] for v in VECTORS if v.values[0]["accepted"]}
    # `crypt` and `spring-ldap` give the scheme inside them; `plain` is tested on its own.
    assert {name for name, scheme in table().items() if scheme.target} - seen <= {"crypt", "spring-ldap", "plain"}
