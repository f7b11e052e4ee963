from __future__ import annotations

from pathlib import Path

import pytest

from converter.pipeline.inspection.dialect import proposed, with_dialect
from converter.pipeline.plain import find_plain
from converter.record import Record

NAMES = ["Login", "Email", "Note"]
AMBIGUOUS = b"name, first;mail;town\nDoe, Jane;j@x.org;Rome\nRoe, Mike;m@x.org;Oslo\n"
QUOTE = chr(34)
ROWS = [["jdoe", "j@example.com", "a, b"], ["mroe", "m@example.com", "Café; Bär"]]


def table(delimiter: str) -> str:
    return "".join(f"{delimiter.join([row[0], *(QUOTE + cell + QUOTE for cell in row[1:])])}\r\n"
                   for row in [NAMES, *ROWS])  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_proposed(delimiter: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(table(delimiter).encode(encoding))

    records = list(with_dialect(find_plain(str(path), "", {})).open().records())

    assert [list(record.values.values()) for record in records if isinstance(record, Record)] == ROWS


def test_a_character_cut_by_the_end_of_the_head_is_no_other_encoding() -> None:
    assert proposed("a,é".encode()[:-1], transcoded=False)["encoding"] == "utf-8-sig"


@pytest.mark.parametrize(
    ("head", "delimiter"), [(b"", ","), (b"one\ntwo\n", ","), (b"a b;c d\n1;2\n", ";"), (AMBIGUOUS, ";")]
)
def test_little_is_enough_or_else_the_comma_stands(head: bytes, delimiter: str) -> None:
    assert proposed(head, transcoded=False)["delimiter"] == delimiter


def test_what_a_mapping_declares_is_not_questioned(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("a,b;c\n1,2;3\n", encoding="utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text('version: 1\nsource: {type: csv, path: people.csv, delimiter: ";"}\nuser: {email: c}\n')
    plain = find_plain(str(mapping), "", {})
    assert with_dialect(plain) is plain
    assert plain.values["delimiter"] == ";"
