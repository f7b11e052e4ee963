"""The job of mapping-csv.yaml with Polars: the columns are vector expressions, users are made row by row.

python benchmarks/polars_peer.py PEOPLE.csv SCHEMA.json OUTPUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl  # type: ignore[import-not-found,unused-ignore]
from row_output import COLUMNS, write


def first(column: str) -> pl.Expr:
    """The first value of a list column."""
    return pl.col(column).str.split("|").list.first()


def table(people: Path) -> pl.LazyFrame:
    """The twelve columns."""
    guid, time = pl.col("orclguid").str.to_lowercase(), pl.col("createtimestamp")
    group = pl.element().str.extract(r"^[^=]+=((?:[^,\\]|\\.)*)", 1).str.replace_all(r"\\(.)", "$1")
    return pl.scan_csv(people, infer_schema=False).select(
        first("mail").str.to_lowercase().alias("email"),
        guid.str.replace(r"^(.{8})(.{4})(.{4})(.{4})(.{12})$", "$1-$2-$3-$4-$5").alias("user_id"),
        pl.col("uid").alias("username"),
        pl.col("givenname").alias("given_name"),
        pl.col("sn").alias("family_name"),
        pl.coalesce(pl.col("displayname"), first("cn")).alias("name"),
        pl.col("orclisenabled").eq("DISABLED").fill_null(value=False).alias("blocked"),
        pl.col("userpassword").alias("password"),
        pl.col("memberof").str.split("|").list.eval(group).alias("groups"),
        pl.col("dn").alias("legacy_dn"),
        time.str.replace(r"^(....)(..)(..)(..)(..)(..)z$", "$1-$2-${3}T$4:$5:${6}Z").alias("legacy_created_at"),
        first("telephonenumber").alias("phone"),
    )


if __name__ == "__main__":
    source, schema, output = map(Path, sys.argv[1:])
    frame = table(source).collect(engine="streaming")
    assert list(frame.columns) == COLUMNS
    write(frame.iter_rows(), schema, output)
