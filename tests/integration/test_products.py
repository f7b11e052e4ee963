"""People in the schemas of real products, on real servers: what a mapping makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.databases import PASSWORD, Server
from tests.program import run

pytestmark = pytest.mark.slow

PRODUCTS = Path(__file__).parent / "products"
ON = [
    ("keycloak", "postgresql"),
    ("aspnet-identity", "postgresql"),
    ("django", "postgresql"),
    ("django", "mariadb"),
    ("wordpress", "mariadb"),
]
SESSION = {"postgresql": "SET TimeZone = 'UTC'", "mariadb": "SET sql_mode = ''"}
TIMESTAMP = {"postgresql": "timestamptz", "mariadb": "datetime(6)"}


@pytest.mark.parametrize(("product", "kind"), ON)
def test_people_of_a_product_become_the_users_that_are_written_down(
    product: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: Server = request.getfixturevalue(kind)
    script = (PRODUCTS / f"{product}.sql").read_text(encoding="utf-8").replace("{timestamp}", TIMESTAMP[kind])
    script = f"{SESSION[kind]}; {script}"
    monkeypatch.setenv("STORE_URL", server.url(server.database(script)))
    monkeypatch.setenv("STORE_PASSWORD", PASSWORD)
    done = run("-m", PRODUCTS / f"{product}.yaml", "-o", tmp_path / "out")
    assert (done.code in (0, 3), done.err) == (True, "")
    users = json.loads((tmp_path / "out" / "users-00001.json").read_bytes())
    lines = (tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    rejected = [(line["origin"]["key"], line["reasons"][0]["code"]) for line in map(json.loads, lines)]
    expected = json.loads((PRODUCTS / f"{product}.json").read_bytes())
    assert {"users": users, "rejected": [list(each) for each in rejected]} == expected
