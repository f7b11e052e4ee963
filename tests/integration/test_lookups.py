"""Three stores in one mapping: people of an export, groups of the running directory, roles of a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration import slapd
from tests.integration.databases import PASSWORD, Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
REFUSED = 8
MAPPING = """\
version: 1
source: {{type: ldif, path: people.ldif, where: "includes(objectclass, 'inetOrgPerson')"}}
lookups:
  groups:
    {groups}
    where: includes(objectclass, 'groupOfNames')
    key: dn(member)
    match: dn(dn)
    nested: dn(dn)
    many: true
  roles:
    type: sql
    url: {url}
    password: ${{DB_PASSWORD}}
    table: roles
    key: lower(login)
    match: lower(uid)
    many: true
user:
  email: lower(mail[0])
  user_id: entryuuid
  app_metadata:
    groups: sort(groups[].cn[])
    roles: sort(roles[].role)
"""
LIVE = """\
type: ldap
    url: ldaps://127.0.0.1:{port}
    base: {base}
    bind_dn: {bind}
    bind_password: ${{PASSWORD}}
    ca_file: authority.pem"""


def converted(folder: Path, mapping: str, output: str, *options: str) -> tuple[int, str]:
    (folder / f"{output}.yaml").write_text(mapping, encoding="utf-8")
    words = [sys.executable, "-m", "converter", "-m", f"{output}.yaml", "-o", output, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PASSWORD": slapd.ADMIN_PASSWORD}
    environment["DB_PASSWORD"] = PASSWORD
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False, text=True)
    return done.returncode, done.stderr


def members(folder: Path, output: str) -> dict[str, Any]:
    users = json.loads((folder / output / "users-00001.json").read_bytes())
    return {user["email"]: user["app_metadata"] for user in users}


def test_rows_of_a_running_directory_and_of_a_database(
    openldap: slapd.Server, postgresql: Server, folder: Path
) -> None:
    openldap.export(folder / "people.ldif")
    database = postgresql.database(
        "CREATE TABLE roles (login TEXT, role TEXT);"
        "INSERT INTO roles VALUES ('BKURZ', 'Auditor'), ('BKURZ', 'Clerk'), ('nobody', 'Ghost');"
    )
    url = postgresql.url(database)
    live = LIVE.format(port=openldap.tls_port, base=slapd.SUFFIX, bind=slapd.ADMIN)
    code, said = converted(folder, MAPPING.format(groups=live, url=url), "live")
    assert code in (0, 3), said
    code, said = converted(folder, MAPPING.format(groups="type: ldif\n    path: people.ldif", url=url), "exported")
    assert code in (0, 3), said
    found = members(folder, "live")
    assert found == members(folder, "exported")
    assert any(person["groups"] for person in found.values())
    [kurz] = (person for email, person in found.items() if "kurz" in email)
    assert kurz["roles"] == ["Auditor", "Clerk"]
    counts = json.loads((folder / "live" / "summary.json").read_bytes())["lookups"]
    assert counts["roles"] | {"matched": 2, "unmatched": 1} == counts["roles"]

    postgresql.run("DELETE FROM roles; INSERT INTO roles VALUES ('nobody', 'Ghost'), ('BKURZ', 'Clerk')", database)
    postgresql.run("INSERT INTO roles VALUES ('BKURZ', 'Auditor')", database)
    mapping = MAPPING.format(groups=live, url=url)
    assert converted(folder, mapping, "live")[0] in (0, 3), "the same rows in another order are the same run"
    postgresql.run("INSERT INTO roles VALUES ('BKURZ', 'Chief')", database)
    code, said = converted(folder, mapping, "live")
    assert code == REFUSED
    assert "has changed since (lookup roles)" in said
