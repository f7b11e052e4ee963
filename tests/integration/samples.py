"""Writes the samples of the bundled mappings, exported from real servers.

    python -m tests.integration.samples

Every run has other times and identifiers, so that what tests/acceptance expects is written anew: read the difference.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from converter.sources import ldap
from converter.sources.ldap_bind import bind
from tests.integration import people, samba, slapd
from tests.integration.authority import Authority

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "mappings" / "samples"
EXPECTED = ROOT / "tests" / "acceptance" / "data"
WRONG_PASSWORDS = 3


def write_openldap(authority: Authority) -> None:
    """By slapcat."""
    with slapd.server(authority.certificate(), entries=people.openldap_tree(), extra=slapd.OVERLAYS) as running:
        running.add(people.openldap_groups())
        running.export(SAMPLES / "openldap" / "people.ldif")


def write_active_directory(authority: Authority) -> None:
    """By ldapsearch, with one account that locked itself."""
    with samba.domain(authority.certificate()) as running:
        running.add(people.domain_tree())
        running.modify(people.domain_changes())
        values = {field.name: field.default for field in ldap.FIELDS}
        account = {"url": running.url, "base": samba.SUFFIX, "start_tls": True, "ca_file": str(authority.file)}
        for _ in range(WRONG_PASSWORDS):
            bind(ldap.settings(values | account, Path()), f"CN=Dora Locked,OU=Staff,{samba.SUFFIX}", "wrong")
        condition = "(|(objectClass=user)(&(objectClass=group)(!(isCriticalSystemObject=TRUE))))"
        wanted = ("*", "msDS-User-Account-Control-Computed")
        running.export(SAMPLES / "active-directory" / "people.ldif", condition, *wanted)


def write_expected(name: str, folder: Path) -> None:
    """The users that the mapping makes of its sample."""
    words = [sys.executable, "-m", "converter", "--mapping", str(ROOT / "mappings" / f"{name}.yaml")]
    subprocess.run([*words, "--output", str(folder / name)], capture_output=True, check=False)
    users = json.loads((folder / name / "users-00001.json").read_text(encoding="utf-8"))
    (EXPECTED / f"{name}-users.json").write_text(json.dumps(users, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        own = Authority(Path(name))
        write_openldap(own)
        write_active_directory(own)
        for each in ("openldap", "active-directory"):
            write_expected(each, Path(name))
