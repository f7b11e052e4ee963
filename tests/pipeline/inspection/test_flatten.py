from __future__ import annotations

import json

from converter.pipeline.inspection.flatten import flatten


def test_values_of_directories_and_tables_keep_their_names() -> None:
    record = {"dn": "cn=x", "mail": ["a", "b"], "First Name": "Jane", "none": None}
    assert dict(flatten(record)) == {"dn": ["cn=x"], "mail": ["a", "b"], "First Name": ["Jane"]}


def test_nested_members_have_the_names_of_expressions() -> None:
    record = {
        "address": {"city": "Paris", "post code": 75},
        "roles": [{"name": "a"}, {"name": "b", "tags": ["x", "y"]}],
        "ids": [1, 2],
    }
    assert dict(flatten(record)) == {
        "ids": [1, 2],
        "address.city": ["Paris"],
        'address."post code"': [75],
        "roles[].name": ["a", "b"],
        "roles[].tags": ["x", "y"],
    }


def test_a_credential_of_keycloak_is_one_value() -> None:
    credential = {"type": "password", "secretData": "{}", "credentialData": "{}"}
    assert dict(flatten({"credentials": [credential]})) == {"credentials[]": [json.dumps(credential)]}


def test_depth_has_an_end() -> None:
    deep: object = "x"
    for _ in range(500):
        deep = {"a": deep}
    (name, values), *others = flatten({"a": deep})
    assert (name, len(values), others) == ("a.a.a.a.a.a", 1, [])
