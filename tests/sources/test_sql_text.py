from __future__ import annotations

import pytest

from converter.sources.sql_text import QueryError, checked_query, escaped, names


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * FROM people WHERE tenant = :tenant AND id > :after", ["tenant", "after"]),
        ("SELECT '12:30', \":a\", `:b` FROM people -- :c", []),
        ("SELECT 'it''s :a' /* :b\n */ FROM people", []),
        ("SELECT $$ :a $$, $x$ :b $$ :c $x$ FROM people", []),
        ("SELECT id::text, made::timestamptz, tags[1:2] FROM people WHERE id=:id::bigint", ["id"]),
        ("SELECT @x := 1", []),
    ],
)
def test_parameters_are_found_outside_of_texts_and_comments(query: str, found: list[str]) -> None:
    assert names(query) == found


def test_colons_that_begin_no_parameter_are_escaped() -> None:
    assert escaped("SELECT '12:30', id::text FROM p WHERE a = :a") == r"SELECT '12\:30', id\:\:text FROM p WHERE a = :a"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  select 1 ; ",
        "-- all of them\nSELECT 'a;b' AS x",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "(SELECT 1) UNION (SELECT 2)",
        "VALUES (1), (2)",
        "TABLE people",
        "SELECT \"update\", 'delete from x', into_account FROM people",
    ],
)
def test_a_query_that_reads_is_taken(query: str) -> None:
    assert checked_query(query, {}) == query.strip().rstrip("; ")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("DELETE FROM people", "begins with DELETE"),
        ("/* SELECT */ drop table people", "begins with DROP"),
        ("", "is empty"),
        ("-- SELECT 1", "is empty"),
        ("SELECT 1; DELETE FROM people", "several statements"),
        ("WITH gone AS (DELETE  FROM people RETURNING *) SELECT * FROM gone", r"writes \(DELETE FROM\)"),
        ("SELECT * INTO copy FROM people", r"writes \(INTO\)"),
        ("SELECT * FROM people INTO OUTFILE '/tmp/x'", r"writes \(INTO\)"),
        ("SELECT * FROM people FOR UPDATE", "FOR UPDATE"),
        ("SELECT * FROM people WHERE a = :b", "parameter :b, which parameters: does not give"),
    ],
)
def test_any_other_is_refused(query: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        checked_query(query, {})


def test_a_parameter_that_is_not_used_is_a_slip() -> None:
    with pytest.raises(QueryError, match="parameters: gives tenant"):
        checked_query("SELECT 1", {"tenant": "a"})
