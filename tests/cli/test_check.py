from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

BAD = "version: 1\nsource: {type: ldif, path: x}\nuser: {email: nosuch(mail), nam: cn}\n"
MISSPELT = """\
version: 1
source: {type: ldif, path: people.ldif}
user:
  email: mail
  given_name: givename
"""


def test_a_sound_mapping_is_ok_though_its_source_is_missing(call: Any, people: Any) -> None:
    people([])
    Path("people.ldif").unlink()
    ended = call("check", "people.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "people.yaml: ok\n", "")


def test_every_mistake_of_every_mapping_is_told(call: Any, people: Any) -> None:
    people([])
    Path("bad.yaml").write_text(BAD)
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


def test_json_is_one_object_over_all_files(call: Any, people: Any) -> None:
    people([])
    Path("bad.yaml").write_text(BAD)
    ended = call("check", "--format", "json", "bad.yaml", "people.yaml")
    assert ended.code == 4
    document = ended.document
    assert document["files"] == [{"file": "bad.yaml", "ok": False}, {"file": "people.yaml", "ok": True}]
    assert (document["errors"], document["warnings"]) == (2, 0)
    assert document["diagnostics"][1] == {
        "file": "bad.yaml",
        "line": 3,
        "column": 29,
        "code": "unknown-field",
        "severity": "error",
        "message": "Auth0's import has no field nam",
        "hint": "did you mean name?",
    }


def test_sarif_names_the_rule_of_every_result(call: Any, people: Any) -> None:
    people([])
    Path("a bad.yaml").write_text(BAD)
    ended = call("check", "--format", "sarif", "a bad.yaml")
    assert ended.code == 4
    (run,) = ended.document["runs"]
    rules = run["tool"]["driver"]["rules"]
    first = run["results"][0]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "unknown-function"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20bad.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 15, "endColumn": 21}


def test_github_gets_workflow_commands(call: Any, people: Any) -> None:
    people([])
    Path("a,b.yaml").write_text(BAD)
    ended = call("check", "--format", "github", "a,b.yaml", "people.yaml")
    assert ended.code == 4
    assert ended.out.splitlines()[1] == (
        "::error file=a%2Cb.yaml,line=3,col=29,endColumn=32,title=unknown-field::"
        "Auth0's import has no field nam%0Adid you mean name?"
    )


def test_a_missing_mapping_does_not_spoil_the_json(call: Any, people: Any) -> None:
    people([])
    ended = call("check", "--format", "json", "none.yaml", "people.yaml")
    assert ended.code == 2
    assert "none.yaml" in ended.err
    assert [file["file"] for file in ended.document["files"]] == ["people.yaml"]


def test_a_name_that_no_record_has_is_a_warning_with_the_name_that_was_meant(call: Any, people: Any) -> None:
    people([{"givenname": "Jane", "title": "Dr."}, {"title": "Prof."}], MISSPELT)
    ended = call("check", "--with-source", "people.yaml")
    assert ended.code == 0
    assert "people.yaml:5:15: warning unseen-name: none of the first 2 records has a value of givename" in ended.out
    assert "   = did you mean givenname?" in ended.out
    assert "        2  uid\n          1  givenname\n" in ended.out


def test_values_that_nothing_maps_are_counted(call: Any, people: Any) -> None:
    people([{"title": "Dr."}, {}, {}], MISSPELT)
    ended = call("check", "--with-source", "--limit", "2", "--format", "json", "people.yaml")
    source = ended.document["files"][0]["source"]
    assert (source["records"], source["unreadable"]) == (2, 0)
    assert source["unmapped"][-1] == {"name": "title", "records": 1}
    assert {"name": "uid", "records": 2} in source["unmapped"]


def test_a_column_that_does_not_exist_is_an_error_with_the_source(call: Any, people: Any) -> None:
    people([], "version: 1\nsource: {type: csv, path: p.csv}\nuser: {email: mail, name: nmae}\n")
    Path("p.csv").write_text("mail,name\na@example.com,A\n")
    assert call("check", "people.yaml").code == 0
    ended = call("check", "--with-source", "people.yaml")
    assert ended.code == 4
    assert "did you mean name?" in ended.out


def test_the_source_of_a_broken_mapping_is_not_opened(call: Any, people: Any) -> None:
    people([], BAD)
    ended = call("check", "--with-source", "people.yaml")
    assert ended.code == 4
    assert "looked at" not in ended.out


def test_a_source_that_is_missing_is_told_when_it_is_asked_for(call: Any, people: Any) -> None:
    people([])
    Path("people.ldif").unlink()
    assert call("check", "--with-source", "people.yaml").code == 5


def test_a_limit_needs_the_source(call: Any, people: Any) -> None:
    people([])
    ended = call("check", "--limit", "5", "people.yaml")
    assert ended.code == 2
    assert "--with-source" in ended.err


def test_what_is_not_compiled_is_said_with_its_field(call: Any, people: Any) -> None:
    head = "version: 1\nsource: {type: json, path: x}\nuser:\n  email: mail\n"
    people([], f'{head}  app_metadata: {{a: "{_nested(30)}"}}\n')
    assert call("check", "-v", "oracle").out.splitlines()[0].endswith("every expression is compiled")
    ended = call("check", "-v", "people.yaml")
    assert ended.code == 0
    assert "note: a part of app_metadata.a is left to the interpreter: it is nested too deeply" in ended.out
    document = json.loads(call("check", "-v", "--format", "json", "people.yaml").out)
    assert document["files"][0]["interpreted"][0]["field"] == "app_metadata.a"


def _nested(depth: int) -> str:
    return "a[?" * depth + "b" + "]" * depth


@pytest.mark.parametrize("form", ["json", "sarif", "github", "text"])
def test_no_form_shows_a_secret(call: Any, people: Any, form: str) -> None:
    secret = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"
    people([], f"version: 1\nsource: {{type: ldif, path: x}}\nuser: {{email: mail, nam: \"'{secret}'\"}}\n")
    ended = call("check", "--format", form, "people.yaml")
    assert ended.code == 4
    assert "JwxHylYvv" not in ended.out + ended.err
