"""A record that a mapping's test gives is the record that its source would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.pipeline.load import load
from converter.pipeline.sample import sample_record
from converter.record import Record, Unreadable

LDIF = "type: ldif, path: nothing.ldif"
CSV = "type: csv, path: nothing.csv, lists: {groups: '|'}"
JSON = "type: json, path: nothing.jsonl"


def sample(folder: Path, source: str, given: Any) -> Record | Unreadable:
    path = folder / "m.yaml"
    path.write_text(
        f"version: 1\nsource: {{{source}}}\nuser: {{email: mail, name: cn, app_metadata: {{groups: groups}}}}\n",
        encoding="utf-8",
    )
    loaded = load(str(path), {})
    return sample_record(loaded.plan.model, given, loaded.resolver)


@pytest.mark.parametrize(
    ("source", "given", "values"),
    [
        (LDIF, "dn: cn=x\nMail: a@b.org\ncn: X\ncn: Y\n", {"mail": ["a@b.org"], "cn": ["X", "Y"]}),
        (LDIF, {"Mail": "a@b.org", "CN": ["X", "Y"], "other": "z"}, {"mail": ["a@b.org"], "cn": ["X", "Y"]}),
        (LDIF, {"mail": None, "cn": 7}, {"cn": ["7"]}),
        (CSV, "mail,cn,groups\na@b.org,X,p|q\n", {"mail": "a@b.org", "cn": "X", "groups": ["p", "q"]}),
        (CSV, {"MAIL": "a@b.org", "groups": ["p", 7]}, {"mail": "a@b.org", "cn": "", "groups": ["p", "7"]}),
        (CSV, {"mail": None, "cn": True}, {"mail": None, "cn": "true", "groups": []}),
        (JSON, '{"mail": "a@b.org", "cn": 7, "other": 1}', {"mail": "a@b.org", "cn": 7}),
        (JSON, {"mail": None, "cn": {"a": [1]}}, {"mail": None, "cn": {"a": [1]}}),
    ],
)
def test_text_and_names_with_values_come_to_the_same_kinds_of_values(
    tmp_path: Path, source: str, *, given: Any, values: dict[str, Any]
) -> None:
    record = sample(tmp_path, source, given)
    assert isinstance(record, Record)
    assert {name: value for name, value in record.values.items() if name != "dn"} == values
    assert record.origin.file == "given.source"


def test_a_dn_is_one_text(tmp_path: Path) -> None:
    record = sample(tmp_path, LDIF, {"dn": "cn=x", "cn": "X"})
    assert isinstance(record, Record)
    assert record.origin.dn == "cn=x"


@pytest.mark.parametrize(
    ("source", "given", "said"),
    [
        (LDIF, "dn: cn=x\ncn: X\n\ndn: cn=y\ncn: Y\n", "holds 2 records"),
        (LDIF, "", "empty"),
        (LDIF, "{}", "is not LDIF"),
        (LDIF, 7, "neither text nor names with values"),
        (LDIF, ["mail"], "neither text nor names with values"),
        (LDIF, "dn: cn=x\ncn: \ud800\n", "a character that utf-8 lacks"),
        (f"{CSV}, encoding: cp1252", "mail,cn,groups\na@b.org,日,\n", "a character that"),
    ],
)
def test_what_is_not_one_record_is_said(tmp_path: Path, source: str, *, given: Any, said: str) -> None:
    record = sample(tmp_path, source, given)
    assert isinstance(record, Unreadable)
    assert record.code == "no-record"
    assert said in record.message
