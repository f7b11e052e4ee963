from __future__ import annotations

from typing import Any

import pytest

from converter.auth0.tenant.settings import Connection, Settings, Speed
from tests.auth0.tenant.caller import CONNECTION, Caller, Start

SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"
MD5 = {"custom_password_hash": {"algorithm": "md5", "hash": {"value": SECRET, "encoding": "hex"}}}


def test_a_job_is_pending_and_then_completed_with_a_summary(caller: Caller) -> None:
    answer = caller.send([{"email": "ann@acme.com"}, {"email": "bob@corp"}], external_id="part 1")
    job = answer.json()
    assert answer.status_code == 202
    assert job["status"] == "pending"
    assert (job["external_id"], job["upsert"], job["connection_id"]) == ("part 1", False, CONNECTION)
    assert "summary" not in caller.get(f"/jobs/{job['id']}")
    caller.time.sleep(1)
    ended = caller.get(f"/jobs/{job['id']}")
    assert ended["status"] == "completed"
    assert ended["summary"] == {"failed": 1, "updated": 0, "inserted": 1, "total": 2}


def test_a_refused_address_is_told_in_the_words_of_a_real_tenant(caller: Caller) -> None:
    [failed] = caller.errors([{"email": "john.doe1@nonexistingdomain"}])
    assert failed["errors"] == [
        {
            "code": "INVALID_FORMAT",
            "message": "Error in identities[0].profileData.email property - "
            "Object didn't pass validation for format email: john.doe1@nonexistingdomain",
            "path": "identities[0].profileData.email",
        }
    ]


def test_a_file_that_is_no_json_fails_as_a_whole(caller: Caller) -> None:
    job = caller.finished(b"[{")
    assert job["status"] == "failed"
    assert job["status_details"].startswith("Failed to parse users file JSON")
    assert caller.get(f"/jobs/{job['id']}/errors")["status"] == "failed"


def test_errors_are_empty_while_a_job_runs_and_where_all_is_well(caller: Caller) -> None:
    job = caller.send([{"email": "ann@acme.com"}]).json()["id"]
    for _ in range(2):
        answer = caller.http.get(f"/api/v2/jobs/{job}/errors")
        assert (answer.status_code, answer.content) == (204, b"")
        caller.time.sleep(60)


def test_the_second_entry_for_somebody_fails_also_with_upsert(caller: Caller) -> None:
    users = [{"email": "ann@acme.com", "name": "first"}, {"email": "ANN@acme.com", "name": "second"}]
    [failed] = caller.errors(users, upsert="true")
    assert failed["errors"][0]["code"] == "DUPLICATED_USER"
    assert caller.get("/users-by-email?email=ann@acme.com")[0]["name"] == "first"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"email": "ann@acme.com"}, "DUPLICATED_USER"),
        ({"email": "x@acme.com", "user_id": "1"}, "DUPLICATED_USER"),
        ({"email": "x@acme.com", "username": "Ann"}, "CONFLICT_USERNAME"),
        ({"email": "x@acme.com", "phone_number": "+12125550001"}, "CONFLICT"),
    ],
)
def test_without_upsert_nobody_is_imported_twice(start: Start, entry: dict[str, str], code: str) -> None:
    options = {"requires_username": True, "attributes": {"phone_number": {"identifier": {"active": True}}}}
    caller = start(Settings(connections=(Connection(options=options),)))
    caller.finished([{"email": "ann@acme.com", "user_id": "1", "username": "ann", "phone_number": "+12125550001"}])
    assert [error["code"] for error in caller.errors([entry])[0]["errors"]] == [code]
    assert len(caller.tenant.state.users) == 1


def test_a_telephone_number_that_is_no_identifier_may_be_shared(caller: Caller) -> None:
    users = [{"email": f"u{n}@acme.com", "user_id": str(n), "phone_number": "+12125550001"} for n in range(2)]
    assert caller.finished(users)["summary"]["inserted"] == 2
    assert caller.http.delete("/api/v2/users/auth0%7C0").status_code == 204


def test_upsert_replaces_metadata_whole_and_leaves_what_cannot_be_upserted(caller: Caller) -> None:
    caller.finished([{"email": "ann@acme.com", "user_id": "1", "blocked": True, "app_metadata": {"a": 1, "b": 2}}])
    change = {"email": "ann@acme.com", "blocked": False, "app_metadata": {"b": 3}, "name": "Ann"}
    job = caller.finished([change], upsert="true")
    user = caller.get("/users/auth0%7C1")
    assert job["summary"] == {"failed": 0, "updated": 1, "inserted": 0, "total": 1}
    assert (user["app_metadata"], user["name"], user["blocked"]) == ({"b": 3}, "Ann", True)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({}, "OBJECT_MISSING_REQUIRED_PROPERTY"),
        ({"email": "a@acme.com", "password": "x"}, "OBJECT_ADDITIONAL_PROPERTIES"),
        ({"email": "a@acme.com", "blocked": "yes"}, "INVALID_TYPE"),
        ({"email": "a@acme.com", "username": "a" * 16}, "MAX_LENGTH"),
        ({"email": "a@acme.com", "username": "a b"}, "PATTERN"),
        ({"email": "a@acme.com", "given_name": ""}, "MIN_LENGTH"),
        ({"email": "a@acme.com", "password_hash": "$2y$10$" + "a" * 53}, "PATTERN"),
        ({"email": "a@acme.com", "password_hash": "$2b$10$" + "a" * 53} | MD5, "NOT_PASSED"),
        ({"email": "a@acme.com", "app_metadata": {"email": 1}}, "NOT_PASSED"),
        ({"email": "a@acme.com", "mfa_factors": []}, "ARRAY_LENGTH_SHORT"),
        ({"email": "a@acme.com", "custom_password_hash": {"algorithm": "crypt", "hash": {}}}, "ENUM_MISMATCH"),
    ],
)
def test_a_rule_is_told_by_its_code(caller: Caller, entry: dict[str, Any], code: str) -> None:
    [failed] = caller.errors([entry])
    assert [error["code"] for error in failed["errors"]] == [code]


def test_what_could_be_used_to_log_in_is_redacted(caller: Caller) -> None:
    factors = [{"totp": {"secret": "JBTWY3DPEHPK3PNP"}}]
    entry = {"email": "a@acme.com", "password_hash": "$2y$10$" + "a" * 53, "mfa_factors": factors} | MD5
    [failed] = caller.errors([entry])
    text = str(failed)
    assert failed["user"]["custom_password_hash"]["hash"]["value"] == "*****"
    assert not any(secret in text for secret in (SECRET, "JBTWY3DPEHPK3PNP", "a" * 53))
    assert not any(SECRET in str(event) for event in caller.tenant.state.history.events)


def test_two_jobs_may_run_and_not_three(caller: Caller) -> None:
    first, second, third = (caller.send([{"email": f"u{n}@acme.com"}]) for n in range(3))
    assert (first.status_code, second.status_code, third.status_code) == (202, 202, 429)
    assert third.json()["message"].startswith("There are 2 active import users jobs")
    assert "errorCode" not in third.json()
    caller.time.sleep(1)
    assert caller.send([{"email": "u2@acme.com"}]).status_code == 202


def test_a_body_beyond_the_limit_is_refused(caller: Caller) -> None:
    answer = caller.send(b"x" * 512_000)
    assert answer.status_code == 413
    assert answer.json()["message"] == "Payload content length greater than maximum allowed: 512000."
    caller.sign_in()  # the connection was closed; a new one serves


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"connection_id": "con_1"}, "String does not match pattern ^con_[A-Za-z0-9]{16}$"),
        ({"connection_id": "con_9999999999999999"}, "The connection does not exist."),
        ({"upsert": "yes"}, "on property upsert"),
    ],
)
def test_a_wrong_field_is_named(caller: Caller, fields: dict[str, str], message: str) -> None:
    answer = caller.send([], **fields)
    assert answer.status_code == 400
    assert message in answer.json()["message"]


def test_an_empty_file_and_a_body_that_is_no_form_are_refused(caller: Caller) -> None:
    assert caller.send(b"").json()["message"] == "Users file must not be empty."
    answer = caller.http.post("/api/v2/jobs/users-imports", content=b"[]", headers={"content-type": "text/plain"})
    assert answer.json()["message"] == "Payload validation error: 'Invalid multipart payload format'."


def test_a_job_is_forgotten_after_a_day(caller: Caller) -> None:
    job = caller.finished([{"email": "ann@acme.com"}])["id"]
    caller.tenant.state.clock.advance(24 * 3600)
    caller.sign_in()
    assert caller.http.get(f"/api/v2/jobs/{job}").status_code == 404
    assert caller.get("/users-by-email?email=ann@acme.com")


def test_a_job_that_is_stuck_is_given_up_after_two_hours(start: Start) -> None:
    caller = start(None, [{"request": "POST */users-imports", "at": 1, "do": "job-stuck"}])
    job = caller.send([{"email": "ann@acme.com"}]).json()["id"]
    caller.time.sleep(7199)
    assert caller.get(f"/jobs/{job}")["status"] == "pending"
    caller.time.sleep(1)
    assert caller.get(f"/jobs/{job}")["status"] == "failed"
    assert len(caller.tenant.state.users) == 0


def test_the_imported_hash_lets_people_in_and_is_then_replaced(caller: Caller) -> None:
    caller.finished([{"email": "ann@acme.com", "username": "ann"} | MD5])
    assert caller.login("ann", "wrong").json()["error"] == "invalid_grant"
    assert caller.login("ann", "password").status_code == 200
    assert caller.login("ann@acme.com", "password").status_code == 200
    [failed] = caller.errors([{"email": "ann@acme.com"} | MD5], upsert="true")
    assert "already has password hash defined" in failed["errors"][0]["message"]


def test_a_user_without_a_hash_gets_one_that_nobody_knows(caller: Caller) -> None:
    caller.finished([{"email": "ann@acme.com"}])
    assert caller.login("ann@acme.com", "password").status_code == 403
    assert caller.errors([{"email": "ann@acme.com"} | MD5], upsert="true")


def test_users_come_in_while_their_job_runs(start: Start) -> None:
    caller = start(Settings(speed=Speed(0.0, 1.0)))
    job = caller.send([{"email": f"u{n}@acme.com"} for n in range(10)]).json()["id"]
    caller.time.sleep(5)
    while len(caller.tenant.state.users) < 5:
        pass
    assert (caller.get(f"/jobs/{job}")["status"], caller.get(f"/jobs/{job}")["percentage_done"]) == ("pending", 50)
    assert caller.get("/users-by-email?email=u4@acme.com")
    assert not caller.get("/users-by-email?email=u5@acme.com")
    caller.time.sleep(6)
    ended = caller.get(f"/jobs/{job}")
    assert (ended["status"], ended["summary"]["inserted"]) == ("completed", 10)
