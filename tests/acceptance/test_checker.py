"""The checker accepts a right run and names every kind of wrong one."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "mappings" / "samples" / "oracle"
INPUTS = [SAMPLES / "people-1.ldif", SAMPLES / "people-2.ldif", SAMPLES / "oim.db"]
FATES = HERE / "data" / "oracle-fates.jsonl"

_spec = importlib.util.spec_from_file_location("checker", HERE / "checker.py")
assert _spec
assert _spec.loader
checker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checker)

Run = dict[str, Any]


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    user: dict[str, Any] = {}
    for field, value in flat.items():
        top, _, below = field.partition(".")
        if below:
            user.setdefault(top, {})[below] = value
        else:
            user[top] = value
    return user


def _right_run() -> Run:
    fates = checker.load_json_lines(FATES)
    lines = {path.name: checker.read_lines(path) for path in INPUTS[:2]}
    roles = checker.roles_in(INPUTS[2])
    users, rejected, skipped = [], [], []
    for fate in fates:
        origin = {"file": f"samples/{fate['file']}", "lines": [fate["line"], fate["line"] + 8]}
        if fate["fate"] == "exported":
            entry = checker.entry_at(lines[fate["file"]], fate["line"])
            users.append(_nested(checker.expected(entry, roles)))
        elif fate["fate"] == "rejected":
            rejected.append({"origin": origin, "reasons": [{"field": fate.get("field", ""), "code": fate["code"]}]})
        elif fate["fate"] == "skipped":
            skipped.append({"origin": origin, "skip": fate["code"]})
    counts = dict(Counter(fate["fate"] for fate in fates)) | {"read": len(fates)}
    return {"users": users, "rejected": rejected, "skipped": skipped, "counts": counts, "sha256": ""}


def _write(run: Run, folder: Path) -> None:
    data = json.dumps(run["users"], ensure_ascii=False, separators=(",", ":")).encode()
    (folder / "users-00001.json").write_bytes(data)
    digest = run["sha256"] or hashlib.sha256(data).hexdigest()
    part = {"name": "users-00001.json", "users": len(run["users"]), "bytes": len(data), "sha256": digest}
    (folder / "manifest.json").write_text(json.dumps({"parts": [part]}))
    (folder / "summary.json").write_text(json.dumps({"counts": run["counts"]}))
    for name in ("rejected", "skipped"):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in run[name]))


def test_a_right_run_has_no_problems(tmp_path: Path) -> None:
    _write(_right_run(), tmp_path)
    assert checker.check(FATES, tmp_path, INPUTS) == []


WRONG: list[tuple[str, Callable[[Run], object], str]] = [
    ("a lost user", lambda run: run["users"].pop(5), "not exported"),
    ("a user twice", lambda run: run["users"].append(run["users"][0]), "stand more than once"),
    ("a stranger", lambda run: run["users"][3].update(user_id="x"), "no entry accounts for"),
    ("another address", lambda run: run["users"][3].update(email="a@example.com"), "email is not what"),
    ("an unblocked user", lambda run: [user.update(blocked=False) for user in run["users"]], "blocked is not"),
    ("a lost hash", lambda run: run["users"][0].pop("custom_password_hash"), "custom_password_hash is not"),
    ("a lost group", lambda run: run["users"][1]["app_metadata"]["groups"].pop(), "app_metadata.groups is not"),
    (
        "a lost role",
        lambda run: [u["app_metadata"]["roles"].clear() for u in run["users"]],
        "app_metadata.roles is not",
    ),
    ("a wrong telephone", lambda run: run["users"][0].update(phone_number="+15551234567"), "phone_number is not"),
    ("a lost reject", lambda run: run["rejected"].pop(), "rejected 0 times"),
    ("another reason", lambda run: run["rejected"][0].update(reasons=[{"code": "x"}]), "rejected for"),
    ("a lost skip", lambda run: run["skipped"].pop(), "skipped as []"),
    ("wrong counts", lambda run: run["counts"].update(read=1), "counts 1 read"),
    ("a wrong digest", lambda run: run.update(sha256="0" * 64), "wrong about sha256"),
]


@pytest.mark.parametrize(("change", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_run_is_found_out(change: Callable[[Run], object], message: str, tmp_path: Path) -> None:
    run = _right_run()
    change(run)
    _write(run, tmp_path)
    assert any(message in problem for problem in checker.check(FATES, tmp_path, INPUTS))
