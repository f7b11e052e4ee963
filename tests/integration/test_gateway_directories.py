"""The gateway in front of 389 Directory Server and of a domain of Active Directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.served import Served, served
from tests.integration import ds389, people, samba

pytestmark = pytest.mark.slow
WRONG = "not-the-password"
IN_389 = f"""\
version: 1
source:
  type: ldap
  url: URL
  base: ou=people,{ds389.SUFFIX}
  bind_dn: {ds389.READER}
  bind_password: ${{READER_PASSWORD}}
user:
  user_id: nsuniqueid
  email: lower(mail[0])
  email_verified: {{value: true, because: issued by HR}}
  username: uid
"""
IN_DOMAIN = f"""\
version: 1
source:
  type: ldap
  url: URL
  start_tls: true
  ca_file: authority.pem
  base: OU=Staff,{samba.SUFFIX}
  bind_dn: {samba.ADMIN}
  bind_password: ${{READER_PASSWORD}}
  filter: (objectCategory=person)
user:
  user_id: guid(objectguid)
  email: lower(mail[0])
  email_verified: {{value: true, because: issued by HR}}
  username: samaccountname
"""


def ask_everybody(gateway: Served) -> None:
    """Right, wrong, unknown, locked."""
    right = gateway.login("ahall", people.PASSWORD)
    assert (right.status, right.body["user"]["email"]) == (200, "ahall@example.com")
    assert gateway.login("AHALL@EXAMPLE.COM", people.PASSWORD).body == right.body
    assert gateway.get_user("ahall@example.com").body == right.body
    # one whom no other test locks out
    assert gateway.login("bkurz", WRONG).body == {"error": "wrong"}
    assert gateway.login("nobody", people.PASSWORD).body == {"error": "wrong"}
    assert gateway.login("a*", people.PASSWORD).body == {"error": "wrong"}
    assert gateway.login("edisabled", people.PASSWORD).body == {"error": "locked"}


def test_389(directory_389: ds389.Server, folder: Path) -> None:
    mapping = folder / "389.yaml"
    mapping.write_text(IN_389.replace("URL", directory_389.url), encoding="utf-8")
    with served(mapping, folder, "--floor", "0.02", READER_PASSWORD=ds389.READER_PASSWORD) as gateway:
        ask_everybody(gateway)


def test_active_directory(domain: samba.Domain, folder: Path) -> None:
    mapping = folder / "domain.yaml"
    mapping.write_text(IN_DOMAIN.replace("URL", domain.url), encoding="utf-8")
    with served(mapping, folder, "--floor", "0.02", READER_PASSWORD=samba.ADMIN_PASSWORD) as gateway:
        ask_everybody(gateway)
        assert gateway.login("fchange", people.PASSWORD).body == {"error": "must_change"}
