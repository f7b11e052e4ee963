from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

HASH = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"
PEOPLE = "".join(
    f"""\
dn: uid=person{n},ou=people,dc=acme,dc=com
objectClass: top
objectClass: inetOrgPerson
uid: person{n}
cn: Jane Roe{n}
mail: jane.roe{n}@example.com
employeeType: {"staff" if n % 2 else "temp"}
orclIsEnabled: ENABLED
userPassword: {HASH if n else "tops3cret-clear"}
description: <script>alert({n})</script>

"""
    for n in range(12)
)
BROKEN = "dn: uid=x,dc=acme\ncn:: !!!\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.ldif").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "broken.ldif").write_text(PEOPLE + BROKEN, encoding="utf-8")
    return tmp_path


def test_the_text_fits_a_hundred_columns_and_tells_the_essentials(call: Any) -> None:
    ended = call("inspect", "people.ldif")
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 100
    assert "people.ldif: ldif, 12 records, 9 names" in ended.out
    assert "probably Oracle Internet Directory" in ended.out
    assert re.search(r"^employeetype .* temp 6, staff 6$", ended.out, re.MULTILINE)
    assert re.search(r"11  ssha .* imported as ldap", ended.out)
    assert "uid: none" in ended.out


@pytest.mark.parametrize("words", [[], ["--json"], ["--show-values"], ["--json", "--show-values"]])
def test_no_password_is_shown_however_one_asks(call: Any, words: list[str]) -> None:
    ended = call("inspect", "people.ldif", "--html", "page.html", *words)
    shown = ended.out + ended.err + Path("page.html").read_text(encoding="utf-8")
    assert "tops3cret" not in shown
    assert "JwxHylYvv" not in shown


def test_values_are_masked_unless_asked_for(call: Any) -> None:
    call("inspect", "people.ldif", "--html", "page.html")
    masked = [call("inspect", "people.ldif").out, call("inspect", "people.ldif", "--json").out]
    for text in (*masked, Path("page.html").read_text(encoding="utf-8")):
        assert "jane.roe" not in text
        assert "Roe1" not in text
    assert "jane.roe0@example.com" in call("inspect", "people.ldif", "--show-values").out


def test_records_that_cannot_be_read_are_told_by_code_and_place(call: Any) -> None:
    ended = call("inspect", "broken.ldif")
    assert ended.code == 3
    assert "12 records" not in ended.out
    assert re.search(r"1  ldif-base64 +first at broken.ldif:\d+", ended.out)


def test_json_is_one_object_with_everything(call: Any) -> None:
    document = call("inspect", "people.ldif", "--json").document
    assert document["records"] == 12
    assert document["product"]["mapping"] == "oracle.yaml"
    assert document["object_classes"] == {"top": 12, "inetOrgPerson": 12}
    names = {name["name"]: name for name in document["names"]}
    assert names["mail"]["kind"] == "e-mail address"
    assert names["mail"]["samples"][0] == "j…@e… (21 characters)"
    assert names["employeetype"]["value_set"] == {"temp": 6, "staff": 6}
    assert [row["records"] for row in document["passwords"]["userpassword"]] == [11, 1]


def test_the_page_is_small_escaped_private_and_stands_alone(call: Any) -> None:
    assert call("inspect", "people.ldif", "--show-values", "--html", "page.html").code == 0
    page = Path("page.html")
    text = page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href)=", text)


def test_the_page_tells_faults_duplicates_and_words_for_nothing(call: Any) -> None:
    again = PEOPLE.split("\n\n", maxsplit=1)[0].replace("uid=person0", "uid=other").replace("cn: ", "cn: NULL\ncn: ")
    Path("mixed.ldif").write_text(f"{PEOPLE}{again}\nmail: Jane\n\n{BROKEN}", encoding="utf-8")
    assert call("inspect", "mixed.ldif", "--html", "page.html").code == 3
    text = Path("page.html").read_text(encoding="utf-8")
    assert "ldif-base64" in text
    assert "mixed.ldif:1 and mixed.ldif:" in text
    assert "for none: NULL 1" in text


def test_a_page_of_a_wide_source_stays_below_200_kb(call: Any) -> None:
    names = [f"{'column' * 20} {n} <&'\">" for n in range(1_500)]
    rows = "\n".join(json.dumps({name: f"value & {name[::-1]} {n}" for name in names}) for n in range(3))
    Path("wide.jsonl").write_text(rows, encoding="utf-8")
    assert call("inspect", "wide.jsonl", "--show-values", "--html", "page.html").code == 0
    assert Path("page.html").stat().st_size < 200_000


def test_a_page_that_cannot_be_written_is_one_sentence(call: Any) -> None:
    ended = call("inspect", "people.ldif", "--html", "nowhere/page.html")
    assert ended.code == 7
    assert "cannot write nowhere/page.html" in ended.err


def test_the_dialect_of_a_table_is_found(call: Any) -> None:
    Path("people.csv").write_bytes("Login;E-Mail;Ort\nj;j@example.com;Köln\n".encode("cp1252"))
    document = call("inspect", "people.csv", "--json").document
    assert [name["name"] for name in document["names"]] == ["Login", "E-Mail", "Ort"]
    assert document["readable"] == 1


def test_limit_ends_the_reading(call: Any) -> None:
    assert call("inspect", "people.ldif", "--limit", "3", "--json").document["records"] == 3


def test_a_bundled_mapping_is_inspected_by_its_name(call: Any) -> None:
    ended = call("inspect", "oracle")
    assert ended.code == 3
    assert "begin with the bundled mapping oracle.yaml" in ended.out


def test_a_source_that_is_not_there_is_one_sentence(call: Any) -> None:
    ended = call("inspect", "nothing.ldif")
    assert (ended.code, ended.out) == (5, "")
    assert "there is no file nothing.ldif" in ended.err


def test_standard_input_is_read(spawn: Any, command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    import subprocess

    done = subprocess.run(
        [*command, "inspect", "-", "--type", "csv"],
        input=b"uid,mail\nj,j@example.com\n",
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"standard input: csv, 1 record, 2 names\n")
