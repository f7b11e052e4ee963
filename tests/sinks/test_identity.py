from __future__ import annotations

import pytest
from msgspec.structs import replace

from converter.sinks.identity import Identity, SourceFile, identity_from_json

PEOPLE = SourceFile("people-1.ldif", 100, "aa")
OTHERS = SourceFile("people-2.ldif", 200, "bb")
IDENTITY = Identity("oracle.yaml", "cc", (PEOPLE, OTHERS), {"limit": 10, "strict": True}, version="1.0")
MANY = tuple(SourceFile(f"{n}.ldif", n, "dd") for n in range(9))


def test_an_identity_survives_its_file() -> None:
    assert identity_from_json(IDENTITY.as_json()) == IDENTITY


def test_the_order_of_settings_does_not_count() -> None:
    turned = replace(IDENTITY, settings={"strict": True, "limit": 10})
    assert turned.as_json() == IDENTITY.as_json()
    assert turned.differences(IDENTITY) == []


@pytest.mark.parametrize(
    ("now", "clauses"),
    [
        (replace(IDENTITY, mapping_sha256="xx"), ["the mapping oracle.yaml has changed since"]),
        (
            replace(IDENTITY, mapping="ibm.yaml", mapping_sha256="xx"),
            ["it was made with another mapping (oracle.yaml, now ibm.yaml)"],
        ),
        (replace(IDENTITY, mapping="oid.yaml"), ["the mapping was called oracle.yaml, now oid.yaml"]),
        (
            replace(IDENTITY, sources=(replace(PEOPLE, sha256="xx"), OTHERS)),
            ["the input people-1.ldif has changed since"],
        ),
        (replace(IDENTITY, sources=(PEOPLE,)), ["the input people-2.ldif was part of it"]),
        (
            replace(IDENTITY, sources=(PEOPLE, OTHERS, replace(PEOPLE, name="new.ldif"))),
            ["the input new.ldif was not part of it"],
        ),
        (replace(IDENTITY, sources=(OTHERS, PEOPLE)), ["the inputs came in another order"]),
        (
            replace(IDENTITY, sources=(PEOPLE, OTHERS, *MANY)),
            [*(f"the input {n}.ldif was not part of it" for n in range(3)), "6 more inputs differ"],
        ),
        (replace(IDENTITY, settings={"strict": True}), ["limit was 10, now not set"]),
        (replace(IDENTITY, version="9.9"), ["version 1.0 of auth0-convert made it, this is 9.9"]),
    ],
)
def test_differences_say_what_differs(now: Identity, clauses: list[str]) -> None:
    assert now.differences(IDENTITY) == clauses


def test_a_file_name_that_is_not_utf8_is_no_difference() -> None:
    odd = replace(IDENTITY, sources=(SourceFile("caf\udce9.ldif", 1, "aa"),))
    stored = identity_from_json(odd.as_json())
    assert stored is not None
    assert odd.differences(stored) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1]",
        b"null",
        b"{}",
        b'{"program": "another"}',
        IDENTITY.as_json()[:-30],
        IDENTITY.as_json().replace(b"auth0-convert", b"something"),
        IDENTITY.as_json().replace(b'"bytes": 100', b'"bytes": "many"'),
        IDENTITY.as_json().replace(b'"sha256": "cc"', b'"digest": "cc"'),
        b"[" * 5000,
        b"\xff\xfe",
    ],
)
def test_what_is_not_an_identity_reads_as_none(data: bytes) -> None:
    assert identity_from_json(data) is None
