"""One gateway over a small export, for the tests that ask it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.served import Served, served

PEOPLE = """\
dn: uid=ann,dc=example,dc=com
objectclass: person
uid: ann
mail: Ann.Lee@Example.com
cn: Ann Lee
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==

dn: uid=crypt,dc=example,dc=com
objectclass: person
uid: crypt
mail: crypt@example.com
userpassword: {CRYPT}$6$saltsalt$pn.eNCAqRIao3pxsOGdjVa9wVR7Rb/3WnbxOluoQKVZPzLuyetx3yF6VIZDfQnn/arrFVfrq3BqRb9gLqhI5z0

dn: uid=none,dc=example,dc=com
objectclass: person
uid: none
mail: none@example.com

dn: uid=apr,dc=example,dc=com
objectclass: person
uid: apr
mail: apr@example.com
userpassword: $apr1$saltsalt$6BwcdpRros16.J9J/tHRr/

dn: uid=blocked,dc=example,dc=com
objectclass: person
uid: blocked
mail: blocked@example.com
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==
pwdaccountlockedtime: 20240101000000Z

dn: uid=broken,dc=example,dc=com
objectclass: person
uid: broken
mail: broken@nowhere
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==

dn: uid=ann2,dc=example,dc=com
objectclass: person
uid: ann2
mail: ann.lee@example.com
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==

dn: uid=svc_x,dc=example,dc=com
objectclass: person
uid: svc_x
mail: svc@example.com
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==
"""
MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif, where: "includes(objectclass, 'person')"}
skip: [{id: program, when: "matches(uid, '^svc_')"}]
user:
  user_id: uid
  email: lower(mail[0])
  email_verified: {value: true, because: issued by HR}
  username: uid
  name: cn
  blocked: present(pwdaccountlockedtime)
  app_metadata: {legacy_dn: dn}
password: {from: userpassword, unsupported: lazy}
"""
PASSWORD = "Pass Wörd 1"
CRYPTED = "Hello world!"


@pytest.fixture(scope="session")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "people.ldif").write_text(PEOPLE, encoding="utf-8")
    (folder / "people.yaml").write_text(MAPPING, encoding="utf-8")
    return folder / "people.yaml"


@pytest.fixture(scope="session")
def gateway(mapping: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(mapping, tmp_path_factory.mktemp("log"), "--floor", "0.02", "--failures", "1000") as running:
        yield running
