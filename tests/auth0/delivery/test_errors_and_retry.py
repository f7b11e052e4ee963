"""Whom Auth0 refused, why, and how they get in after all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from converter.auth0.tenant.faults import parse
from tests.auth0.delivery.conftest import HASH, MAPPING, Rehearsal, Start, lines, person
from tests.program import run

LONG = "a-name-that-is-too-long"


def test_nobody_refused_is_nothing_to_do(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2)]).code == 0
    ended = run("errors", rehearsal.out)
    assert (ended.code, ended.err) == (0, "")
    assert "nobody who was sent is missing" in ended.out


def test_the_refused_are_grouped_with_their_origin_and_what_to_do(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="old", email="p3@example.com", username="older")
    people = [person(1), person(2, login=LONG), person(3), person(4, login=LONG + "er"), person(5, login="older")]
    assert rehearsal.upload(people).code == 3
    ended = run("errors", rehearsal.out)
    assert ended.code == 3
    assert "4 users to be seen to" in ended.out
    assert "2  username: MAX_LENGTH  a user name that is too long for the connection" in ended.out
    assert f"{rehearsal.folder.joinpath('people.jsonl').name}:2" in ended.out
    assert "do: widen the bounds" in ended.out
    assert "the user is in Auth0 already" in ended.out
    assert "CONFLICT_USERNAME" in ended.out
    assert "OUR MISS" not in ended.out
    everybody = run("errors", rehearsal.out, "--all").out.splitlines()
    assert len(everybody) == 4
    assert everybody[1].startswith("people.jsonl:3")
    only = run("errors", rehearsal.out, "--all", "--code", "CONFLICT_USERNAME").out.splitlines()
    assert len(only) == 1


def test_another_program_gets_everything_but_secrets(rehearsal: Rehearsal) -> None:
    rehearsal.upload([person(1, login=LONG)])
    document = run("errors", rehearsal.out, "--json").document
    assert document["groups"][0]["users"] == 1
    assert document["users"] == [
        {
            "file": "users-00001.json",
            "position": 0,
            "user_id": "p1",
            "email": "p1@example.com",
            "username": LONG,
            "origin": {"file": "people.jsonl", "lines": [1, 1], "row": 1},
            "fate": "failed",
            "reasons": [
                {
                    "code": "MAX_LENGTH",
                    "field": "username",
                    "message": document["users"][0]["reasons"][0]["message"],
                    "meaning": "a user name that is too long for the connection",
                    "our_miss": False,
                }
            ],
        }
    ]
    assert HASH[6:] not in str(document)


def test_the_hashes_that_auth0_blackens_are_in_a_file_for_the_owner(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2, login=LONG), person(3, login=LONG + "er")]).code == 3
    saved = rehearsal.folder / "failed.json"
    ended = run("errors", rehearsal.out, "--all", "--save", saved)
    assert (ended.code, len(ended.out.splitlines())) == (3, 2)
    sent = [user for user in _users(rehearsal.out / "users-00001.json") if user["user_id"] != "p1"]
    assert _users(saved) == sent
    assert HASH[6:] in str(sent[0]["custom_password_hash"])
    assert saved.stat().st_mode & 0o777 == 0o600
    assert run("validate", saved).code == 0
    assert run("errors", rehearsal.out, "--code", "OTHER", "--json", "--save", "nobody.json").code == 0
    assert _users(Path("nobody.json")) == []
    part = rehearsal.out / "users-00001.json"
    refused = run("errors", rehearsal.out, "--save", part)
    assert (refused.code, "is there already" in refused.err, len(_users(part))) == (2, True, 3)


def test_why_a_job_failed_as_a_whole_is_kept(rehearsal: Rehearsal) -> None:
    fault = {"request": "POST /api/v2/jobs/users-imports", "at": [1, 2], "do": "job-failed"}
    rehearsal.tenant.state.faults.replace(parse([fault]))
    assert rehearsal.upload([person(1), person(2)]).code == 3
    told = run("errors", rehearsal.out).out
    assert "2  job-failed  not in Auth0: the job of the file failed as a whole" in told
    assert "people.jsonl:1  p1@example.com: Internal error." in told
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    assert run("upload", rehearsal.out).code == 0


def test_what_our_rules_should_have_caught_is_our_miss(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsal = start()
    rehearsal.write([person(1, first="x" * 20)])
    monkeypatch.setattr("converter.auth0.tenant.judgement.is_email", lambda text: "@" not in text and text != "")
    assert run("-m", "people.yaml").code == 0
    assert run("upload", rehearsal.out).code == 3
    ended = run("errors", rehearsal.out)
    assert "OUR MISS: this program let 1 user pass, although it has email-characters and format for that" in ended.out
    assert run("errors", rehearsal.out, "--json").document["groups"][0]["our_misses"] == 1


def test_a_corrected_mapping_brings_them_in(rehearsal: Rehearsal) -> None:
    people = [person(1), person(2, login=LONG), person(3, login=LONG + "er")]
    assert rehearsal.upload(people).code == 3
    rehearsal.write(people, MAPPING.replace("username: login", "username: join('-', ['n', id])"))
    made = run("retry", rehearsal.out, "-m", "people.yaml")
    assert (made.code, made.err) == (0, "")
    assert "rebuilt 2 of 2" in made.out
    assert [user["username"] for user in _users(rehearsal.out / "round-2" / "users-00001.json")] == ["n-p2", "n-p3"]
    assert run("errors", rehearsal.out).out.startswith("1 import file is not settled yet")


def _users(path: Path) -> list[dict[str, Any]]:

    found: list[dict[str, Any]] = json.loads(path.read_text())
    return found


def test_an_override_brings_the_last_one_in_and_the_upload_sends_it(rehearsal: Rehearsal) -> None:
    people = [person(1), person(2, login=LONG)]
    assert rehearsal.upload(people).code == 3
    (rehearsal.folder / "mends.yaml").write_text("p2: {username: shorter}\n")
    rehearsal.write(people, MAPPING + "overrides: mends.yaml\n")
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    sent = run("upload", rehearsal.out)
    assert sent.code == 0, sent.out + sent.err
    stored = rehearsal.user("p2")
    assert stored is not None
    assert stored["username"] == "shorter"
    assert run("errors", rehearsal.out).code == 0
    assert (
        run("retry", rehearsal.out, "-m", "people.yaml").out == f"{rehearsal.out}: there is nobody to be sent again\n"
    )


def test_in_a_source_that_has_changed_the_user_is_found_by_its_id(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2, login=LONG), person(3, login=LONG + "er")]).code == 3
    rehearsal.write([person(9), person(3, login="short"), person(1)])
    ended = run("retry", rehearsal.out, "-m", "people.yaml", "--json")
    assert ended.code == 3
    assert (ended.document["sought"], ended.document["rebuilt"]) == (2, 1)
    assert ended.document["missing"] == [{"file": "people.jsonl", "lines": [2, 2], "row": 2}]
    assert [user["user_id"] for user in _users(rehearsal.out / "round-2" / "users-00001.json")] == ["p3"]


def test_somebody_else_with_the_same_address_is_not_taken_for_the_user(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2, login=LONG)]).code == 3
    rehearsal.write([person(9, mail="p2@example.com"), person(2, mail="new@example.com")])
    ended = run("retry", rehearsal.out, "-m", "people.yaml")
    assert "rebuilt 1 of 1" in ended.out
    assert [user["user_id"] for user in _users(rehearsal.out / "round-2" / "users-00001.json")] == ["p2"]


def test_without_a_user_id_the_address_finds_the_user(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.replace("  user_id: id\n", "")
    assert rehearsal.upload([person(1), person(2, login=LONG)], mapping=mapping).code == 3
    rehearsal.write([person(9), person(2)], MAPPING)
    assert "rebuilt 1 of 1" in run("retry", rehearsal.out, "-m", "people.yaml").out
    assert [user["user_id"] for user in _users(rehearsal.out / "round-2" / "users-00001.json")] == ["p2"]


def test_who_is_rejected_now_is_told_and_stays_on_the_list(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1), person(2, login=LONG)]).code == 3
    rehearsal.write([person(1), person(2, login="x y")])
    ended = run("retry", rehearsal.out, "-m", "people.yaml")
    assert ended.code == 3
    assert "1 rejected now" in ended.out
    assert "there is nothing to be sent" in ended.out
    assert len(lines(rehearsal.out / "round-2" / "rejected.jsonl")) == 1
    assert run("errors", rehearsal.out).code == 3
    rehearsal.write([person(1), person(2, login="fine")])
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0


def test_before_an_upload_there_are_no_errors_to_list(rehearsal: Rehearsal) -> None:
    rehearsal.write([person(1)])
    run("-m", "people.yaml")
    ended = run("errors", rehearsal.out)
    assert ended.code == 2
    assert ended.err == f"nothing of {rehearsal.out} was uploaded yet: run convert upload {rehearsal.out}\n"


def test_what_other_stores_add_is_added_again(rehearsal: Rehearsal) -> None:
    lookups = "lookups: {teams: {type: csv, path: teams.csv, key: id, match: id}}\n"
    mapping = MAPPING.replace("{team: team}", "{team: teams.name}").replace("user:\n", lookups + "user:\n", 1)
    (rehearsal.folder / "teams.csv").write_text("id,name\np1,audit\np2,sales\n")
    assert rehearsal.upload([person(1), person(2, login=LONG)], mapping=mapping).code == 3
    rehearsal.write([person(1), person(2)], mapping)
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    [user] = _users(rehearsal.out / "round-2" / "users-00001.json")
    assert user["app_metadata"] == {"team": "sales"}


def test_each_mapping_of_a_run_retries_its_own(rehearsal: Rehearsal) -> None:
    rehearsal.write([person(1), person(2, login=LONG)])
    other = rehearsal.folder / "other.yaml"
    other.write_text(MAPPING.replace("people.jsonl", "others.jsonl"))
    (rehearsal.folder / "others.jsonl").write_text(json.dumps(person(3, login=LONG + "er")) + "\n")
    assert run("-m", "people.yaml", "-m", "other.yaml", "-o", rehearsal.out).code == 0
    assert run("upload", rehearsal.out).code == 3
    (rehearsal.folder / "others.jsonl").write_text(json.dumps(person(3)) + "\n")
    rehearsal.write([person(1), person(2)])
    first = run("retry", rehearsal.out, "-m", "people.yaml")
    assert "rebuilt 1 of 1" in first.out
    assert "from other mappings of the run, other.yaml: 1; name those with --mapping" in first.out
    assert "rebuilt 1 of 1" in run("retry", rehearsal.out, "-m", "other.yaml").out
    assert run("upload", rehearsal.out).code == 0
    assert len(rehearsal.tenant.state.users) == 3


def test_all_mappings_of_a_run_retry_at_once(rehearsal: Rehearsal) -> None:
    """Two of them read one file, each its own people of it; the third reads a database."""
    people = [person(1, team="staff"), person(2, team="staff", login=LONG), person(3, team="crm", login=LONG + "er")]
    database = rehearsal.folder / "people.db"
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.execute("CREATE TABLE people AS SELECT 'p4' AS id, 'p4@example.com' AS mail, 'a-name-too-long-' AS login")
    rehearsal.write(people, MAPPING.replace("people.jsonl}", "people.jsonl, where: \"team == 'staff'\"}"))
    (rehearsal.folder / "crm.yaml").write_text(
        MAPPING.replace("people.jsonl}", "people.jsonl, where: \"team == 'crm'\"}")
    )
    (rehearsal.folder / "db.yaml").write_text(
        "version: 1\nsource: {type: sql, url: 'sqlite:///people.db', table: people}\n"
        "user: {user_id: id, email: mail, username: login}\n"
    )
    names = ("-m", "people.yaml", "-m", "crm.yaml", "-m", "db.yaml")
    assert run(*names, "-o", rehearsal.out).code == 0
    assert run("upload", rehearsal.out).code == 3
    for name in ("people.yaml", "crm.yaml", "db.yaml"):
        mapping = rehearsal.folder / name
        mapping.write_text(mapping.read_text().replace("username: login", "username: id"))
    alone = run("retry", rehearsal.out, "-m", "people.yaml")
    assert (alone.code, alone.out.splitlines()[0]) == (3, f"rebuilt 1 of 3 in {rehearsal.out / 'round-2'}")
    assert "1 no longer found in the source, or of crm.yaml, db.yaml" in alone.out
    made = run("retry", rehearsal.out, *names)
    assert (made.code, made.out.splitlines()[0]) == (0, f"rebuilt 2 of 2 in {rehearsal.out / 'round-3'}")
    assert run("upload", rehearsal.out).code == 0
    assert {user.id for user in rehearsal.tenant.state.users} == {f"auth0|p{n}" for n in range(1, 5)}
    assert run("errors", rehearsal.out).code == 0


LDIF_MAPPING = "version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {user_id: uid, email: mail, username: cn}\n"


def entry(number: int, **changes: str) -> str:
    values = {"cn": f"person{number}", "uid": f"u{number}", "mail": f"u{number}@example.com"} | changes
    dn = f"dn: employeeNumber={number},dc=acme\n"
    return dn + "".join(f"{name}: {value}\n" for name, value in values.items()) + "\n"


def test_in_a_directory_that_has_changed_the_user_is_found_by_its_dn(rehearsal: Rehearsal) -> None:
    directory = rehearsal.folder / "people.ldif"
    directory.write_text(entry(1) + entry(2, cn=LONG))
    (rehearsal.folder / "people.yaml").write_text(LDIF_MAPPING)
    assert run("-m", "people.yaml").code == 0
    assert run("upload", rehearsal.out).code == 3
    assert "people.ldif:6-9 (employeeNumber=2,dc=acme)  u2@example.com" in run("errors", rehearsal.out).out
    moved = entry(2, uid="new", mail="new@example.com").replace("employeeNumber=2,dc=acme", "EMPLOYEENUMBER=2, dc=Acme")
    directory.write_text(entry(3) + moved + entry(1))
    assert "rebuilt 1 of 1" in run("retry", rehearsal.out, "-m", "people.yaml").out
    assert [user["user_id"] for user in _users(rehearsal.out / "round-2" / "users-00001.json")] == ["new"]
