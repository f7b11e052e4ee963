"""Roles and organizations, for those who have arrived."""

from __future__ import annotations

import pytest

from converter.auth0 import after_import
from converter.auth0.tenant.settings import Named
from tests.auth0.delivery.conftest import MAPPING, Rehearsal, Start, person
from tests.program import run

LONG = "a-name-that-is-too-long"


def groups(rehearsal: Rehearsal, user_id: str) -> tuple[set[str], set[str]]:
    """What the tenant has given somebody."""
    user = rehearsal.tenant.state.users.get(f"auth0|{user_id}")
    assert user
    return user.roles, user.organizations


def test_who_has_arrived_gets_what_the_mapping_says(rehearsal: Rehearsal) -> None:
    people = [person(1, roles=["audit", "admin"], org="acme"), person(2), person(3, roles="admin", login=LONG)]
    assert rehearsal.upload(people).code == 3
    assert run("after-import", rehearsal.out, "--dry-run").out.split() == [
        "1", "organization", "acme", "1", "role", "Administrator", "1", "role", "Auditor",
    ]  # fmt: skip
    ended = run("after-import", rehearsal.out)
    assert (ended.code, ended.out) == (0, "given: organizations 1, roles 2\n")
    assert groups(rehearsal, "p1") == ({"rol_1", "rol_2"}, {"org_1"})
    assert groups(rehearsal, "p2") == (set(), set())
    assert run("after-import", rehearsal.out).out == "there is nothing to be given\n"


def test_who_comes_by_a_retry_gets_it_too(rehearsal: Rehearsal) -> None:
    assert rehearsal.upload([person(1, roles="audit"), person(2, roles="admin", login=LONG)]).code == 3
    assert run("after-import", rehearsal.out).code == 0
    rehearsal.write([person(1, roles="audit"), person(2, roles="admin", login="two")])
    assert run("retry", rehearsal.out, "-m", "people.yaml").code == 0
    run("upload", rehearsal.out)
    assert run("after-import", rehearsal.out).out == "given: roles 1\n"
    assert groups(rehearsal, "p2")[0] == {"rol_2"}


def test_a_name_that_the_tenant_lacks_stops_before_anybody_is_given_anything(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.replace("admin: Administrator", "admin: Chief")
    assert rehearsal.upload([person(1, roles=["audit", "admin"], org="zeta")], mapping=mapping).code == 0
    ended = run("after-import", rehearsal.out)
    assert ended.code == 2
    assert "has no organization zeta, no role Chief: create them" in ended.err
    assert groups(rehearsal, "p1") == (set(), set())


def test_one_who_has_gone_does_not_keep_the_others_from_theirs(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.replace("  user_id: id\n", "")
    assert rehearsal.upload([person(n, roles="audit", org="acme") for n in range(1, 4)], mapping=mapping).code == 0
    users = rehearsal.tenant.state.users
    users.remove(next(user for user in users if user.profile["email"] == "p2@example.com"))
    ended = run("after-import", rehearsal.out)
    assert ended.code == 3
    assert ended.out == "given: organizations 2, roles 2\n"
    assert "not given: role Auditor: p2@example.com is not in the connection" in ended.err
    assert all(user.roles == {"rol_1"} for user in users)


def test_a_mapping_that_gives_nothing_is_told(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.partition("after_import")[0]
    assert rehearsal.upload([person(1)], mapping=mapping).code == 0
    ended = run("after-import", rehearsal.out)
    assert ended.code == 2
    assert "the mapping has no after_import:" in ended.err


def test_a_run_that_was_cut_off_goes_on(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rehearsal.upload([person(n, roles="audit") for n in range(1, 4)]).code == 0
    monkeypatch.setitem(after_import._BATCH, "roles", 1)
    note, calls = after_import.Giving._note, []

    def once(self: after_import.Giving, *arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        note(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(after_import.Giving, "_note", once)
    with pytest.raises(KeyboardInterrupt):
        run("after-import", rehearsal.out)
    monkeypatch.setattr(after_import.Giving, "_note", note)
    assert run("after-import", rehearsal.out).out == "given: roles 2\n"
    assert all(user.roles == {"rol_1"} for user in rehearsal.tenant.state.users)


def test_a_preview_shows_what_will_be_given(rehearsal: Rehearsal) -> None:
    rehearsal.write([person(1, roles=["audit", "admin"], org="acme"), person(2)])
    ended = run("preview", "-m", "people.yaml")
    assert "after the import: roles Auditor, Administrator" in ended.out
    assert ended.out.count("after the import") == 2


def test_whom_an_upsert_found_under_another_id_gets_the_same(rehearsal: Rehearsal) -> None:
    rehearsal.add(user_id="before", email="p1@example.com", username="before")
    people = [person(n, roles="audit", org="acme") for n in (1, 2)]
    ended = rehearsal.upload(people, "--upsert", "--overwrite-metadata")
    assert ended.code == 0
    assert run("after-import", rehearsal.out).out == "given: organizations 2, roles 2\n"
    assert groups(rehearsal, "before") == groups(rehearsal, "p2") == ({"rol_1"}, {"org_1"})


def test_a_role_on_a_late_page_is_found(start: Start) -> None:
    rehearsal = start()
    roles = rehearsal.tenant.state.roles
    others = {f"rol_x{n}": Named(f"rol_x{n}", f"Other {n}") for n in range(150)}
    rehearsal.tenant.state.roles = others | roles
    assert rehearsal.upload([person(1, roles="audit")]).code == 0
    assert run("after-import", rehearsal.out).out == "given: roles 1\n"
