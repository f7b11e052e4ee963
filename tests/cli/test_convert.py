from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MIXED = [{}, {"mail": ""}, {"uid": "bot1"}, {"objectclass": "group"}, {"mail": "P0@example.com"}, {"cn": "Zoë"}]
COUNTS = {"read": 6, "exported": 2, "rejected": 2, "skipped": 1, "filtered": 1}


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name != ".lock"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def append(name: str, text: str) -> list[str]:
    """Changes a file; gives no options."""
    Path(name).write_text(Path(name).read_text(encoding="utf-8") + text, encoding="utf-8")
    return []


def test_every_record_is_in_exactly_one_place(call: Any, people: Any) -> None:
    people(MIXED)
    assert call("--mapping", "people.yaml").code == 3
    folder = Path("out/people")
    assert [user["user_id"] for user in json.loads((folder / "users-00001.json").read_bytes())] == ["p0", "p5"]
    assert [line["reasons"][0]["code"] for line in lines(folder / "rejected.jsonl")] == ["required", "duplicate"]
    assert [line["skip"] for line in lines(folder / "skipped.jsonl")] == ["robot"]
    assert lines(folder / "warnings.jsonl") == []
    assert json.loads((folder / "summary.json").read_bytes())["counts"] == COUNTS
    assert json.loads((folder / "manifest.json").read_bytes())["counts"] == COUNTS


def test_files_are_for_their_owner_alone(call: Any, people: Any) -> None:
    people(MIXED)
    call("-m", "people.yaml")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path("out/people").iterdir()}
    assert set(modes.values()) == {0o600}
    assert [stat.S_IMODE(Path(name).stat().st_mode) for name in ("out", "out/people")] == [0o700, 0o700]


def test_the_same_command_again_writes_the_same_bytes(call: Any, people: Any) -> None:
    people(MIXED)
    first = call("-m", "people.yaml")
    before = contents(Path("out/people"))
    assert call("-m", "people.yaml") == first
    assert contents(Path("out/people")) == before
    assert set(before) == {
        "users-00001.json", "rejected.jsonl", "skipped.jsonl", "warnings.jsonl", "origins.jsonl",
        "summary.json", "manifest.json", "run.json",
    }  # fmt: skip


def test_a_run_without_rejects_ends_with_0(call: Any, people: Any) -> None:
    people([{}, {}])
    ended = call("-m", "people.yaml", "-o", "here")
    assert (ended.code, ended.err) == (0, "")
    assert Path("here/manifest.json").exists()
    assert "2 users in 1 import file" in ended.out
    assert "rejected.jsonl: one line" not in ended.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: ["--limit", "1"], "limit was not set, now 1"),
        (lambda: append("people.ldif", "dn: cn=x\n"), "people.ldif has changed"),
        (lambda: append("people.yaml", "description: x\n"), "people.yaml has changed"),
        (lambda: ["--validator", "reference"], "validator was fast, now reference"),
    ],
    ids=["limit", "input", "mapping", "validator"],
)
def test_a_folder_of_another_run_is_left_alone_until_told(
    call: Any, people: Any, change: Callable[[], list[str]], said: str
) -> None:
    people([{}, {}])
    call("-m", "people.yaml", "-o", "here")
    before = contents(Path("here"))
    options = change()
    ended = call("-m", "people.yaml", "-o", "here", *options)
    assert ended.code == 8
    assert said in ended.err
    assert ended.out == ""
    assert contents(Path("here")) == before
    assert call("-m", "people.yaml", "-o", "here", "--replace", *options).code in (0, 3)
    assert contents(Path("here")) != before


def test_another_value_of_a_variable_is_another_run(call: Any, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people([{}], "version: 1\nsource: {type: ldif, path: people.ldif, encoding: '${ENC}'}\nuser: {email: mail}\n")
    monkeypatch.setenv("ENC", "cp1252")
    assert call("-m", "people.yaml").code == 0
    assert call("-m", "people.yaml").code == 0
    monkeypatch.setenv("ENC", "latin-1")
    assert call("-m", "people.yaml").code == 8


def test_limit_reads_the_first_records_only(call: Any, people: Any) -> None:
    people(MIXED)
    ended = call("-m", "people.yaml", "--limit", "2", "--json")
    assert ended.document["counts"] == {"read": 2, "exported": 1, "rejected": 1, "skipped": 0, "filtered": 0}


@pytest.mark.parametrize(("most", "code"), [(0, 7), (1, 7), (2, 3), (3, 3)])
def test_more_rejects_than_allowed_stop_the_run_with_its_account(call: Any, people: Any, most: int, code: int) -> None:
    people(MIXED)
    ended = call("-m", "people.yaml", "--max-rejects", str(most), "--json")
    assert ended.code == code
    assert ended.document["counts"]["rejected"] == min(most + 1, 2)
    counts = ended.document["counts"]
    assert counts.pop("read") == sum(counts.values())
    assert len(lines(Path("out/people/rejected.jsonl"))) == min(most + 1, 2)
    assert Path("out/people/manifest.json").exists() is (code == 3)
    summary = json.loads(Path("out/people/summary.json").read_bytes())
    assert summary["state"] == ended.document["state"] == ("finished" if code == 3 else "stopped")
    assert ("reason" in summary) is (code == 7)


@pytest.mark.parametrize("policy", ["reject-all", "{keep: uid}"])
def test_a_stopped_run_accounts_for_users_that_wait_for_the_decision_on_duplicates(
    call: Any, people: Any, policy: str
) -> None:
    people([{}, {}, {"mail": ""}, {}], "version: 1\nsource: {type: ldif, path: people.ldif}\n"
           f"user: {{email: mail, user_id: uid}}\nduplicates: {policy}\n")  # fmt: skip
    ended = call("-m", "people.yaml", "--max-rejects", "0", "--json")
    assert ended.code == 7
    assert ended.document["counts"] == {"read": 3, "exported": 2, "rejected": 1, "skipped": 0, "filtered": 0}


def test_a_thousand_rejects_at_the_start_stop_the_run(call: Any, people: Any) -> None:
    people([{"objectclass": "group"}] * 3 + [{"mail": ""}] * 1100)
    ended = call("-m", "people.yaml")
    assert ended.code == 7
    assert "STOPPED: the first 1,000 records were all rejected, so the mapping is probably wrong" in ended.out
    assert len(lines(Path("out/people/rejected.jsonl"))) == 1000
    assert not Path("out/people/manifest.json").exists()


def test_a_thousand_rejects_at_the_start_are_taken_where_more_were_allowed(call: Any, people: Any) -> None:
    people([{"mail": ""}] * 1100)
    assert call("-m", "people.yaml", "--max-rejects", "2000").code == 3


def test_a_thousand_rejects_behind_a_good_record_do_not_stop_the_run(call: Any, people: Any) -> None:
    people([{}] + [{"mail": ""}] * 1100)
    assert call("-m", "people.yaml").code == 3


@pytest.mark.parametrize(
    ("limits", "code", "said"),
    [
        ("{fail_above: 20%}", 7, "FAILED: 33.33% of the records were rejected, the mapping allows 20.00%"),
        ("{fail_above: 40%}", 3, ""),
        ("{warn_above: 20%}", 3, "WARNING: 33.33% of the records were rejected, more than the 20.00% expected"),
        ("{warn_above: 40%, fail_above: 50%}", 3, ""),
    ],
)
def test_a_share_of_rejects_warns_or_fails(call: Any, people: Any, limits: str, *, code: int, said: str) -> None:
    mapping = f"version: 1\nsource: {{type: ldif, path: people.ldif}}\nuser: {{email: mail}}\nrejects: {limits}\n"
    people([{}, {"mail": ""}, {}], mapping)
    ended = call("-m", "people.yaml")
    assert ended.code == code
    assert Path("out/people/manifest.json").exists() is (code == 3)
    told = [line for line in ended.out.splitlines() if line.startswith(("FAILED", "WARNING"))]
    assert told == ([said] if said else [])


def test_json_is_the_only_thing_on_standard_output(call: Any, people: Any) -> None:
    people(MIXED)
    ended = call("-m", "people.yaml", "--json")
    assert ended.out.count("\n") == 1
    assert ended.document["counts"] == COUNTS
    assert ended.document["output"] == "out/people"
    assert ended.err == ""


def test_warnings_about_the_mapping_do_not_disturb_the_json(call: Any, people: Any) -> None:
    people([{}], "version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {email: mail, email_verified: true}\n")
    ended = call("-m", "people.yaml", "--json")
    assert ended.code == 0
    assert ended.document["state"] == "finished"
    assert "warning" in ended.err


def test_a_mapping_without_password_says_nothing_about_passwords(call: Any, people: Any) -> None:
    people([{}])
    assert call("-m", "people.yaml", "--json").document["passwords"] == []
    assert "passwords" not in call("-m", "people.yaml").out


def test_standard_input_can_be_the_source(spawn: Any, people: Any, command: list[str], environment: Any) -> None:
    import subprocess

    path = people([{}, {}], "version: 1\nsource: {type: ldif, path: '-'}\nuser: {email: mail}\n")
    data = Path("people.ldif").read_bytes()
    done = subprocess.run([*command, "-m", path], input=data, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"2 records read" in done.stdout


def test_a_source_that_ends_too_early_is_accounted_for_so_far(call: Any, people: Any) -> None:
    import gzip

    people([])
    mapping = Path("people.yaml")
    mapping.write_text("version: 1\nsource: {type: ldif, path: people.ldif.gz}\nuser: {email: mail}\n")
    entries = "".join(
        f"dn: cn=p{n}\nmail: p{n}@example.com\ndescription: {n * 7919 % 65537:x}\n\n" for n in range(20000)
    )
    packed = gzip.compress(entries.encode())
    Path("people.ldif.gz").write_bytes(packed[: len(packed) * 3 // 4])
    ended = call("-m", mapping)
    assert ended.code == 5
    assert ended.err.startswith("people.ldif.gz is cut off: its gzip data ends after ")
    summary = json.loads(Path("out/people/summary.json").read_bytes())
    assert summary["state"] == "stopped"
    assert 10000 < summary["counts"]["read"] == summary["counts"]["exported"]
    assert not Path("out/people/manifest.json").exists()


def test_what_users_are_given_after_the_import_stands_beside_their_files(call: Any, people: Any) -> None:
    given = "after_import: {roles: {expr: title, map: {audit: Auditor, all: null}}, organizations: o}\n"
    people(
        [{"title": "audit", "o": "acme"}, {}, {"title": "nobody"}, {"o": "zeta"}, {"title": "all"}],
        f"version: 1\nsource: {{type: ldif, path: people.ldif}}\nuser: {{email: mail}}\n{given}",
    )
    assert call("-m", "people.yaml").code == 3
    assert lines(Path("out/people/after-import.jsonl")) == [
        {"part": "users-00001.json", "position": 0, "roles": ["Auditor"], "organizations": ["acme"]},
        {"part": "users-00001.json", "position": 2, "organizations": ["zeta"]},
    ]
    assert "after-import.jsonl" in Path("out/people/manifest.json").read_text()
