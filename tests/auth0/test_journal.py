"""The journal: private, durable, whole, and nobody else's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from converter.auth0 import journal_steps as steps
from converter.auth0.answers import Job
from converter.auth0.journal import Journal, UserRow, has_journal, open_journal
from converter.auth0.journal_tables import Fate, Outcome, PartState
from converter.errors import OutputRefused, RunStopped
from converter.sinks.auth0_import import Part

PARTS = [Part("users-00001.json", 3, 300, "aa"), Part("users-00002.json", 1, 100, "bb")]
JOB = Job("job_1", "completed", "", {"inserted": 2, "updated": 0, "failed": 1, "total": 3})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    opened = open_journal(tmp_path)
    opened.begin({"domain": "acme"}, PARTS)
    return opened


def _states(journal: Journal) -> list[str]:
    return [part.state for part in journal.parts()]


def test_a_journal_is_private_and_durable(tmp_path: Path) -> None:
    assert not has_journal(tmp_path)
    with open_journal(tmp_path) as journal, journal.transaction() as rows:
        assert rows.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert rows.execute("PRAGMA journal_mode").fetchone()[0] == "wal"

    assert has_journal(tmp_path)
    assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"0o600"}
    assert [file.name for file in tmp_path.iterdir()] == ["journal.sqlite"]


def test_a_part_goes_through_its_states(journal: Journal) -> None:
    seen = [_states(journal)[0]]
    attempt = steps.intend(journal, 1, "x", 10.0)
    seen.append(_states(journal)[0])
    steps.accepted(journal, attempt, Job("job_1", "pending", created=8.0), 11.0)
    seen.append(_states(journal)[0])
    steps.finished(journal, attempt, JOB, 12.0)
    seen.append(_states(journal)[0])
    steps.errors_stored(journal, attempt, [UserRow(1, attempt, 2, "u2")])
    seen.append(_states(journal)[0])
    steps.settled(journal, 1, [UserRow(1, attempt, 2, "u2", fate=Fate.CREATED)])
    seen.append(_states(journal)[0])
    (row,) = journal.attempts(1)

    assert seen == ["written", "intent", "accepted", "finished", "errors_stored", "settled"]
    assert _states(journal)[1] == "written"
    assert (row.job_id, row.inserted, row.failed, row.total) == ("job_1", 2, 1, 3)
    assert (row.began, row.accepted, row.finished) == (10.0, 11.0, 12.0)
    assert journal.gap() == -3.0
    assert [user.fate for user in journal.users()] == [Fate.CREATED]


def test_a_part_of_which_all_is_known_is_settled_at_once(journal: Journal) -> None:
    attempt = steps.intend(journal, 1, "x", 10.0)
    errors = [{"code": "PATTERN", "message": "m"}]

    assert steps.errors_stored(journal, attempt, [UserRow(1, attempt, 0, fate=Fate.FAILED, errors=errors)]) == "settled"
    assert [list(user.errors) for user in journal.users(Fate.FAILED)] == [errors]
    assert list(journal.users(Fate.CREATED)) == []


def test_a_request_without_effect_leaves_the_part_as_it_was(journal: Journal) -> None:
    attempt = steps.intend(journal, 1, "x", 10.0)
    assert steps.had_no_effect(journal, attempt, Outcome.UNSENT, "refused") is PartState.WRITTEN
    steps.lost(journal, steps.intend(journal, 1, "x", 20.0), "reset")
    again = steps.intend(journal, 1, "x", 30.0)

    assert steps.had_no_effect(journal, again, Outcome.REFUSED, "429") is PartState.AMBIGUOUS
    assert [attempt.outcome for attempt in journal.attempts()] == ["unsent", "lost", "refused"]


def test_after_a_kill_an_intent_is_ambiguous(journal: Journal, tmp_path: Path) -> None:
    steps.intend(journal, 2, "x", 10.0)
    journal.close()
    with open_journal(tmp_path) as again:
        steps.adopt(again)

        assert _states(again) == ["written", "ambiguous"]
        assert again.attempts(2)[0].outcome is Outcome.LOST


def test_a_transaction_is_all_or_nothing(journal: Journal) -> None:
    with pytest.raises(ZeroDivisionError), journal.transaction() as rows:
        rows.execute("UPDATE part SET bytes = ?", (rows.execute("UPDATE part SET state = 'settled'").rowcount / 0,))

    assert set(_states(journal)) == {"written"}


def test_others_add_rounds_and_tables(journal: Journal) -> None:
    journal.add_parts(2, [Part("retry-2/users-00001.json", 1, 10, "cc")])
    journal.create("CREATE TABLE IF NOT EXISTS deletion (user TEXT) STRICT; CREATE TABLE IF NOT EXISTS role (x)")
    with journal.transaction() as rows:
        rows.execute("INSERT INTO deletion VALUES ('a')")

    assert [(part.id, part.round, part.name) for part in journal.parts()][2] == (3, 2, "retry-2/users-00001.json")
    with pytest.raises(sqlite3.IntegrityError):
        journal.add_parts(2, [PARTS[0]])


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(OutputRefused, match=r"journal\.sqlite is damaged"):
        open_journal(tmp_path)
    (tmp_path / "journal.sqlite").unlink()
    with open_journal(tmp_path) as journal, journal.transaction() as rows:
        rows.execute("PRAGMA user_version = 99")
    with pytest.raises(OutputRefused, match="another version"):
        open_journal(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(RunStopped, match="cannot write"):
        open_journal(tmp_path)
