"""Only what is read of a row is kept; that no mapping can tell the difference is tried on many expressions."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.mapping.lint_lookups import RowReads
from converter.mapping.lookup import Table
from converter.pipeline.joining.entry import Entry, EntryReader
from converter.pipeline.joining.held import Held
from converter.pipeline.load import Loaded, load
from converter.record import Origin, Record, Values

ROWS: dict[str, list[Values]] = {
    "roles": [
        {"login": "a", "role": "x", "n": "2"},
        {"login": "a", "role": "y", "n": "1"},
        {"login": "b", "role": "z", "n": ""},
    ],
    "account": [{"dn": "cn=1", "uid": ["a"], "locked": ["TRUE"], "er_code": ["7"]}],
    "bare": [{"dn": "cn=2", "uid": ["a"]}],
    "policy": [{"id": "a", "deep": {"x": [1]}, "empty": {}}],
}
MAPPING = """\
version: 1
source: {{type: json, path: a.jsonl}}
lookups:
  roles: {{type: csv, path: a.csv, key: login, match: uid, many: true}}
  account: {{type: ldif, path: a.ldif, key: uid, match: uid}}
  bare: {{type: ldif, path: a.ldif, key: uid, match: uid}}
  policy: {{type: json, path: a.jsonl, key: id, match: uid}}
let: {{step: {step}}}
user: {{email: mail, app_metadata: {{got: {value}}}}}
"""
EXPRESSIONS = {
    "roles[].role": {"roles": {"role"}},
    "roles[0].role || account.locked": {"roles": {"role"}, "account": {"dn", "locked"}},
    "roles[?n == '1'].role": {"roles": {"role", "n"}},
    "sort_by(roles, &n)[].role": {"roles": {"role", "n"}},
    "map(&role, roles)": {"roles": {"role"}},
    "map(&keys(@), roles)": {"roles": None},
    "map(&@, roles)": {"roles": None},
    "max_by(roles, &n).role": {"roles": None},
    "length(roles)": {"roles": {"login"}},
    "length(account)": {"account": None},
    "reverse(roles)[0].n": {"roles": {"n"}},
    "unique(roles)[].role": {"roles": None},
    "compact(roles)[].role": {"roles": {"role"}},
    "roles": {"roles": None},
    "roles[0]": {"roles": None},
    "roles[0] == roles[1]": {"roles": None},
    "roles[?role == 'x'] | [0].n": {"roles": {"role", "n"}},
    "account == `null`": {"account": {"dn"}},
    "account != `{}`": {"account": None},
    "bare && 'yes'": {"bare": {"dn"}},
    "!bare": {"bare": {"dn"}},
    "present(bare)": {"bare": {"dn"}},
    "type(bare)": {"bare": {"dn"}},
    "bare.cn": {"bare": {"dn", "cn"}},
    "bare.dn": {"bare": {"dn"}},
    'account."er-Code"': {"account": {"dn", "er_code"}},
    "account.*": {"account": None},
    "values(account)": {"account": None},
    "merge(account, bare).locked": {"account": None, "bare": None},
    "first_of(bare.locked, account.LOCKED)": {"account": {"dn", "locked"}, "bare": {"dn", "locked"}},
    "first_of(bare, account).locked": {"account": {"dn", "locked"}, "bare": {"dn", "locked"}},
    "if(present(bare), account).locked": {"account": {"dn", "locked"}, "bare": {"dn"}},
    "[account, bare][].uid[]": {"account": {"dn", "uid"}, "bare": {"dn", "uid"}},
    "[roles, roles][][].role": {"roles": {"role"}},
    "{a: account, b: roles}": {"account": None, "roles": None},
    "{a: account.uid, b: roles[].n}": {"account": {"dn", "uid"}, "roles": {"n"}},
    "account.{a: uid, b: locked}": {"account": {"dn", "uid", "locked"}},
    "roles[].[role, n]": {"roles": {"role", "n"}},
    "policy.deep.x": {"policy": {"id", "deep"}},
    "policy.empty": {"policy": {"id", "empty"}},
    "policy && `1`": {"policy": {"id"}},
    "to_string(policy)": {"policy": None},
    "join(',', roles[].role)": {"roles": {"role"}},
    "(roles || other)[].role": {"roles": {"role"}},
    "(roles[0] || other).role": {"roles": {"role"}},
    "@": {"roles": None, "account": None, "bare": None, "policy": None},
    "keys(@)": {"roles": None, "account": None, "bare": None, "policy": None},
}


def loaded(folder: Path, value: str, step: str = "uid") -> Loaded:
    path = folder / "m.yaml"
    path.write_text(MAPPING.format(value=f'"{escaped(value)}"', step=f'"{escaped(step)}"'), encoding="utf-8")
    return load(str(path), {})


def escaped(text: str) -> str:
    return text.replace('"', '\\"')


def tables(mapping: Loaded, *, whole: bool) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for lookup in mapping.plan.model.lookups:
        reads = RowReads(None, None) if whole else mapping.checked.rows[lookup.name]
        reader = EntryReader(lookup, reads)
        kept = reads.wanted
        rows = [{n: v for n, v in row.items() if kept is None or n in kept} for row in ROWS[lookup.name]]
        outcomes = [reader.read(Record(row, Origin("rows"))) for row in rows]
        found[lookup.name] = Held([outcome for outcome in outcomes if isinstance(outcome, Entry)])
    return found


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("stepped", [False, True])
def test_a_row_of_which_less_is_kept_is_the_same_to_an_expression(
    tmp_path: Path, expression: str, stepped: bool
) -> None:
    mapping = loaded(tmp_path, "step" if stepped else expression, expression if stepped else "uid")
    for uid in ("a", "b", "c"):
        record = Record({"uid": uid, "mail": "a@example.com", "other": {"role": "r"}}, Origin("people"))
        whole, kept = (mapping.plan.over(tables(mapping, whole=each)) for each in (True, False))
        assert kept.fate(record) == whole.fate(record)
        program = mapping.program().over(tables(mapping, whole=False))
        assert program.fates([record]) == [kept.fate(record)]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS.items())
def test_no_more_is_kept_than_is_read(tmp_path: Path, expression: str, expected: dict[str, set[str] | None]) -> None:
    kept = loaded(tmp_path, expression).checked.rows
    assert {name: kept[name].kept for name in expected} == expected
