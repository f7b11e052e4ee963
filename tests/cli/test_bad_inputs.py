"""Whatever is wrong with what the program is given: one clear sentence, the right exit code, never a traceback."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NOBODY = 65534
ENTRY = b"dn: cn=x\nobjectclass: person\ncn: X\nuid: x\nmail: x@example.com\n"


def write(name: str, data: bytes | str) -> None:
    Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())


def source_is_missing() -> None:
    Path("people.ldif").unlink()


def source_is_a_folder() -> None:
    Path("people.ldif").unlink()
    Path("people.ldif").mkdir()


def pattern_without_a_file() -> None:
    write("people.yaml", Path("people.yaml").read_bytes().replace(b"people.ldif", b"'*.nix'"))


def pattern_with_a_nul() -> None:
    write("people.yaml", Path("people.yaml").read_bytes().replace(b"people.ldif", b'"a\\0*"'))


def mapping_is_a_folder() -> None:
    Path("people.yaml").unlink()
    Path("people.yaml").mkdir()


def mapping_has_no_source() -> None:
    write("people.yaml", "version: 1\nuser: {email: mail}\n")


def mapping_is_huge() -> None:
    write("people.yaml", "# " + "x" * 3_000_000)


def output_is_a_file() -> None:
    write("out", "")


def output_holds_other_files() -> None:
    Path("out/people").mkdir(parents=True)
    write("out/people/letter.txt", "dear")


def output_is_open_to_everybody() -> None:
    Path("out/people").mkdir(parents=True)
    Path("out/people").chmod(0o777)


CASES: list[tuple[Callable[[], object], int, str]] = [
    (source_is_missing, 5, "there is no file people.ldif"),
    (source_is_a_folder, 5, "people.ldif is a folder"),
    (pattern_without_a_file, 5, "no file matches *.nix"),
    (pattern_with_a_nul, 5, r"a\x00*"),
    (lambda: write("people.ldif", b""), 5, "people.ldif is empty"),
    (lambda: write("people.ldif", os.urandom(20) + b"\0" + os.urandom(3000)), 5, "people.ldif is not LDIF"),
    (lambda: write("people.ldif", "uid,mail\nx,x@example.com\n"), 5, "people.ldif is not LDIF: it looks like CSV"),
    (lambda: write("people.ldif", '{"uid": "x"}\n'), 5, "people.ldif is not LDIF: it looks like JSON"),
    (lambda: write("people.ldif", "<users/>"), 5, "people.ldif is not LDIF: it looks like XML"),
    (lambda: write("people.ldif", gzip.compress(ENTRY * 9)[:30]), 5, "people.ldif is cut off"),
    (lambda: write("people.ldif", b"\x1f\x8b" + b"rubbish" * 9), 5, "people.ldif is damaged"),
    (lambda: Path("people.yaml").unlink(), 2, "there is no mapping people.yaml"),
    (mapping_is_a_folder, 2, "people.yaml is a folder"),
    (lambda: write("people.yaml", b"\x93\xff\0" * 99), 4, "not-utf8"),
    (lambda: write("people.yaml", "a: [1"), 4, "yaml-"),
    (lambda: write("people.yaml", ""), 4, "yaml-empty"),
    (lambda: write("people.yaml", "nothing"), 4, "people.yaml:1:1: error"),
    (mapping_has_no_source, 4, "source"),
    (mapping_is_huge, 4, "the file is larger than 1024 KiB"),
    (output_is_a_file, 8, "out"),
    (output_holds_other_files, 8, "letter.txt"),
    (output_is_open_to_everybody, 8, "every user of this machine may write to out/people"),
]


@pytest.mark.parametrize(("spoil", "code", "said"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_what_is_wrong_is_said_in_one_sentence(
    call: Any, people: Any, spoil: Callable[[], object], *, code: int, said: str
) -> None:
    people([{}])
    spoil()
    ended = call("-m", "people.yaml")
    assert ended.code == code, ended.err
    assert said in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert code == 4 or ended.err.count("\n") == 1
    assert code == 8 or not Path("out").exists()


@pytest.mark.parametrize("command", ["check", "test", "read", "validate"])
def test_every_command_names_a_file_that_is_not_there(call: Any, people: Any, command: str) -> None:
    people([])
    ended = call(command, "nothing.here")
    assert ended.code in (2, 5)
    assert "nothing.here" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("command", ["check", "test", "validate"])
def test_one_bad_name_does_not_keep_a_command_from_the_others(call: Any, people: Any, command: str) -> None:
    people([{}])
    call("-m", "people.yaml")
    good = "out/people/users-00001.json" if command == "validate" else "people.yaml"
    ended = call(command, "nothing.here", good)
    assert ended.code in (2, 5)
    assert good in ended.out


def test_a_name_that_is_too_long_for_a_file_is_not_there(call: Any, people: Any) -> None:
    people([])
    ended = call("-m", "x" * 5000)
    assert ended.code == 2
    assert "file name too long" in ended.err
    assert len(ended.err) < 200


@pytest.fixture
def as_nobody(tmp_path: Path) -> list[str]:
    """Words that run a program as a user who owns nothing."""
    if os.geteuid() != 0:
        return []
    words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all"]
    if shutil.which("setpriv") is None or subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine cannot run a program as another user")
    # the folders above belong to root; they must be open to be passed
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return words


@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        ("people.ldif", ["-m", "people.yaml", "-o", "open/o"], 5),
        ("people.ldif", ["read", "people.ldif"], 5),
        ("people.yaml", ["-m", "people.yaml"], 2),
        ("people.yaml", ["check", "people.yaml"], 2),
        ("folder", ["-m", "folder/m.yaml"], 2),
        ("folder", ["read", "folder/people.ldif"], 5),
        ("folder", ["-m", "inside.yaml", "-o", "open/o"], 5),
        ("users.json", ["validate", "users.json"], 5),
        ("", ["-m", "people.yaml", "-o", "folder/out"], 8),
        ("folder", ["-m", "people.yaml", "-o", "folder/out"], 8),
    ],
)
def test_what_may_not_be_read_or_written_is_named(
    people: Any, closed: str, *, words: list[str], code: int, as_nobody: list[str], command: Any, environment: Any
) -> None:
    path = people([{}])
    folder = path.parent
    folder.chmod(0o755)
    (folder / "folder").mkdir()
    (folder / "open").mkdir()
    (folder / "open").chmod(0o777)
    write("users.json", "[]")
    write("inside.yaml", path.read_bytes().replace(b"people.ldif", b"folder/people.ldif"))
    for name in ("people.ldif", "people.yaml", "inside.yaml", "users.json"):
        Path(name).chmod(0o644)
    (folder / "folder").chmod(0o755)
    if not as_nobody:
        (folder / "folder").chmod(0o555)
    if closed:
        Path(closed).chmod(0)
    done = subprocess.run([*as_nobody, *command, *words], env=environment, capture_output=True, check=False, text=True)
    (folder / "folder").chmod(0o755)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert "allowed" in done.stderr or "may not" in done.stderr or "denied" in done.stderr.lower()


def test_a_full_disk_stops_the_run(people: Any, command: Any, environment: Any) -> None:
    people([{} for _ in range(50)])
    words = ["bash", "-c", 'ulimit -f 2; trap "" XFSZ; exec "$@"', "bash", *command, "-m", "people.yaml"]
    done = subprocess.run(words, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 7, done.stderr
    assert "cannot write out/people/" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("policy", ["reject-all", "{keep: uid}"])
def test_a_full_disk_stops_a_run_that_collects_users_first(
    people: Any, command: Any, environment: Any, policy: str
) -> None:
    mapping = f"version: 1\nsource: {{type: ldif, path: people.ldif}}\nuser: {{email: mail}}\nduplicates: {policy}\n"
    people([{} for _ in range(300)], mapping)
    words = ["bash", "-c", 'ulimit -f 2; trap "" XFSZ; exec "$@"', "bash", *command, "-m", "people.yaml"]
    done = subprocess.run(words, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 7, done.stderr
    assert "cannot write out/people" in done.stderr
    assert done.stderr.count("\n") == 1
