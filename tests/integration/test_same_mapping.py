"""A mapping on an export and on the running server: the same users, byte by byte, but for their order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from converter.expressions.scope import attribute_key
from converter.record import Record, Values
from converter.sources import SOURCES
from converter.sources.files import InputFile
from converter.sources.source import Wanted
from tests.integration import ds389, samba, slapd

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
IN_389 = (
    ("guid(entryuuid)", "nsuniqueid"),
    ("present(pwdaccountlockedtime)", "includes(nsaccountlock, 'true')"),
    ("samples/openldap/people.ldif", "people.ldif"),
    ("entryUUID: ", "nsUniqueId: "),
)


@dataclass(frozen=True)
class Store:
    """A directory and its export: the mapping of the latter, and how to reach the former."""

    export: Path
    mapping: str
    live: Mapping[str, Any]
    secret: str


@pytest.fixture(params=["openldap", "389", "active-directory"])
def store(request: pytest.FixtureRequest, folder: Path) -> Store:
    export = folder / "people.ldif"
    if request.param == "389":
        server: ds389.Server = request.getfixturevalue("directory_389")
        server.export(export)
        text = bundled("openldap")
        for old, new in IN_389:
            text = text.replace(old, new)
        return Store(export, text, account(server.url, ds389.SUFFIX, ds389.ADMIN), ds389.ADMIN_PASSWORD)
    if request.param == "openldap":
        openldap: slapd.Server = request.getfixturevalue("openldap")
        openldap.export(export)
        secured = {"ca_file": "authority.pem", "page_size": 3}
        url = f"ldaps://127.0.0.1:{openldap.tls_port}"
        live = account(url, slapd.SUFFIX, slapd.ADMIN) | secured
        return Store(export, bundled("openldap"), live, slapd.ADMIN_PASSWORD)
    domain: samba.Domain = request.getfixturevalue("domain")
    domain.export(export, "(objectClass=user)", "*", "msDS-User-Account-Control-Computed")
    live = account(domain.url, samba.SUFFIX, samba.ADMIN)
    live |= {"ca_file": "authority.pem", "start_tls": True, "filter": "(objectClass=user)"}
    return Store(export, bundled("active-directory"), live, samba.ADMIN_PASSWORD)


def bundled(name: str) -> str:
    text = (ROOT / "mappings" / f"{name}.yaml").read_text(encoding="utf-8")
    return text.replace(f"samples/{name}/people.ldif", "people.ldif")


def account(url: str, base: str, dn: str) -> dict[str, Any]:
    return {"url": url, "base": base, "bind_dn": dn, "bind_password": "${PASSWORD}"}


def converted(folder: Path, mapping: str, store: Store) -> tuple[list[str], dict[str, Any]]:
    """The users, each as its bytes, in the order of their names; and the summary."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    words = [sys.executable, "-m", "converter", "-m", "mapping.yaml", "-o", "out", "--replace"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PASSWORD": store.secret}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False, timeout=100)
    assert done.returncode in (0, 3), done.stderr.decode()
    written = b"".join(path.read_bytes() for path in sorted((folder / "out").iterdir()))
    assert store.secret.encode() not in written + done.stdout + done.stderr
    users = (folder / "out" / "users-00001.json").read_text(encoding="utf-8")
    summary = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
    decoder, found, place = json.JSONDecoder(), [], 1
    while users[place - 1] != "]":
        _, end = decoder.raw_decode(users, place)
        found.append(users[place:end])
        place = end + 1
    return sorted(found), {name: summary[name] for name in ("counts", "skipped_by_id", "passwords") if name in summary}


def test_a_mapping_writes_the_same_users(store: Store, folder: Path) -> None:
    before, after = store.mapping.index("source:\n"), store.mapping.index("skip:\n")
    where = next(line for line in store.mapping.splitlines() if line.startswith("  where:"))
    source = "".join(f"  {name}: {json.dumps(value)}\n" for name, value in {"type": "ldap", **store.live}.items())
    live = f"{store.mapping[:before]}source:\n{source}{where}\n{store.mapping[after:]}"

    exported = converted(folder, store.mapping, store)

    assert len(exported[0]) >= 7
    assert converted(folder, live, store) == exported


def values(kind: str, given: dict[str, Any], folder: Path, names: frozenset[str] | None) -> dict[str, Values]:
    module = SOURCES[kind]
    defaults = {field.name: field.default for field in module.FIELDS}
    settings = module.settings(defaults | given, folder)
    files = [InputFile("people.ldif", folder / "people.ldif")] if kind == "ldif" else []
    records = list(module.open_source(settings, files, Wanted(names, attribute_key)).records())
    assert all(isinstance(record, Record) for record in records)
    return {record.origin.dn: record.values for record in records if isinstance(record, Record)}


def test_every_value_of_an_export_is_that_of_the_server(store: Store, folder: Path) -> None:
    exported = values("ldif", {}, folder, None)
    names = frozenset(name for entry in exported.values() for name in entry)

    live = values("ldap", {**store.live, "bind_password": store.secret}, folder, names)

    assert {dn: live[dn] for dn in exported} == exported
    assert any(isinstance(value[0], bytes) for entry in exported.values() for value in entry.values())
