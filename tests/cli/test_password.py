"""`convert password`: stored passwords one a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SSHA = "{SSHA}+RFhsab2AfzZ0VfEdyknXtUT06RhYmNk"
CRYPT = "$1$abcdefgh$aaaaaaaaaaaaaaaaaaaaaa"
LINES = f"{SSHA}\n\n{CRYPT}\nrubbish\n{SSHA}\n"


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    path = tmp_path / "hashes.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_each_line_says_what_becomes_of_it(call: Any, hashes: Path) -> None:
    ended = call("password", hashes)
    first, second, third, _ = map(json.loads, ended.out.splitlines())
    assert (ended.code, ended.err) == (3, "")
    assert first == {
        "line": 1,
        "scheme": "ssha",
        "strength": {"grade": "weak", "reason": "a salted fast digest (sha1), made to be quick"},
        "auth0": {"custom_password_hash": {"algorithm": "ldap", "hash": {"value": SSHA, "encoding": "utf8"}}},
    }
    assert (second.keys(), second["line"], second["scheme"]) == ({"line", "scheme", "cannot"}, 3, "md5-crypt")
    assert (third.keys(), third["line"], third["error"]["code"]) == ({"line", "error"}, 4, "unknown-scheme")


def test_the_input_is_not_shown_but_in_what_is_asked_for(call: Any, hashes: Path) -> None:
    assert not any(text in call("password", hashes).out for text in ("rubbish", "abcdefgh", "aaaaaaaa"))


def test_the_summary_counts_and_shows_no_hash(call: Any, hashes: Path) -> None:
    ended = call("password", "--summary", hashes)
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert ended.code == 3
    assert lines[0] == "2 of 4 passwords can be imported"
    assert lines[1] == "2 ssha imported as ldap weak: a salted fast digest (sha1), made to be quick"
    assert lines[2].startswith("1 md5-crypt cannot be imported: ")
    assert lines[3].startswith("1 unknown-scheme: ")
    assert not any(text in ended.out for text in (SSHA[6:], "abcdefgh", "rubbish"))


def test_all_that_auth0_takes_ends_with_0(call: Any, tmp_path: Path) -> None:
    (tmp_path / "h").write_text("secret\n")
    for words in ([], ["--summary"]):
        ended = call("password", "--scheme", "plain", "--account", "jdoe", *words, tmp_path / "h")
        assert (ended.code, "secret" in ended.out) == (0, False)


def test_standard_input_is_read_where_no_file_is_named(spawn: Any, tmp_path: Path) -> None:
    ended = spawn("password", folder=tmp_path)
    assert (ended.code, ended.out) == (5, "")
    assert " is empty" in ended.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--scheme", "ssah"], 2, "there is no password scheme called ssah; did you mean ssha?"),
        (["--scheme", "qqqqqqqq"], 2, "there is no password scheme called qqqqqqqq; docs/passwords.md lists them"),
        (["gone.txt"], 5, "there is no file gone.txt"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], code: int, said: str, call: Any, hashes: Path) -> None:
    ended = call("password", *words, *([] if code == 5 else [hashes]))
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
