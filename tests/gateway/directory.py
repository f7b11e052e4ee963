"""A gateway in front of a directory, with a relay between the two that can fail."""

from __future__ import annotations

from pathlib import Path

from tests.integration import slapd
from tests.integration.relay import Relay

MAPPING = """\
version: 1
source:
  type: ldap
  url: ldap://127.0.0.1:{port}
  base: ou=people,{suffix}
  bind_dn: {reader}
  bind_password: ${{READER_PASSWORD}}
  where: includes(objectclass, 'inetOrgPerson')
skip: [{{id: robot, when: "matches(uid, '^svc_')"}}]
let: {{locked: present(pwdaccountlockedtime)}}
user:
  user_id: entryuuid
  email: lower(mail[0])
  email_verified: {{value: true, because: issued by HR}}
  username: uid
  given_name: givenname
  family_name: sn
  blocked: locked
  app_metadata: {{legacy_dn: dn, groups: rdn(memberof)}}
password: {{from: userpassword, unsupported: lazy}}
"""


def write_mapping(folder: Path, relay: Relay) -> Path:
    """A mapping whose directory is behind the relay; its password is in the environment."""
    path = folder / "directory.yaml"
    path.write_text(MAPPING.format(port=relay.port, suffix=slapd.SUFFIX, reader=slapd.READER), encoding="utf-8")
    return path
