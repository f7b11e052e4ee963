from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

LDIF = """\
version: 1

dn: cn=Jane,dc=acme
objectClass: person
CN: Jane
cn;lang-ja:: 44GC44GE44GG
jpegPhoto:: /9j/

dn: cn=Joe,dc=acme
cn:: !!!

dn: cn=Jim,dc=acme
cn: Jim
"""


def documents(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.ldif").write_text(LDIF, encoding="utf-8")
    return tmp_path


def test_entries_come_with_their_names_in_lower_case_and_bytes_as_base64(call: Any) -> None:
    ended = call("read", "people.ldif")
    assert ended.err == ""
    jane, joe, jim = documents(ended.out)
    assert jane == {
        "dn": "cn=Jane,dc=acme",
        "objectclass": ["person"],
        "cn": ["Jane"],
        "cn;lang-ja": ["あいう"],
        "jpegphoto": [{"base64": "/9j/"}],
    }
    assert jim == {"dn": "cn=Jim,dc=acme", "cn": ["Jim"]}
    assert set(joe) == {"error"}


def test_what_cannot_be_read_is_an_error_with_its_place(call: Any) -> None:
    ended = call("read", "people.ldif")
    assert ended.code == 3
    error = documents(ended.out)[1]["error"]
    assert error["code"] == "ldif-base64"
    assert "line 10" in error["message"]
    assert error["origin"]["lines"][0] == 9
    assert error["origin"]["dn"] == "cn=Joe,dc=acme"


def test_limit_ends_the_reading_and_what_is_behind_does_not_count(call: Any) -> None:
    ended = call("read", "people.ldif", "--limit", "1")
    assert ended.code == 0
    assert len(documents(ended.out)) == 1


@pytest.mark.parametrize("name", ["people.csv", "people.CSV", "people.tsv", "people.csv.gz", "people.txt"])
def test_the_type_of_a_file_is_told_by_its_name_or_by_an_option(call: Any, name: str) -> None:
    import gzip

    text = "Uid\tmail\nj\tj@x.org\n" if "tsv" in name else "Uid,mail\nj,j@x.org\n"
    Path(name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    words = ["--type", "csv"] if name.endswith("txt") else []
    assert documents(call("read", name, *words).out) == [{"Uid": "j", "mail": "j@x.org"}]


def test_numbers_that_json_or_its_readers_cannot_hold_are_errors(call: Any) -> None:
    rows = ['{"n": 9223372036854775807}', f'{{"n": {10**30}}}', '{"n": NaN}', '{"n": 1e400}', '{"n": "\\ud800"}']
    Path("people.jsonl").write_text("\n".join(rows), encoding="utf-8")
    ended = call("read", "people.jsonl")
    assert ended.code == 3
    first, *others = documents(ended.out)
    assert first == {"n": 2**63 - 1}
    assert [set(other) for other in others] == [{"error"}] * 4


def test_nested_values_are_printed_as_they_are(call: Any) -> None:
    document = {"a": [{"b": None, "c": [1, 2.5, True]}], "ü": "x"}
    Path("people.ndjson").write_text(json.dumps(document), encoding="utf-8")
    assert call("read", "people.ndjson").document == document


def test_the_source_of_a_mapping_is_read_as_the_mapping_says(call: Any) -> None:
    Path("people.csv").write_text("uid;mail\nj;j@x.org\n", encoding="utf-8")
    Path("m.yaml").write_text(
        "version: 1\nsource: {type: csv, path: people.csv, delimiter: ;}\nuser: {email: mail, user_id: uid}\n"
    )
    assert call("read", "m.yaml").document == {"uid": "j", "mail": "j@x.org"}


def test_the_rest_of_a_mapping_may_be_unfinished(call: Any) -> None:
    Path("m.yaml").write_text("version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {email: nosuch(mail)}\n")
    assert len(documents(call("read", "m.yaml", "--limit", "1").out)) == 1


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("version: 1\nsource: {type: csv, path: x, delimiter: too long}\nuser: {email: mail}\n", 4),
        ("version: 1\nsource: {type: ldif, path: nothing.ldif}\nuser: {email: mail}\n", 5),
        ("nothing", 4),
    ],
)
def test_a_mapping_whose_source_cannot_be_had_is_refused(call: Any, mapping: str, code: int) -> None:
    Path("m.yaml").write_text(mapping)
    Path("x").write_text("a,b\n")
    ended = call("read", "m.yaml")
    assert (ended.code, ended.out) == (code, "")
    assert ended.err


def test_a_bundled_mapping_is_read_by_its_name(call: Any) -> None:
    assert "dn" in call("read", "oracle", "--limit", "1").document


def test_hidden_characters_are_escaped_and_mean_the_same(call: Any) -> None:
    text = "a\x7f\x9b\u202e\U000e0041\u2028z"
    Path("people.jsonl").write_text(json.dumps({"t": text}), encoding="utf-8")
    ended = call("read", "people.jsonl")
    assert ended.out == '{"t":"a\\u007f\\u009b\\u202e\\udb40\\udc41\\u2028z"}\n'
    assert ended.document == {"t": text}
