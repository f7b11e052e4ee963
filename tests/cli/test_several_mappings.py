"""Two stores into one tenant: one folder, nobody twice, and the counts of each."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ENVIRONMENT, Call

STAFF = "version: 1\nsource: {type: csv, path: staff.csv}\nuser: {email: mail, username: login}\n"
CRM = """\
version: 1
source: {type: json, path: crm.jsonl}
skip: [{id: robot, when: "starts_with(mail, 'bot')"}]
user: {email: mail, name: name}
"""
CSV = "mail,login\nann@acme.com,ann\nbo@acme.com,bo\nno address,cy\n"
JSON = ["ANN@acme.com", "dee@acme.com", "bot1@acme.com", "dee@acme.com"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "staff.csv").write_text(CSV, encoding="utf-8")
    lines = (json.dumps({"mail": mail, "name": mail[:3]}) for mail in JSON)
    (tmp_path / "crm.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "staff.yaml").write_text(STAFF, encoding="utf-8")
    (tmp_path / "crm.yaml").write_text(CRM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def results(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != ".lock"}


def test_duplicates_are_found_across_both_and_each_has_its_counts(folder: Path, call: Call) -> None:
    done = call("-m", "staff.yaml", "-m", "crm.yaml", "--json")
    assert (done.code, done.err) == (3, "")
    document = done.document
    assert document["mapping"] == "staff+crm"
    assert document["counts"] == {"read": 7, "exported": 3, "rejected": 3, "skipped": 1, "filtered": 0}
    assert document["mappings"] == {
        "staff": {"read": 3, "exported": 2, "rejected": 1, "skipped": 0, "filtered": 0},
        "crm": {"read": 4, "exported": 1, "rejected": 2, "skipped": 1, "filtered": 0},
    }
    written = results(folder / "out" / "staff+crm")
    users = json.loads(written["users-00001.json"])
    assert [user["email"] for user in users] == ["ann@acme.com", "bo@acme.com", "dee@acme.com"]
    rejected = [json.loads(line) for line in written["rejected.jsonl"].splitlines()]
    assert [line["origin"]["file"] for line in rejected] == ["staff.csv", "crm.jsonl", "crm.jsonl"]
    assert rejected[1]["reasons"][0]["message"] == "the user at staff.csv:2 has the same email"
    assert rejected[2]["reasons"][0]["message"] == "the user at crm.jsonl:2 has the same email"


def test_the_summary_names_both(folder: Path, call: Call) -> None:
    told = call("-m", "staff.yaml", "-m", "crm.yaml").out
    assert "staff+crm: 7 records read" in told
    assert "of these by staff: 3 read, 2 exported, 1 rejected" in told
    assert "of these by crm: 4 read, 1 exported, 2 rejected, 1 skipped" in told


def test_the_manifest_names_both_and_their_order_matters(folder: Path, call: Call) -> None:
    call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out")
    manifest = json.loads((folder / "out" / "manifest.json").read_bytes())
    assert (manifest["mapping"]["name"], manifest["sources"][0]["name"]) == ("staff.yaml", "staff.csv")
    (further,) = manifest["further"]
    assert (further["mapping"]["name"], further["sources"][0]["name"]) == ("crm.yaml", "crm.jsonl")
    assert len(further["sources"][0]["sha256"]) == 64

    assert call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out").code == 3
    other = call("-m", "crm.yaml", "-m", "staff.yaml", "-o", "out")
    assert other.code == 8
    assert "it was made with another mapping (staff.yaml, now crm.yaml)" in other.err
    alone = call("-m", "staff.yaml", "-o", "out")
    assert (alone.code, "it was made with 2 mappings, now one mapping" in alone.err) == (8, True)
    (folder / "crm.jsonl").write_text('{"mail": "x@acme.com", "name": "x"}\n', encoding="utf-8")
    changed = call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out")
    assert (changed.code, "crm.jsonl has changed since" in changed.err) == (8, True)


@pytest.mark.parametrize("policy", ["reject-all", "{keep: name}"])
def test_duplicates_of_the_whole_input_are_decided_over_both(folder: Path, call: Call, policy: str) -> None:
    for name, text in (("staff", STAFF.replace("login}", "login, name: login}")), ("crm", CRM)):
        keep = policy.replace("name", "login") if name == "staff" else policy
        (folder / f"{name}.yaml").write_text(f"{text}duplicates: {keep}\n", encoding="utf-8")
    document = call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out", "--json").document
    users = json.loads((folder / "out" / "users-00001.json").read_bytes())
    if policy == "reject-all":
        assert [user["email"] for user in users] == ["bo@acme.com"]
        assert document["mappings"]["crm"] == {"read": 4, "exported": 0, "rejected": 3, "skipped": 1, "filtered": 0}
    else:
        # "ann" is larger than "ANN"
        assert [user["email"] for user in users] == ["ann@acme.com", "bo@acme.com", "dee@acme.com"]
        assert document["mappings"]["crm"] == {"read": 4, "exported": 1, "rejected": 2, "skipped": 1, "filtered": 0}


def test_each_mapping_keeps_its_own_limits(folder: Path, call: Call) -> None:
    (folder / "crm.yaml").write_text(f"{CRM}rejects: {{warn_above: 10%, fail_above: 40%}}\n", encoding="utf-8")
    done = call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out")
    assert done.code == 7
    assert "FAILED: 50.00% of the records of crm were rejected, the mapping allows 40.00%" in done.out
    assert not (folder / "out" / "manifest.json").exists()
    (folder / "crm.yaml").write_text(f"{CRM}rejects: {{warn_above: 10%}}\n", encoding="utf-8")
    done = call("-m", "staff.yaml", "-m", "crm.yaml", "-o", "out", "--replace")
    assert "WARNING: 50.00% of the records of crm were rejected, more than the 10.00% expected" in done.out


def test_a_store_that_cannot_be_read_leaves_nothing_whichever_it_is(folder: Path, call: Call) -> None:
    (folder / "gone.yaml").write_text(
        "version: 1\nsource: {type: sql, url: 'sqlite:///gone.db', table: people}\nuser: {email: mail}\n", "utf-8"
    )
    for names in (("staff.yaml", "gone.yaml"), ("gone.yaml", "staff.yaml")):
        done = call("-m", names[0], "-m", names[1], "-o", "out")
        assert done.code == 5
        assert "gone.db" in done.err
        assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("names", "change", "why"),
    [
        (("staff.yaml", "./staff.yaml"), "", "staff.yaml is named twice"),
        (("staff.yaml", "crm.yaml"), "duplicates: reject-all\n", "staff says reject, crm says reject-all"),
    ],
)
def test_mappings_that_cannot_run_together_are_told(
    folder: Path, call: Call, names: tuple[str, str], change: str, why: str
) -> None:
    (folder / "crm.yaml").write_text(CRM + change, encoding="utf-8")
    done = call("-m", names[0], "-m", names[1])
    assert (done.code, why in done.err, done.err.count("\n")) == (2, True, 1)


def directory(count: int, first: int = 0) -> str:
    return "".join(
        f"dn: uid=p{n},dc=acme\nobjectclass: person\nuid: p{n}\nmail: p{n % 3000}@acme.com\n\n"
        for n in range(first, first + count)
    )


def test_the_result_is_the_same_whoever_converts_and_after_a_kill(tmp_path: Path, call: Call) -> None:
    for name, first in (("east", 0), ("west", 2500)):
        (tmp_path / f"{name}.ldif").write_text(directory(4000, first), encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(
            f"version: 1\nsource: {{type: ldif, path: {name}.ldif}}\nuser: {{email: mail, user_id: uid}}\n"
            f"unique: {'[email]' if name == 'east' else '[user_id]'}\n",
            encoding="utf-8",
        )
    words = ["-m", str(tmp_path / "east.yaml"), "-m", str(tmp_path / "west.yaml")]
    for jobs in (1, 3):
        assert call(*words, "-o", tmp_path / f"out{jobs}", "--jobs", jobs).code == 3
    expected = results(tmp_path / "out1")
    assert results(tmp_path / "out3") == expected
    counts = json.loads(expected["summary.json"])["mappings"]
    assert (counts["east"]["exported"], counts["west"]["exported"]) == (3000, 0)

    killed = tmp_path / "killed"
    process = subprocess.Popen([*COMMAND, *words, "-o", str(killed)], env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    while process.poll() is None and not (killed / "run.json").exists():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert call(*words, "-o", killed).code == 3
    assert results(killed) == expected


def test_preview_shows_the_first_records_of_each_with_the_fates_of_the_run(folder: Path, call: Call) -> None:
    done = call("preview", "-m", "staff.yaml", "-m", "crm.yaml", "--limit", "1")
    assert (done.code, done.err) == (0, "")
    assert "staff.csv:2: exported" in done.out
    assert "crm.jsonl:1: rejected\n  rejected because email: duplicate: the user at staff.csv:2" in done.out
    alone = call("preview", "-m", "crm.yaml", "--limit", "1")
    assert "crm.jsonl:1: exported" in alone.out


@pytest.mark.parametrize(("policy", "first"), [("reject-all", "rejected"), ("{keep: length(mail)}", "exported")])
def test_explain_finds_a_record_of_any_of_them_and_its_fate_in_the_run(
    folder: Path, call: Call, policy: str, first: str
) -> None:
    for name in ("staff.yaml", "crm.yaml"):
        path = folder / name
        path.write_text(f"{path.read_text(encoding='utf-8')}duplicates: {policy}\n", encoding="utf-8")
    both = ["-m", "staff.yaml", "-m", "crm.yaml"]
    second = call("explain", *both, "--id", "crm.jsonl:1", "--field", "email")
    assert (second.code, second.err) == (0, "")
    assert second.out.startswith("crm.jsonl:1: rejected\n")
    assert "the user at staff.csv:2 has the same email" in second.out
    assert "(crm.yaml:4:" in second.out
    by_name = call("explain", *both, "--id", "ann@acme.com", "--field", "email")
    assert by_name.out.startswith(f"staff.csv:2: {first}\n")
    assert "crm.jsonl:1" in by_name.err


def test_a_field_that_one_of_them_has_can_be_explained(folder: Path, call: Call) -> None:
    both = ["-m", "staff.yaml", "-m", "crm.yaml"]
    assert "username" in call("explain", *both, "--id", "bo@acme.com", "--field", "username").out
    assert call("explain", *both, "--id", "bo@acme.com", "--field", "nickname").code == 2
    refused = call("preview", *both, "--where", "mail")
    assert (refused.code, "one mapping at a time" in refused.err) == (2, True)
