"""What a database refuses, and one that goes away: one sentence, exit code 5, and nothing that looks complete."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from converter.errors import SourceUnreadable
from converter.mapping.batch import TEXT
from converter.mapping.fate import Exported
from converter.pipeline.decide import decisions
from converter.pipeline.load import files_of, load
from converter.sources.sql_database import AlchemyDatabase, connected
from tests.integration.databases import PASSWORD, Server, free_port
from tests.integration.tables import MAPPING, PEOPLE, rows, settings, source
from tests.program import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def people(server: Server) -> str:
    return server.database(PEOPLE[server.kind])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSWORD", PASSWORD)
    return tmp_path


def refusal(url: str, what: str = "table: people") -> str:
    """The one line that a run ends with."""
    Path("m.yaml").write_text(MAPPING.format(url=url, what=what), encoding="utf-8")
    ended = run("-m", "m.yaml", "-o", "out")
    assert (ended.code, ended.out, ended.err.count("\n")) == (5, "", 1), ended
    assert not Path("out").exists()
    assert PASSWORD not in ended.err
    return ended.err


def test_a_refused_connection_is_told(server: Server, people: str) -> None:
    url = server.url(people).replace(f":{server.port}", f":{free_port()}")
    assert "refused; is the server running" in refusal(url).lower().replace(")", "")


def test_a_wrong_password_is_told(server: Server, people: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "wrong-secret")
    assert "check user and password" in (told := refusal(server.url(people)))
    assert "wrong-secret" not in told


def test_a_host_that_is_not_known_is_told(server: Server, people: str) -> None:
    assert "is the name of the host right?" in refusal(server.url(people, host="nobody.invalid"))


@pytest.mark.parametrize(
    "what", ["table: nobody", "{table: people, columns: [id, nobody]}", "query: SELECT nobody FROM people"]
)
def test_a_table_or_column_that_is_not_there_is_told(server: Server, people: str, what: str) -> None:
    told = refusal(server.url(people), what.strip("{}").replace(", columns", "\n  columns"))
    assert "nobody" in told
    assert "is it spelt right?" in told


def test_a_column_that_the_mapping_reads_and_the_query_lacks_is_told(server: Server, people: str) -> None:
    Path("m.yaml").write_text(
        MAPPING.format(url=server.url(people), what="query: SELECT id, name AS mails, active FROM people"), "utf-8"
    )
    ended = run("-m", "m.yaml", "-o", "out")
    assert ended.code == 4
    assert "unknown-name" in ended.err
    assert "mails" in ended.err


def test_a_table_without_permission_is_told(server: Server) -> None:
    database = server.database("CREATE TABLE people (id int)")
    if server.kind == "postgresql":
        server.run("REVOKE pg_read_all_data FROM reader")
    else:
        server.run(f"REVOKE SELECT ON {database}.* FROM reader; GRANT CREATE ON {database}.* TO reader")
    try:
        assert "let this account read it" in refusal(server.url(database))
    finally:
        server.run("GRANT pg_read_all_data TO reader" if server.kind == "postgresql" else "SELECT 1")


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO kept VALUES (2)", "UPDATE kept SET n = 2", "DELETE FROM kept", "CREATE TABLE other (n int)"],
)
def test_the_connection_itself_cannot_write_even_where_the_account_may(server: Server, statement: str) -> None:
    database = server.database("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    everything = f"ALL ON {database}.*" if server.kind == "mariadb" else "ALL ON ALL TABLES IN SCHEMA public"
    server.run(f"GRANT {everything} TO reader", database)
    with connected(settings(server, database, table="kept")) as connection:
        assert isinstance(connection, AlchemyDatabase)
        # not in a server's cursor, where PostgreSQL takes no other statement than a SELECT anyway
        driver = connection._connection.connection.dbapi_connection
        with pytest.raises(Exception, match=r"(?i)read.only"), driver.cursor() as cursor:
            cursor.execute(statement)
    assert server.run("SELECT n FROM kept", database) in ([(1,)], [[1]])


def test_a_query_that_writes_by_a_function_is_refused_by_the_server(postgresql: Server) -> None:
    database = postgresql.database("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    body = "WITH x AS (DELETE FROM kept RETURNING 1) SELECT count(*) FROM x"
    function = f"CREATE FUNCTION gone() RETURNS bigint LANGUAGE sql AS '{body}'"
    postgresql.run(f"{function}; GRANT ALL ON kept TO reader", database)
    told = refusal(postgresql.url(database), "query: SELECT gone() AS id, '' AS mail, '' AS name, true AS active")
    assert "read-only transaction" in told
    assert postgresql.run("SELECT n FROM kept", database) == [(1,)]


def test_a_value_of_the_data_is_not_in_a_message(server: Server) -> None:
    database = server.database("CREATE TABLE t (secret varchar(20)); INSERT INTO t VALUES ('jane-s3cret')")
    query = (
        "SELECT CAST(secret AS int) AS n FROM t" if server.kind == "postgresql" else "SELECT ST_X(secret) AS n FROM t"
    )
    with pytest.raises(SourceUnreadable) as raised:
        list(source(server, database, query=query).records())
    assert "s3cret" not in str(raised.value)


def test_an_answer_that_takes_too_long_ends_the_run(server: Server, people: str) -> None:
    nap = "pg_sleep(20)" if server.kind == "postgresql" else "SLEEP(20)"
    opened = source(server, people, query=f"SELECT {nap} AS nap FROM people WHERE id < 3", statement_timeout=1)
    with pytest.raises(SourceUnreadable, match="see statement_timeout:"):
        list(opened.records())


def test_a_server_that_never_answers_is_given_up(server: Server, people: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = server.url(people).replace(f":{server.port}", f":{silent.getsockname()[1]}")
        with pytest.raises(SourceUnreadable, match=r"timed out|timeout"):
            list(source(server, people, url=url, table="people", connect_timeout=2, statement_timeout=2).records())


def test_the_second_host_serves_where_the_first_is_down(postgresql: Server) -> None:
    database = postgresql.database(PEOPLE["postgresql"])
    hosts = f"host=127.0.0.1:{free_port()}&host=127.0.0.1:{postgresql.port}"
    url = f"postgresql://reader@/{database}?{hosts}"
    assert len(rows(list(source(postgresql, database, url=url, table="people").records()))) == 3500
    gone = f"postgresql://reader@/{database}?host=127.0.0.1:{free_port()}&host=127.0.0.1:{free_port()}"
    assert "is the server running" in refusal(gone)


END = {
    "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'",
    "mariadb": "KILL USER reader",
}
MANY = {
    "postgresql": "SELECT n AS id, 'u' || n || '@example.com' AS mail, repeat('x', 150) AS name, true AS active"
    " FROM generate_series(1, 100000) n",
    "mariadb": "SELECT seq AS id, concat('u', seq, '@example.com') AS mail, repeat('x', 150) AS name, 1 = 1 AS active"
    " FROM seq_1_to_100000",
}


def test_a_server_that_goes_away_in_the_middle_leaves_nothing_that_looks_complete(
    server: Server, people: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0

    def decided(program: Any, items: Any, by: Any) -> Iterator[Any]:
        nonlocal taken
        for batch in decisions(program, items, by):
            taken += len(batch.users[TEXT]) + len(batch.decisions)
            if taken == 64 * 100:
                server.run(END[server.kind])
            yield batch

    monkeypatch.setattr("converter.cli.store.decisions", decided)
    text = MAPPING.format(url=server.url(people), what=f'query: "{MANY[server.kind]}"').replace('"!active"', "false")
    Path("m.yaml").write_text(text, encoding="utf-8")
    ended = run("-m", "m.yaml", "-o", "out")
    assert (ended.code, ended.err.count("\n")) == (5, 1), ended
    assert "run the same command again" in ended.err
    assert 64 * 100 <= taken < 100_000
    assert not Path("out/manifest.json").exists()
    summary = json.loads(Path("out/summary.json").read_bytes())
    assert (summary["state"], summary["counts"]["read"]) == ("stopped", taken)
    monkeypatch.setattr("converter.cli.store.decisions", decisions)
    assert run("-m", "m.yaml", "-o", "out", "--limit", "50", "--replace").code == 0
    assert json.loads(Path("out/manifest.json").read_bytes())["counts"]["exported"] == 50


def test_a_run_is_known_by_its_store_and_never_by_the_password(server: Server, people: str) -> None:
    Path("m.yaml").write_text(MAPPING.format(url=server.url(people), what="table: people"), encoding="utf-8")
    loaded = load("m.yaml", {"PASSWORD": PASSWORD})
    other = load("m.yaml", {"PASSWORD": "another"})
    files = files_of(loaded.plan.model)
    assert loaded.identity(files, {}).as_json() == other.identity(files, {}).as_json()
    assert loaded.identity(files, {}).sources[0].name == f"{server.scheme}://127.0.0.1:{server.port}/{people}"
    fates = loaded.program().fates([next(iter(loaded.open(files).records()))])  # type: ignore[list-item]
    assert isinstance(fates[0], Exported)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def secured(server: Server, certificate: trustme.LeafCert) -> None:
    """Give the running server another certificate."""
    key = server.folder / "server.key"
    certificate.private_key_and_cert_chain_pem.write_to_path(key)
    key.chmod(0o600)
    if "user" in server.account:
        import shutil

        shutil.chown(key, server.account["user"], server.account["group"])
    for setting in (f"ssl_cert_file = '{key}'", f"ssl_key_file = '{key}'", "ssl = on"):
        server.run(f"ALTER SYSTEM SET {setting}")
    server.run("SELECT pg_reload_conf()")


def test_a_certificate_is_checked_as_the_url_says(postgresql: Server, authority: trustme.CA, tmp_path: Path) -> None:
    database = postgresql.database(PEOPLE["postgresql"])
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    verified = f"{postgresql.url(database)}?sslmode=verify-full&sslrootcert="
    begun, ended = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    secured(postgresql, authority.issue_cert("127.0.0.1"))
    assert rows(list(source(postgresql, database, url=f"{verified}{tmp_path}/ca.pem", table="people").records()))
    assert "its certificate has to be valid" in refusal(f"{verified}{tmp_path}/other.pem")
    secured(postgresql, authority.issue_cert("db.example.com"))
    assert "its certificate has to be valid" in refusal(f"{verified}{tmp_path}/ca.pem")
    secured(postgresql, authority.issue_cert("127.0.0.1", not_before=begun, not_after=ended))
    assert "its certificate has to be valid" in refusal(f"{verified}{tmp_path}/ca.pem")
