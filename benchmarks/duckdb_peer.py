"""The job of mapping-csv.yaml with DuckDB: the columns are SQL, users are made row by row.

python benchmarks/duckdb_peer.py PEOPLE.csv SCHEMA.json OUTPUT
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found,unused-ignore]
from row_output import COLUMNS, write

QUERY = r"""
SELECT lower(split_part(mail, '|', 1)) AS email,
       regexp_replace(lower(orclguid), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5') AS user_id,
       uid AS username,
       givenname AS given_name,
       sn AS family_name,
       coalesce(displayname, split_part(cn, '|', 1)) AS name,
       coalesce(orclisenabled = 'DISABLED', false) AS blocked,
       userpassword AS password,
       list_transform(string_split(memberof, '|'), lambda dn:
           regexp_replace(regexp_extract(dn, '^[^=]+=((?:[^,\\]|\\.)*)', 1), '\\(.)', '\1', 'g')) AS groups,
       dn AS legacy_dn,
       regexp_replace(createtimestamp, '^(....)(..)(..)(..)(..)(..)z$', '\1-\2-\3T\4:\5:\6Z') AS legacy_created_at,
       split_part(telephonenumber, '|', 1) AS phone
FROM read_csv(?, all_varchar = true, header = true, delim = ',', quote = '"')
"""


def rows(people: Path) -> Iterator[tuple[Any, ...]]:
    """The twelve columns, row by row, on one thread and in the order of the file."""
    connection = duckdb.connect(config={"threads": 1})
    cursor = connection.execute(QUERY, [str(people)])
    assert [column[0] for column in cursor.description or ()] == COLUMNS
    while batch := cursor.fetchmany(2048):
        yield from batch


if __name__ == "__main__":
    source, schema, output = map(Path, sys.argv[1:])
    write(rows(source), schema, output)
