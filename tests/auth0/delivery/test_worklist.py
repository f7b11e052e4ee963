"""The work list, from journals as they may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.auth0.delivery import opened
from converter.auth0.journal import UserRow, open_journal
from converter.auth0.journal_tables import Fate, PartState
from converter.auth0.reconcile import Standing, standing_of
from converter.auth0.roll import Met, fingerprints
from converter.auth0.worklist import Verdict, failures, grouped, reason_of
from converter.errors import OutputRefused
from converter.report.worklist import worklist_lines
from converter.sinks import layout
from converter.sinks.manifest import read_manifest
from tests.auth0.delivery.conftest import Rehearsal, person
from tests.program import run


def uploaded(rehearsal: Rehearsal, *rows: UserRow) -> Path:
    """A folder of two users whose only part is settled, with these users in its journal."""
    rehearsal.write([person(1), person(2)])
    run("-m", "people.yaml")
    with open_journal(rehearsal.out) as journal:
        journal.begin({"domain": "d", "connection_id": "c"}, read_manifest(rehearsal.out).parts)
        with journal.transaction() as table:
            table.execute("UPDATE part SET state = 'settled'")
            for row in rows:
                errors = '[{"code": "NEW", "message": "?"}]' if row.fate is Fate.FAILED else "[]"
                values = (row.part, row.position, row.user_id, row.email, row.fate, errors)
                columns = "part, position, user_id, email, fate, errors"
                table.execute(f"INSERT INTO user ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)
    return rehearsal.out


@pytest.mark.parametrize(
    ("fate", "code", "said"),
    [
        (Fate.ABSENT, "not-found", "send the user again with convert retry"),
        (Fate.EXISTED, "existed", "in Auth0 since before the upload"),
        (Fate.UNRESOLVED, "unresolved", "run convert upload again"),
        (Fate.FAILED, "NEW", "an answer that this program does not know"),
    ],
)
def test_every_fate_that_leaves_something_to_do_is_listed(
    rehearsal: Rehearsal, fate: Fate, code: str, said: str
) -> None:
    out = uploaded(rehearsal, UserRow(1, None, 1, user_id="p2", email="p2@example.com", fate=fate))
    ended = run("errors", out)
    assert ended.code == 3
    assert said in ended.out
    assert "people.jsonl:2  p2@example.com" in ended.out
    assert run("errors", out, "--code", code, "--all").out.startswith("people.jsonl:2")


@pytest.mark.parametrize("fate", [Fate.CREATED, Fate.UPDATED, Fate.RETRIED])
def test_who_is_in_auth0_or_counts_elsewhere_is_not_listed(rehearsal: Rehearsal, fate: Fate) -> None:
    assert run("errors", uploaded(rehearsal, UserRow(1, None, 1, fate=fate))).code == 0


def test_somebody_whom_auth0_names_and_nobody_knows_is_listed_without_origin(rehearsal: Rehearsal) -> None:
    out = uploaded(rehearsal, UserRow(1, None, None, email="stranger@example.com", fate=Fate.FAILED))
    with opened(out) as delivery:
        [found] = failures(delivery)
    assert (found.origin, found.position) == (None, -1)
    assert "Auth0 names somebody who is not in the file" in run("errors", out).out
    assert run("retry", out, "-m", "people.yaml").out == f"{out}: there is nobody to be sent again\n"


def test_a_file_that_has_changed_since_it_was_sent_is_not_read(rehearsal: Rehearsal) -> None:
    out = uploaded(rehearsal, UserRow(1, None, 0, fate=Fate.FAILED))
    part = out / layout.part_name(1)
    part.write_bytes(part.read_bytes().replace(b"p1", b"p3"))
    with opened(out) as delivery, pytest.raises(OutputRefused, match="is not what the conversion wrote"):
        list(failures(delivery))


def test_a_warning_of_ours_is_no_miss() -> None:
    error = {"code": "PROFILE_SIZE_EXCEEDED", "message": "too large"}
    assert reason_of(error, frozenset()).verdict is Verdict.MISS
    assert reason_of(error, frozenset(["profile-size"])).verdict is Verdict.WARNED
    assert reason_of({"code": "CONFLICT_EMAIL"}, frozenset()).verdict is Verdict.NONE


def test_what_is_not_settled_is_said(tmp_path: Path) -> None:
    lines = list(worklist_lines(tmp_path, grouped(())[0], users=0, unsent=2, away=0))
    assert lines[0] == f"2 import files are not settled yet: convert upload {tmp_path} goes on"


def met(**given: object) -> Met:
    known = {"part": 1, "position": 0, "fate": "", "user_id": "1", "email": "", "username": "", "stored_id": "auth0|1",
             "created": 2000.0, "changed": ()}  # fmt: skip
    return Met(**{**known, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "given", "upsert", "standing"),
    [
        ("written", {}, False, Standing.NEVER_SENT),
        ("accepted", {}, False, Standing.AMBIGUOUS),
        ("settled", {}, False, Standing.IMPORTED),
        ("settled", {"created": 100.0}, False, Standing.AMBIGUOUS),
        ("settled", {"created": 100.0}, True, Standing.UPDATED),
        ("settled", {"created": None}, False, Standing.AMBIGUOUS),
        ("settled", {"stored_id": ""}, False, Standing.MISSING),
        ("settled", {"fate": "failed"}, False, Standing.FAILED),
        ("settled", {"fate": "failed", "stored_id": ""}, False, Standing.FAILED),
        ("settled", {"fate": "absent", "stored_id": ""}, False, Standing.FAILED),
        ("settled", {"fate": "absent"}, False, Standing.IMPORTED),
        ("settled", {"fate": "existed"}, False, Standing.EXISTED),
        ("settled", {"fate": "existed", "stored_id": ""}, False, Standing.AMBIGUOUS),
        ("settled", {"fate": "updated"}, True, Standing.UPDATED),
        ("settled", {"fate": "created"}, True, Standing.IMPORTED),
        ("settled", {"fate": "created", "stored_id": ""}, True, Standing.MISSING),
        ("settled", {"fate": "unresolved"}, False, Standing.IMPORTED),
        ("settled", {"fate": "unresolved", "stored_id": ""}, False, Standing.AMBIGUOUS),
    ],
)
def test_where_somebody_stands(state: str, given: dict[str, object], *, upsert: bool, standing: Standing) -> None:
    from converter.auth0.journal import PartRow

    part = PartRow(1, 1, "users-00001.json", "", 0, 1, PartState(state))
    assert standing_of(met(**given), part, 1000.0, upsert=upsert) is standing


def test_what_is_compared_ignores_what_auth0_folds_and_never_has_a_hash() -> None:
    user = {"email": "Ann@Example.com", "username": "ANN", "name": "Ann", "password_hash": "x", "mfa_factors": []}
    folded = {"email": "ann@example.com", "username": "ann", "name": "Ann"}
    assert fingerprints(user) == fingerprints(folded)
    assert fingerprints({"app_metadata": {"a": 1, "b": 2}}) == fingerprints({"app_metadata": {"b": 2, "a": 1}})
    assert fingerprints({"name": "Ann"}) != fingerprints({"name": "ann"})
