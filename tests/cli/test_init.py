"""`convert init` on samples of several products: what it writes runs, and is what a careful person would write."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipeline.proposal.fields import fields

CASES = Path(__file__).parents[1] / "pipeline" / "proposal" / "cases"
EXPECTED: dict[str, dict[str, str]] = yaml.safe_load((CASES / "expected.yaml").read_text(encoding="utf-8"))
SAMPLES = list(EXPECTED)
ENOUGH = 0.8


def proposed(call: Any, sample: str, path: Path) -> dict[str, Any]:
    source = sample if sample == "oracle" else CASES / sample
    ended = call("init", source, "-o", path)
    assert (ended.code, ended.err) == (0, "")
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("sample", SAMPLES)
def test_most_fields_are_what_a_careful_person_would_write(call: Any, sample: str, tmp_path: Path) -> None:
    got = fields(proposed(call, sample, tmp_path / "m.yaml")["user"])
    wanted = EXPECTED[sample]
    right = [target for target, expression in wanted.items() if got.get(target) == expression]
    assert len(right) >= ENOUGH * len(wanted), {t: (e, got.get(t)) for t, e in wanted.items() if t not in right}
    assert len(right) >= ENOUGH * len(got), set(got) - set(wanted)


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_written_is_sound_passes_its_tests_and_converts(call: Any, sample: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    proposed(call, sample, path)
    checked = call("check", path)
    assert (checked.code, checked.out) == (0, f"{path}: ok\n")
    assert call("test", path).code == 0
    ran = call("--mapping", path, "--output", tmp_path / "out", "--json")
    assert ran.code in (0, 3), ran.err
    counts = ran.document["counts"]
    assert counts["exported"] + counts["skipped"] > 0.9 * (counts["read"] - counts["filtered"])


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_dangerous_is_assumed_and_nobody_real_is_in_it(call: Any, sample: str, tmp_path: Path) -> None:
    document = proposed(call, sample, tmp_path / "m.yaml")
    text = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert not {"email_verified", "phone_verified"} & set(document["user"])
    assert not any("role" in target.lower() for target in fields(document["user"]))
    assert not re.search(r"\{SSHA|pbkdf2_sha256\$|\$P\$|secretData", text)
    source = (CASES / sample).read_bytes().decode("cp1252", "replace") if sample != "oracle" else ""
    addresses = set(re.findall(r"[\w.]+@[\w.]+", source)) - {"Jane.Doe@Example.com"}
    assert not [address for address in addresses if address in text]


def test_passwords_that_auth0_cannot_take_get_a_policy(call: Any, tmp_path: Path) -> None:
    assert proposed(call, "389ds.ldif", tmp_path / "a.yaml")["password"] == {
        "from": "userpassword",
        "scheme": "auto",
        "unsupported": "lazy",
    }
    assert proposed(call, "openldap.ldif", tmp_path / "b.yaml")["password"] == {
        "from": "userpassword",
        "scheme": "auto",
    }
    assert "password" not in proposed(call, "active-directory.ldif", tmp_path / "c.yaml")


def test_a_scheme_that_only_a_name_tells_is_named(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "samba.csv"
    table.write_text("mail,sambaNTPassword\na@example.com,8846F7EAEE8FB117AD06BDD830B7586C\n", encoding="utf-8")
    call("init", table, "-o", tmp_path / "m.yaml")
    document = yaml.safe_load((tmp_path / "m.yaml").read_text(encoding="utf-8"))
    assert document["password"] == {"from": "sambaNTPassword", "scheme": "nt"}
    assert call("--mapping", tmp_path / "m.yaml", "-o", tmp_path / "out").code == 0


def test_passwords_that_do_not_say_their_scheme_are_left_to_a_person(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "hex.csv"
    table.write_text("mail,password\na@example.com,5f4dcc3b5aa765d61d8327deb882cf99\n", encoding="utf-8")
    call("init", table, "-o", tmp_path / "m.yaml")
    text = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert "# password:\n#   from: password\n#   scheme: …" in text
    assert "5f4dcc3b" not in text
    assert call("check", tmp_path / "m.yaml").code == 0


def test_computers_are_no_people(call: Any, tmp_path: Path) -> None:
    where = proposed(call, "active-directory.ldif", tmp_path / "m.yaml")["source"]["where"]
    assert where == "includes(objectclass, 'user') && !includes(objectclass, 'computer')"


def test_what_is_there_is_not_overwritten_unless_one_says_so(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("mine", encoding="utf-8")
    ended = call("init", CASES / "django.csv", "-o", path)
    assert ended.code == 2
    assert "--force" in ended.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert call("init", CASES / "django.csv", "-o", path, "--force").code == 0
    assert "version: 1" in path.read_text(encoding="utf-8")


def test_without_a_file_the_mapping_is_printed(call: Any) -> None:
    ended = call("init", CASES / "django.csv")
    assert ended.out.startswith("# yaml-language-server: $schema=")
    assert yaml.safe_load(ended.out)["user"]["email"] == "lower(email)"


def test_a_source_without_addresses_is_refused_in_one_sentence(call: Any, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ended = call("init", tmp_path / "x.csv", "-o", tmp_path / "m.yaml")
    assert ended.code == 2
    assert "e-mail" in ended.err
    assert not (tmp_path / "m.yaml").exists()


def test_the_same_source_gives_the_same_mapping(call: Any) -> None:
    assert call("init", "oracle").out == call("init", "oracle").out


def test_the_first_records_may_be_enough(call: Any) -> None:
    assert "proposed from 20 records" in call("init", "oracle", "--limit", "20").out


@pytest.mark.parametrize(
    ("record", "email"),
    [
        ({"emails": ["a@example.com", "b@example.com"]}, "lower(emails[0])"),
        ({"contact": {"post box": {"mail": "a@example.com"}}}, 'lower(contact."post box".mail)'),
        ({"emails": [{"value": "a@example.com"}, {"value": "b@example.com"}]}, "lower(emails[].value | [0])"),
    ],
)
def test_addresses_deep_in_json_are_reached(call: Any, tmp_path: Path, record: dict[str, Any], email: str) -> None:
    source, path = tmp_path / "x.jsonl", tmp_path / "m.yaml"
    source.write_text(json.dumps(record), encoding="utf-8")
    assert call("init", source, "-o", path).code == 0
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["user"]["email"] == email
    assert call("check", path).code == 0
    assert call("test", path).code == 0
    assert call("--mapping", path, "-o", tmp_path / "out").code == 0


def test_what_is_seldom_right_is_not_taken(call: Any, tmp_path: Path) -> None:
    rows = "".join(f"7,{n}@example.com,Two Words {n},https://example.com/{n}.png,{n}\n" for n in range(9))
    (tmp_path / "x.csv").write_text(f"id,contact,login,avatar,uid\n{rows}", encoding="utf-8")
    document = yaml.safe_load(call("init", tmp_path / "x.csv").out)
    assert document["user"] == {
        "email": "lower(contact)",  # no usual name, but addresses
        "username": "uid",  # login has blanks, which a user name cannot have; id tells nobody from another
        "picture": {"expr": "avatar", "on_error": "drop"},
    }


def test_numbers_of_json_become_the_texts_that_auth0_wants(call: Any, tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"id": n, "email": f"{n}@example.com", "login": n + 100}) for n in range(5))
    (tmp_path / "x.jsonl").write_text(rows, encoding="utf-8")
    assert call("init", tmp_path / "x.jsonl", "-o", tmp_path / "m.yaml").code == 0
    user = yaml.safe_load((tmp_path / "m.yaml").read_text(encoding="utf-8"))["user"]
    assert (user["user_id"], user["username"]) == ("to_string(id || '')", "to_string(login || '')")
    assert call("test", tmp_path / "m.yaml").code == 0
    assert call("--mapping", tmp_path / "m.yaml", "-o", tmp_path / "out").code == 0


def test_standard_input_is_proposed_as_such(command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    import subprocess

    words = [*command, "init", "-", "--type", "csv"]
    table = b"uid,mail\nj,j@example.com\n"
    done = subprocess.run(words, input=table, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert yaml.safe_load(done.stdout)["source"]["path"] == "-"


COLUMN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)


@given(columns=st.lists(COLUMN, min_size=1, max_size=4, unique_by=str.lower))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_of_any_kind_give_a_mapping_that_is_sound(call: Any, tmp_path: Path, columns: list[str]) -> None:
    source, path = tmp_path / "x.jsonl", tmp_path / "m.yaml"
    row = {column: f"person{n}@example.com" for n, column in enumerate(columns)}
    source.write_text(json.dumps(row), encoding="utf-8")
    assert call("init", source, "-o", path, "--force").code == 0
    assert call("check", path).code == 0, path.read_text(encoding="utf-8")
    assert call("test", path).code == 0, path.read_text(encoding="utf-8")
