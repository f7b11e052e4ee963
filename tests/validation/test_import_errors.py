"""What Auth0's importer answers, and what we make of it."""

from __future__ import annotations

import pytest

from converter.syntax.codes import CODES as MAPPING_CODES
from converter.validation.import_errors import FAULTS, UNKNOWN, Blame, field_of, known, rules_for
from converter.validation.rules import CODES

DOCUMENTED = frozenset(
    [
        "ANY_OF_MISSING", "ARRAY_LENGTH_LONG", "ARRAY_LENGTH_SHORT", "CONFLICT", "CONFLICT_EMAIL", "CONFLICT_USERNAME",
        "CONNECTION_NOT_FOUND", "DUPLICATED_USER", "ENUM_MISMATCH", "FORMAT", "INVALID_TYPE", "MAX_LENGTH", "MAXIMUM",
        "MFA_FACTORS_FAILED", "MIN_LENGTH", "MINIMUM", "NOT_PASSED", "OBJECT_REQUIRED", "PATTERN",
        "PROFILE_SIZE_EXCEEDED",
    ]
)  # fmt: skip
"""auth0.com/docs, "Bulk User Imports"."""


def test_every_documented_code_is_known() -> None:
    assert {fault.code for fault in FAULTS} >= DOCUMENTED


def test_every_rule_that_is_named_is_one_of_ours_and_only_data_has_one() -> None:
    for fault in FAULTS:
        assert set(fault.rules) <= CODES.keys() | {"duplicate"}, fault.code
        assert fault.blame is Blame.DATA or not fault.rules
        assert fault.code not in MAPPING_CODES


def test_no_kind_hides_another() -> None:
    for fault in FAULTS:
        assert known({"code": fault.code, "message": f"x {fault.text} x"}) is fault


@pytest.mark.parametrize(
    ("error", "blame", "rule"),
    [
        ({"code": "DUPLICATED_USER", "message": "A user with this [email|username|user_id] was already provided."},
         Blame.DATA, "duplicate"),
        ({"code": "DUPLICATED_USER", "message": "The user already exist and upsert parameter is false"},
         Blame.TAKEN, None),
        ({"message": "The user already exist and upsert parameter is false"}, Blame.TAKEN, None),
        ({"code": "NOT_PASSED", "message": "A custom_password_hash was provided, but the user already has password "
          "hash defined"}, Blame.TAKEN, None),
        ({"code": "PATTERN", "message": "Error in passwordHash property - String does not match pattern "
          r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$: *****", "path": "passwordHash"}, Blame.DATA, "pattern"),
        ({"code": "NEW", "message": "The user already exist and upsert parameter is false"}, Blame.TAKEN, None),
        ({"code": "NOT_PASSED", "message": "Forbidden attribute in appUser: "}, Blame.DATA, "hash-exclusive"),
        ({"code": "MFA_FACTORS_FAILED", "message": "Unable to import factors"}, Blame.AGAIN, None),
        ({"code": "INVALID_FORMAT", "message": "Error in identities[0].profileData.email property - Object didn't pass "
          "validation for format email: john.doe1@nonexistingdomain", "path": "identities[0].profileData.email"},
         Blame.DATA, "format"),
    ],
)  # fmt: skip
def test_answers_of_real_tenants_are_understood(error: dict[str, str], blame: Blame, rule: str | None) -> None:
    fault = known(error)
    assert fault.blame is blame
    assert (fault.rules[0] if fault.rules else None) == rule


def test_a_code_that_nobody_has_seen_is_unknown() -> None:
    assert known({"code": "SOMETHING_NEW", "message": "?"}) is UNKNOWN
    assert known({}) is UNKNOWN


@pytest.mark.parametrize(
    ("code", "field", "rules"),
    [
        ("PATTERN", "password_hash", ("password-hash", "pattern")),
        ("PATTERN", "username", ("username-characters", "pattern")),
        ("PATTERN", "mfa_factors[0].totp.secret", ("pattern",)),
        ("MAX_LENGTH", "given_name", ("name-length",)),
        ("INVALID_FORMAT", "email", ("email-characters", "format")),
    ],
)
def test_the_rules_are_those_of_the_field(code: str, field: str, rules: tuple[str, ...]) -> None:
    assert rules_for(known({"code": code}), field) == rules


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("identities[0].profileData.email", "email"),
        ("passwordHash", "password_hash"),
        ("customPasswordHash.hash.value", "custom_password_hash.hash.value"),
        ("app_metadata.roles[0]", "app_metadata.roles[0]"),
        ("", ""),
    ],
)
def test_the_path_becomes_a_field_of_the_file(path: str, field: str) -> None:
    assert field_of({"path": path}) == field
