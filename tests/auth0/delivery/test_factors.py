"""Second factors that Auth0 does not take: the user may be there all the same."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.auth0.delivery.conftest import MAPPING, Rehearsal, person
from tests.program import run

WITH_FACTORS = MAPPING.replace("  app_metadata:", "  mfa_factors: factors\n  app_metadata:")
FACTORS = [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}]
PEOPLE = [person(1, factors=FACTORS), person(2)]


@pytest.fixture(params=["with user_id", "without"])
def mapping(request: pytest.FixtureRequest) -> str:
    return WITH_FACTORS if request.param == "with user_id" else WITH_FACTORS.replace("  user_id: id\n", "")


def switch(rehearsal: Rehearsal, *factors: str) -> None:
    """Have these factors on, and no others."""
    state = rehearsal.tenant.state
    state.settings = replace(state.settings, factors=frozenset(factors))


def test_who_came_without_second_factors_is_imported_and_on_the_list(rehearsal: Rehearsal, mapping: str) -> None:
    switch(rehearsal, "sms")
    rehearsal.write(PEOPLE, mapping)
    run("-m", "people.yaml")
    looked = run("preflight", rehearsal.out).out
    assert "look  1 user with a second factor totp, which the tenant has switched off" in looked
    ended = rehearsal.upload(PEOPLE, "--json", mapping=mapping)
    assert (ended.code, len(rehearsal.tenant.state.users)) == (3, 2)
    counts = ended.document
    assert (counts["imported"], counts["failed"], counts["factorless"]) == (2, 0, 1)
    assert counts["codes"] == [{"code": "MFA_FACTORS_FAILED", "message": "Unable to import factors", "users": 1}]
    [group] = run("errors", rehearsal.out, "--json").document["groups"]
    assert (group["meaning"], group["users"]) == ("in Auth0, but without the second factors", 1)
    told = run("errors", rehearsal.out)
    assert (told.code, "people.jsonl:1  p1@example.com: Unable to import factors" in told.out) == (3, True)
    assert "JBSWY3DPEHPK3PXP" not in told.out
    assert run("retry", rehearsal.out, "-m", "people.yaml").out.endswith("there is nobody to be sent again\n")
    assert run("reconcile", rehearsal.out, "--json").document["imported"] == 2


def test_an_upsert_is_sent_again_for_the_factors(rehearsal: Rehearsal) -> None:
    switch(rehearsal, "sms")
    options = ("--upsert", "--overwrite-metadata")
    assert rehearsal.upload(PEOPLE, *options, mapping=WITH_FACTORS).code == 3
    switch(rehearsal, "otp")
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    ended = run("upload", rehearsal.out, "--upsert", "--json")
    counts: dict[str, Any] = ended.document
    assert (ended.code, counts["users"], counts["imported"], counts["factorless"]) == (0, 2, 2, 0)
    user = rehearsal.tenant.state.users.get("auth0|p1")
    assert user
    assert list(user.factors) == FACTORS
    assert run("errors", rehearsal.out).code == 0
