from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_sound_mapping_is_ok_though_its_source_is_missing(call: Any, people: Any) -> None:
    people([])
    Path("people.ldif").unlink()
    ended = call("check", "people.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "people.yaml: ok\n", "")


def test_every_mistake_of_every_mapping_is_told(call: Any, people: Any) -> None:
    people([])
    Path("bad.yaml").write_text("version: 1\nsource: {type: ldif, path: x}\nuser: {email: nosuch(mail), nam: cn}\n")
    ended = call("check", "bad.yaml", "people.yaml")
    assert ended.code == 4
    assert ended.out.count("bad.yaml:3:") == 2
    assert ended.out.endswith("people.yaml: ok\n")


def test_a_warning_does_not_fail(call: Any, people: Any) -> None:
    people([], "version: 1\nsource: {type: ldif, path: x}\nuser: {email: mail, email_verified: true}\n")
    ended = call("check", "people.yaml")
    assert ended.code == 0
    assert "warning" in ended.out
    assert ended.out.endswith("people.yaml: ok\n")


def test_a_bundled_mapping_is_checked_by_its_name(call: Any, people: Any) -> None:
    people([])
    ended = call("check", "oracle")
    assert ended.code == 0
    assert ended.out.endswith("oracle.yaml: ok\n")
