"""The generator makes the committed sample again, byte for byte, and every kind of fault."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GENERATOR = ROOT / "benchmarks" / "oracle_directory.py"


def _generate(*words: str | Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), *map(str, words)], check=True, timeout=60)


def test_the_sample_is_what_its_readme_says(tmp_path: Path) -> None:
    outputs = [tmp_path / "people-1.ldif", tmp_path / "people-2.ldif"]
    fates = tmp_path / "fates.jsonl"
    options = ["--people", "540", "--seed", "7", "--problems", "--line-ends", "lf", "crlf"]
    _generate(*options, "--output", *outputs, "--fates", fates, "--roles", tmp_path / "oim.db")
    assert _tables(tmp_path / "oim.db") == _tables(ROOT / "mappings" / "samples" / "oracle" / "oim.db")
    for output in outputs:
        assert output.read_bytes() == (ROOT / "mappings" / "samples" / "oracle" / output.name).read_bytes()
    assert fates.read_bytes() == (ROOT / "tests" / "acceptance" / "data" / "oracle-fates.jsonl").read_bytes()


def _tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


def test_every_fate_names_the_line_where_its_record_begins(tmp_path: Path) -> None:
    _generate("--people", "120", "--output", tmp_path / "p.ldif", "--problems", "--fates", tmp_path / "f.jsonl")
    lines = (tmp_path / "p.ldif").read_bytes().split(b"\n")
    fates = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()]
    for fate in fates:
        first = lines[fate["line"] - 1]
        assert first.startswith(b"objectclass:" if fate.get("kind") == "no-dn" else b"dn:")
        assert lines[fate["line"] - 2] in {b"", b"  continued"}


def test_csv_and_ldif_hold_the_same_people(tmp_path: Path) -> None:
    _generate("--people", "90", "--output", tmp_path / "p.ldif", "--csv", tmp_path / "p.csv")
    rows = (tmp_path / "p.csv").read_text("utf-8").splitlines()
    assert len(rows) == 91
    assert (tmp_path / "p.ldif").read_bytes().count(b"\ndn:") == 90


def test_only_the_faults_asked_for_are_made(tmp_path: Path) -> None:
    fates = tmp_path / "f.jsonl"
    _generate("--people", "60", "--output", tmp_path / "p.ldif", "--problems", "no-mail,latin-1", "--fates", fates)
    kinds = [json.loads(line).get("kind") for line in fates.read_text("utf-8").splitlines()]
    assert sorted(filter(None, kinds)) == ["latin-1", "no-mail"]
    assert len(kinds) == 62
