"""Who is let in, decided without HTTP; the profiles are those of the import files."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from converter.errors import SourceUnreadable, UsageError
from converter.gateway.migration import Migration, identifiers
from converter.gateway.opening import open_migration
from converter.gateway.renewal import Renewed
from converter.gateway.stored import HASHES
from converter.gateway.verdict import Verdict
from converter.mapping.fate import Exported, Rejected, Skipped
from converter.mapping.password import LAZY_ID
from converter.pipeline.fates import final
from converter.pipeline.joining.join import joined
from converter.pipeline.load import columns_of, files_of, load
from converter.record import Record
from tests.gateway.conftest import CRYPTED, MAPPING, PASSWORD

ROOT = Path(__file__).parents[2]
BUNDLED = sorted((ROOT / "mappings").glob("*.yaml"))


def opened(mapping: Path, *, seconds: float = 300) -> Migration | Renewed:
    return open_migration(load(str(mapping), {}, columns=columns_of), seconds=seconds)


@pytest.fixture(scope="module")
def migration(mapping: Path) -> Migration | Renewed:
    return opened(mapping)


@pytest.mark.parametrize(
    ("identifier", "password", "verdict"),
    [
        ("ann", PASSWORD, Verdict.RIGHT),
        ("ANN", PASSWORD, Verdict.RIGHT),
        ("CRYPT@example.com", CRYPTED, Verdict.RIGHT),
        ("ANN.lee@example.com", PASSWORD, Verdict.REJECTED),
        ("ann.lee@example.com", "x", Verdict.REJECTED),
        ("ann", PASSWORD + " ", Verdict.WRONG),
        ("ann", "", Verdict.WRONG),
        ("ann", "\0", Verdict.WRONG),
        ("ann", PASSWORD + "\0", Verdict.WRONG),
        ("ann", "x" * 2000, Verdict.WRONG),
        ("crypt", CRYPTED, Verdict.RIGHT),
        ("crypt", "Hello world?", Verdict.WRONG),
        ("none", "x", Verdict.WRONG),
        ("none", "", Verdict.WRONG),
        ("apr", "x", Verdict.UNAVAILABLE),
        ("blocked", PASSWORD, Verdict.LOCKED),
        ("blocked", "x", Verdict.WRONG),
        ("broken@nowhere", PASSWORD, Verdict.REJECTED),
        ("ann2", PASSWORD, Verdict.REJECTED),
        ("svc_x", PASSWORD, Verdict.UNKNOWN),
        ("nobody", PASSWORD, Verdict.UNKNOWN),
        ("", PASSWORD, Verdict.UNKNOWN),
        ("*", PASSWORD, Verdict.UNKNOWN),
        ("ann\0", PASSWORD, Verdict.UNKNOWN),
        ("x" * 300, PASSWORD, Verdict.UNKNOWN),
    ],
)
def test_the_verdict_on_a_login(migration: Migration, identifier: str, password: str, verdict: Verdict) -> None:
    answer = migration.login(identifier, password)
    assert answer.verdict is verdict
    assert bool(answer.user) is (verdict is Verdict.RIGHT)


@pytest.mark.parametrize(
    ("identifier", "verdict"),
    [
        ("ann", Verdict.RIGHT),
        ("crypt@example.com", Verdict.RIGHT),
        ("blocked", Verdict.LOCKED),
        ("ann.lee@example.com", Verdict.REJECTED),
        ("ann2", Verdict.REJECTED),
        ("svc_x", Verdict.UNKNOWN),
        ("nobody", Verdict.UNKNOWN),
    ],
)
def test_the_verdict_on_who_somebody_is(migration: Migration, identifier: str, verdict: Verdict) -> None:
    assert migration.get_user(identifier).verdict is verdict


def test_login_and_get_user_give_the_same_user_without_password_and_blocked(migration: Migration) -> None:
    user = migration.login("ann", PASSWORD).user
    assert user == migration.get_user("Ann").user
    assert user == {
        "user_id": "ann",
        "email": "ann.lee@example.com",
        "email_verified": True,
        "username": "ann",
        "name": "Ann Lee",
        "app_metadata": {"legacy_dn": "uid=ann,dc=example,dc=com"},
    }


def test_a_verdict_has_no_truth_value() -> None:
    for verdict in Verdict:
        with pytest.raises(TypeError):
            bool(verdict)


def test_no_answer_shows_the_user_in_its_repr(migration: Migration) -> None:
    assert "ann" not in repr(migration.login("ann", PASSWORD)).lower()


@pytest.mark.parametrize("mapping", BUNDLED, ids=lambda path: path.stem)
def test_everybody_of_the_import_files_has_the_same_profile_here(mapping: Path) -> None:
    loaded = joined(load(str(mapping), {}, columns=columns_of))
    migration = open_migration(loaded)
    ends = list(final(loaded, files_of(loaded.plan.model)))
    fields = identifiers(loaded.plan.model)
    drafts = [loaded.plan.draft(i) for i, fate in ends if isinstance(fate, Rejected) and isinstance(i, Record)]
    shared = {
        (field, draft[field].lower()) for draft in drafts for field in fields if isinstance(draft.get(field), str)
    }
    compared = lazy = 0
    for item, fate in ends:
        if isinstance(fate, Exported):
            profile = {n: v for n, v in fate.document.items() if n not in (*HASHES, "blocked")}
            whole = (Verdict.LOCKED, {}) if fate.document.get("blocked") is True else (Verdict.RIGHT, profile)
            for field in fields:
                if field in profile:
                    expected = (Verdict.REJECTED, {}) if (field, profile[field].lower()) in shared else whole
                    answer = migration.get_user(profile[field])
                    assert (answer.verdict, answer.user) == expected, item.origin
                    compared += 1
        elif isinstance(fate, Skipped) and fate.id == LAZY_ID:
            draft = loaded.plan.draft(item)  # type: ignore[arg-type]
            lazy += migration.get_user(draft["email"]).verdict is Verdict.RIGHT
            assert migration.get_user(draft["email"]).verdict in (Verdict.RIGHT, Verdict.LOCKED)
    assert compared


def test_the_people_of_the_sample_log_in_with_the_passwords_it_names() -> None:
    migration = opened(ROOT / "mappings" / "oracle.yaml")
    for identifier, number in (("CINGRAM1", 1), ("jhebert4", 4), ("frauke.grunwald8@de.example.com", 8)):
        assert migration.login(identifier, f"Lantern-{number}-Heron").verdict is Verdict.RIGHT
        assert migration.login(identifier, f"Lantern-{number + 1}-Heron").verdict is Verdict.WRONG


def test_a_changed_file_is_indexed_anew_and_nobody_is_answered_meanwhile(tmp_path: Path) -> None:
    export = tmp_path / "people.csv"
    export.write_text("login,mail,pw\nann,ann@example.com,abc\n", encoding="utf-8")
    mapping = tmp_path / "people.yaml"
    mapping.write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\nuser: {user_id: login, email: mail}\n"
        "password: {from: pw, scheme: plain}\n",
        encoding="utf-8",
    )
    migration = opened(mapping)
    assert migration.login("ann@example.com", "abc").verdict is Verdict.RIGHT
    other = tmp_path / "other.csv"
    other.write_text("login,mail,pw\nbob,bob@example.com,def\nann,ann@example.com,ghi\n", encoding="utf-8")
    other.replace(export)
    verdicts = {migration.login("ann@example.com", "ghi").verdict}
    while Verdict.RIGHT not in verdicts:
        time.sleep(0.01)
        verdicts.add(migration.login("ann@example.com", "ghi").verdict)
    assert verdicts == {Verdict.UNAVAILABLE, Verdict.RIGHT}
    assert migration.login("bob@example.com", "def").verdict is Verdict.RIGHT
    assert migration.login("ann@example.com", "abc").verdict is Verdict.WRONG


def test_an_identifier_of_two_lets_neither_in_whichever_stands_first_and_whoever_stays(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "login,mail,pw,state\nann,a@example.com,abc,ok\nbob,A@example.com,abc,blocked\n", encoding="utf-8"
    )
    mapping = tmp_path / "people.yaml"
    text = (
        "version: 1\nsource: {type: csv, path: people.csv}\nDUPLICATES\npassword: {from: pw, scheme: plain}\n"
        "user: {user_id: login, email: mail, blocked: state == 'blocked'}\n"
    )
    for duplicates in ("duplicates: reject", "duplicates: reject-all", "duplicates: {keep: login}"):
        mapping.write_text(text.replace("DUPLICATES", duplicates), encoding="utf-8")
        migration = opened(mapping)
        assert migration.login("a@example.com", "abc").verdict is Verdict.REJECTED
        assert migration.get_user("a@example.com").verdict is Verdict.REJECTED


def test_a_row_of_a_lookup_that_changes_counts_at_once(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("login,mail,pw\nann,ann@example.com,abc\n", encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("login,state\nann,ok\n", encoding="utf-8")
    mapping = tmp_path / "people.yaml"
    mapping.write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\n"
        "lookups: {account: {type: csv, path: accounts.csv, key: login, match: login, required: true}}\n"
        "user: {user_id: login, email: mail, blocked: account.state != 'ok'}\npassword: {from: pw, scheme: plain}\n",
        encoding="utf-8",
    )
    migration = opened(mapping)
    assert migration.login("ann@example.com", "abc").verdict is Verdict.RIGHT
    (tmp_path / "other.csv").write_text("login,state\nann,locked\n", encoding="utf-8")
    (tmp_path / "other.csv").replace(tmp_path / "accounts.csv")
    verdicts = {migration.login("ann@example.com", "abc").verdict}
    while Verdict.LOCKED not in verdicts:
        time.sleep(0.01)
        verdicts.add(migration.login("ann@example.com", "abc").verdict)
    assert verdicts == {Verdict.UNAVAILABLE, Verdict.LOCKED}


@pytest.mark.parametrize("added", ["people-2.csv", "accounts-2.csv"])
def test_a_new_file_of_a_glob_counts_at_once(tmp_path: Path, added: str) -> None:
    (tmp_path / "people-1.csv").write_text("login,mail,pw\nann,ann@example.com,abc\n", encoding="utf-8")
    (tmp_path / "accounts-1.csv").write_text("login,state\nbob,ok\n", encoding="utf-8")
    (tmp_path / "people.yaml").write_text(
        "version: 1\nsource: {type: csv, path: 'people-*.csv'}\n"
        "lookups: {account: {type: csv, path: 'accounts-*.csv', key: login, match: login}}\n"
        "user: {user_id: login, email: mail, blocked: account.state == 'locked'}\n"
        "password: {from: pw, scheme: plain}\n",
        encoding="utf-8",
    )
    migration = opened(tmp_path / "people.yaml")
    assert migration.login("ann@example.com", "abc").verdict is Verdict.RIGHT
    text = {"accounts-2.csv": "login,state\nann,locked\n", "people-2.csv": "login,mail,pw\ncy,ann@example.com,abc\n"}
    wanted = {"accounts-2.csv": Verdict.LOCKED, "people-2.csv": Verdict.REJECTED}[added]
    (tmp_path / "new").write_text(text[added], encoding="utf-8")
    (tmp_path / "new").replace(tmp_path / added)
    verdicts = {migration.login("ann@example.com", "abc").verdict}
    for _ in range(50):
        if wanted in verdicts:
            break
        time.sleep(0.05)
        verdicts.add(migration.login("ann@example.com", "abc").verdict)
    assert verdicts == {Verdict.UNAVAILABLE, wanted}


def test_rows_that_cannot_be_watched_or_read_open_no_door(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("login,mail\nann,ann@example.com\n", encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("login,state\nann\n", encoding="utf-8")
    mapping = tmp_path / "people.yaml"
    text = (
        "version: 1\nsource: {type: csv, path: people.csv}\n"
        "lookups: {account: {type: csv, path: PATH, key: login, match: login}}\n"
        "user: {user_id: login, email: mail, blocked: account.state != 'ok'}\n"
    )
    mapping.write_text(text.replace("PATH", "accounts.csv"), encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="the lookup account has rows that cannot be read: 1"):
        opened(mapping)
    mapping.write_text(text.replace("PATH", '"-"'), encoding="utf-8")
    with pytest.raises(UsageError, match="standard input"):
        open_migration(load(str(mapping), {}))


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("{type: json, path: people.json}", json.dumps({"mail": "a@example.com", "id": "1"}) + "\n"),
        ("{type: csv, path: people.json, delimiter: ';'}", 'id;mail\n"1";"a@example.com"\n"2";"b@example.com"'),
        ("{type: csv, path: people.json}", "\ufeffid,mail\r\n1,a@example.com\r\n2,b@example.com\r\n"),
    ],
)
def test_records_of_every_kind_of_file_are_read_where_they_stand(tmp_path: Path, source: str, content: str) -> None:
    (tmp_path / "people.json").write_bytes(content.encode())
    (tmp_path / "m.yaml").write_text(
        f"version: 1\nsource: {source}\nuser: {{user_id: id, email: mail}}\n", encoding="utf-8"
    )
    migration = opened(tmp_path / "m.yaml")
    assert migration.get_user("A@example.com").user == {"user_id": "1", "email": "a@example.com"}


def test_a_packed_file_is_refused_in_words(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "people.json.gz").write_bytes(gzip.compress(b'{"mail": "a@example.com", "id": "1"}\n'))
    (tmp_path / "m.yaml").write_text(
        "version: 1\nsource: {type: json, path: people.json.gz}\nuser: {user_id: id, email: mail}\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match="is packed or in UTF-16"):
        opened(tmp_path / "m.yaml")


def test_where_the_mapping_names_no_password_nobody_can_say_whether_it_is_right(mapping: Path) -> None:
    other = mapping.with_name("no-password.yaml")
    other.write_text(MAPPING.replace("password: {from: userpassword, unsupported: lazy}\n", ""), encoding="utf-8")
    assert opened(other).login("ann", PASSWORD).verdict is Verdict.UNAVAILABLE
    assert opened(other).get_user("ann").verdict is Verdict.RIGHT


def test_a_mapping_without_user_id_is_refused(tmp_path: Path, mapping: Path) -> None:
    other = mapping.with_name("without.yaml")
    other.write_text(MAPPING.replace("  user_id: uid\n", ""), encoding="utf-8")
    with pytest.raises(UsageError, match="user_id"):
        opened(other)


def test_rows_of_another_store_are_read_again_and_do_not_get_old(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,mail\n1,a@example.com\n2,b@example.com\n", encoding="utf-8")
    database = tmp_path / "roles.db"
    (tmp_path / "m.yaml").write_text(
        "version: 1\nsource: {type: csv, path: people.csv}\n"
        "lookups: {roles: {type: sql, url: 'sqlite:///roles.db', table: roles, key: person, match: id, many: true}}\n"
        "user: {user_id: id, email: mail, app_metadata: {roles: 'roles[].role'}}\n",
        encoding="utf-8",
    )
    _write_roles(database, "auditor", "buyer")
    migration = opened(tmp_path / "m.yaml", seconds=0.2)
    assert migration.get_user("b@example.com").user["app_metadata"] == {"roles": ["auditor", "buyer"]}
    _write_roles(database, "chair")
    while migration.get_user("b@example.com").user.get("app_metadata") != {"roles": ["chair"]}:
        time.sleep(0.02)
    database.unlink()
    while migration.get_user("b@example.com").verdict is not Verdict.UNAVAILABLE:
        time.sleep(0.02)
    _write_roles(database, "buyer")
    while migration.get_user("b@example.com").user.get("app_metadata") != {"roles": ["buyer"]}:
        time.sleep(0.02)
    migration.close()


def _write_roles(database: Path, *roles: str) -> None:
    other = database.with_suffix(".new")
    with closing(sqlite3.connect(other)) as rows, rows:
        rows.execute("CREATE TABLE roles (person text, role text)")
        rows.executemany("INSERT INTO roles VALUES ('2', ?)", [(role,) for role in roles])
    other.replace(database)


@pytest.mark.parametrize("store", ["files", "database"])
def test_the_first_who_is_unknown_has_a_password_checked_in_vain(
    tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = "$6$saltsalt$pn.eNCAqRIao3pxsOGdjVa9wVR7Rb/3WnbxOluoQKVZPzLuyetx3yF6VIZDfQnn/arrFVfrq3BqRb9gLqhI5z0"
    (tmp_path / "people.csv").write_text(f"id,mail,pw\n1,a@example.com,{stored}\n", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "people.db")) as rows, rows:
        rows.execute("CREATE TABLE people (id text, mail text, pw text)")
        rows.execute("INSERT INTO people VALUES ('1', 'a@example.com', ?)", (stored,))
    database = "{type: sql, url: 'sqlite:///people.db', table: people}"
    source = {"files": "{type: csv, path: people.csv}", "database": database}[store]
    (tmp_path / "m.yaml").write_text(
        f"version: 1\nsource: {source}\nuser: {{user_id: id, email: mail}}\n"
        "password: {from: pw, unsupported: lazy}\n",
        encoding="utf-8",
    )
    migration = opened(tmp_path / "m.yaml")
    tried: list[str] = []

    def fits(_: str, password: str) -> bool:
        tried.append(password)
        return False

    monkeypatch.setattr("converter.passwords.system_crypt.fits", fits)
    assert migration.login("nobody@example.com", "guess").verdict is Verdict.UNKNOWN
    assert tried == ["guess"]


def test_two_people_of_a_live_store_with_one_user_id_are_let_in_neither(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "people.db")) as rows, rows:
        rows.execute("CREATE TABLE people (number integer, mail text, kind text, pw text)")
        rows.executemany(
            "INSERT INTO people VALUES (?, ?, ?, 'abc')",
            [
                (1, "ann@example.com", "person"),
                (1, "bob@example.com", "person"),
                (2, "cid@example.com", "person"),
                (2, "phone@example.com", "device"),
                (3, "dan@example.com", "person"),
                (3, "broken", "person"),
            ],
        )
    (tmp_path / "m.yaml").write_text(
        "version: 1\nsource: {type: sql, url: 'sqlite:///people.db', table: people, where: kind == 'person'}\n"
        "user: {user_id: to_string(number), email: mail}\npassword: {from: pw, scheme: plain}\n",
        encoding="utf-8",
    )
    migration = opened(tmp_path / "m.yaml")
    for name in ("ann", "bob", "dan"):
        answer = migration.login(f"{name}@example.com", "abc")
        assert (answer.verdict, answer.reason) == (Verdict.REJECTED, "several people have this user_id")
        assert migration.get_user(f"{name}@example.com").verdict is Verdict.REJECTED
    assert migration.login("cid@example.com", "abc").verdict is Verdict.RIGHT


def test_nobody_who_may_not_be_tried_is_tried(migration: Migration) -> None:
    answer = migration.login("ANN", PASSWORD, admits=lambda user_id: user_id != "ann")
    assert (answer.verdict, answer.user) == (Verdict.THROTTLED, {})
    assert migration.login("nobody", PASSWORD, admits=lambda _: False).verdict is Verdict.UNKNOWN
