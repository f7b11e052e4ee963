"""The tenant's answers against the OpenAPI description of the Management API that Auth0 publishes.

The description is Auth0's and not ours to pass on: name a copy of it in AUTH0_MANAGEMENT_OPENAPI
(https://github.com/auth0/docs-v2, main/docs/oas/management/v2/management-api-oas.json).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from converter.auth0.tenant.routes import ROUTES
from tests.auth0.tenant.caller import Start
from tests.auth0.tenant.scenario import SETTINGS, everything

ELSEWHERE = {"/guardian/factors"}
"""What an extract of users, jobs and connections may lack."""
VARIABLE = "AUTH0_MANAGEMENT_OPENAPI"


@pytest.fixture(scope="module")
def published() -> Any:
    path = os.environ.get(VARIABLE)
    if not path:
        pytest.skip(f"set {VARIABLE} to Auth0's management-api-oas.json to compare the tenant with it")
    # its `oneOf` lists forms of a page that overlap: the last page, which has no `next`, has two of them
    document = json.loads(Path(path).read_text(encoding="utf-8").replace('"oneOf"', '"anyOf"'))
    lacking = {route.path.removeprefix("/api/v2") for route in ROUTES} - set(map(_anonymous, document["paths"]))
    assert lacking <= ELSEWHERE, f"{path} is an extract without {lacking}"
    return document


def test_the_scenario_leaves_no_operation_out(start: Start) -> None:
    seen = {line for line, _ in everything(start(SETTINGS))}
    assert seen == {f"{route.method} {route.path.removeprefix('/api/v2')}" for route in ROUTES}


def test_every_answer_is_as_published(published: Any, start: Start) -> None:
    operations = {_line(method, path): one for path, each in published["paths"].items() for method, one in each.items()}
    for line, answer in everything(start(SETTINGS)):
        assert answer.status_code < 300, (line, answer.text)
        if line not in operations:
            continue
        declared = operations[line]["responses"]
        assert str(answer.status_code) in declared, line
        content = declared[str(answer.status_code)].get("content")
        if answer.content and content:
            _check(published, content["application/json"]["schema"], answer.json(), line)


def test_every_operation_asks_for_a_scope_that_is_published(published: Any) -> None:
    for route in ROUTES:
        path = route.path.removeprefix("/api/v2")
        for name, each in published["paths"].items():
            for method, operation in each.items():
                if _line(method, name) == f"{route.method} {path}":
                    scopes = {scope for need in operation["security"] for names in need.values() for scope in names}
                    assert route.scopes <= scopes, route.path


def _line(method: str, path: str) -> str:
    return f"{method.upper()} {_anonymous(path)}"


def _anonymous(path: str) -> str:
    return "/".join("{}" if segment.startswith("{") else segment for segment in path.split("/"))


def _check(published: Any, schema: Any, document: Any, line: str) -> None:
    whole = {"components": published["components"], **schema}
    errors = list(jsonschema.Draft202012Validator(whole).iter_errors(document))
    assert not errors, (line, [error.message for error in errors])
