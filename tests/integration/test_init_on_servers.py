"""`convert init` and `inspect` on fresh exports of real servers, beside what a careful person would write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.integration import people
from tests.pipeline.proposal.fields import fields

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
CAREFUL: dict[str, dict[str, str]] = yaml.safe_load((HERE / "careful.yaml").read_text(encoding="utf-8"))
PRODUCTS = {"openldap": "OpenLDAP", "389": "389 Directory Server", "active-directory": "Active Directory"}
ENOUGH = 0.8


def command(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "converter", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert done.returncode in (0, 3), done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(params=list(CAREFUL))
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """The name of a server, and the folder of its export."""
    export = tmp_path / "people.ldif"
    if request.param == "active-directory":
        domain = request.getfixturevalue("domain")
        domain.export(export, "(objectClass=*)", "*", "msDS-User-Account-Control-Computed")
    else:
        request.getfixturevalue({"389": "directory_389"}.get(request.param, request.param)).export(export)
    return request.param, tmp_path


def test_init_writes_what_a_careful_person_would_and_nothing_dangerous(exported: tuple[str, Path]) -> None:
    name, folder = exported
    command(folder, "init", "people.ldif", "-o", "m.yaml")
    document = yaml.safe_load((folder / "m.yaml").read_text(encoding="utf-8"))
    got, wanted = fields(document["user"]), CAREFUL[name]

    right = [target for target, expression in wanted.items() if got.get(target) == expression]
    wrong = {target: (wanted.get(target), got.get(target)) for target in wanted | got if target not in right}
    assert len(right) >= ENOUGH * len(wanted), wrong
    assert len(right) >= ENOUGH * len(got), wrong
    assert not {"email_verified", "phone_verified"} & set(got)
    assert got["blocked"] == wanted["blocked"]
    text = (folder / "m.yaml").read_text(encoding="utf-8")
    assert people.PASSWORD not in text
    assert "{SSHA" not in text


def test_what_init_writes_runs(exported: tuple[str, Path]) -> None:
    _, folder = exported
    command(folder, "init", "people.ldif", "-o", "m.yaml")
    assert command(folder, "check", "m.yaml") == "m.yaml: ok\n"
    command(folder, "test", "m.yaml")
    summary = json.loads(command(folder, "-m", "m.yaml", "--json"))
    counts = summary["counts"]
    assert counts["exported"] + counts["skipped"] >= 8


def test_inspect_tells_the_product_and_where_the_passwords_are(exported: tuple[str, Path]) -> None:
    name, folder = exported
    document = json.loads(command(folder, "inspect", "people.ldif", "--json"))
    assert document["product"]["name"] == PRODUCTS[name]
    if name != "active-directory":
        assert sum(row["records"] for row in document["passwords"]["userpassword"] if "auth0" in row) >= 7
    else:
        assert not document["passwords"]
