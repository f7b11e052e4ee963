"""Who is in the directories of the tests: invented people as their administrators would have entered them."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from tests.integration import ds389, samba, slapd

PASSWORD = "Lantern-4-Heron!"
"""Everybody's password, but for those who have none."""

_PHOTO = base64.b64encode(b"\xff\xd8\xff\xe0 not really a picture").decode()
_STAFF = (
    # uid, given name, family name, further lines
    (
        "ahall",
        "Ada",
        "Hall",
        ("title: Engineer", "telephoneNumber: +1 303 555 0101", "employeeNumber: 1001", "displayName: Ada Hall"),
    ),
    ("bkurz", "Börje", "Kürz", ("mail: b.kuerz@example.com", "preferredLanguage: de-DE", f"jpegPhoto:: {_PHOTO}")),
    (
        "cnguyen",
        "Chi",
        "Nguyen",
        (
            "employeeNumber: 1003",
            "l: Lyon",
            "manager: uid=ahall,ou=people,dc=example,dc=com",
            "description;lang-fr: Chargée de compte",
        ),
    ),
    ("dlocked", "Dora", "Locked", ("pwdAccountLockedTime: 20240101000000Z",)),
    ("edisabled", "Eli", "Disabled", ("pwdAccountLockedTime: 000001010000Z",)),
    ("freset", "Fay", "Reset", ("pwdReset: TRUE", "departmentNumber: 7", "departmentNumber: 11")),
    ("gold", "Gus", "Old", ("pwdChangedTime: 20150101000000Z", "telephoneNumber: 555 0199")),
    (
        "hcrypt",
        "Hal",
        "Crypt",
        ("userPassword:: " + base64.b64encode(b"{CRYPT}$1$salt$c3hXQ9xhOCQGjzvmZ0t5e0").decode(),),
    ),
)
_LONG = "x" * 200


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines) + "\n"


def _text(name: str, value: str) -> str:
    """A line of LDIF, in base64 where it has to be."""
    return f"{name}: {value}" if value.isascii() else f"{name}:: {base64.b64encode(value.encode()).decode()}"


def _person(place: str, uid: str, names: tuple[str, str], *further: str) -> str:
    given, family = names
    return _lines(
        f"dn: uid={uid},{place}",
        "objectClass: inetOrgPerson",
        f"uid: {uid}",
        _text("cn", f"{given} {family}"),
        _text("givenName", given),
        _text("sn", family),
        f"mail: {uid}@example.com",
        *(_text(*line.split(": ", 1)) if not line.isascii() else line for line in further),
    )


def _unit(name: str, suffix: str) -> str:
    return _lines(f"dn: ou={name},{suffix}", "objectClass: organizationalUnit", f"ou: {name}")


def _group(name: str, place: str, members: Sequence[str], *, kind: str = "groupOfNames") -> str:
    return _lines(f"dn: cn={name},{place}", f"objectClass: {kind}", f"cn: {name}", *(f"member: {m}" for m in members))


def _staff(place: str, stored: str, *, leave_out: str = "pwd", further: Sequence[str] = ()) -> str:
    people = []
    for uid, given, family, lines in _STAFF:
        own = [line for line in lines if not line.startswith(leave_out)]
        password = [] if any(line.startswith("userPassword") for line in own) else [stored]
        people.append(_person(place, uid, (given, family), *own, *password, *further))
    return "".join(people)


def openldap_tree() -> str:
    """OpenLDAP's entries, for slapadd: operational attributes may be given here."""
    units = "".join(_unit(name, slapd.SUFFIX) for name in ("people", "groups", "services"))
    place = f"ou=people,{slapd.SUFFIX}"
    robot = _person(f"ou=services,{slapd.SUFFIX}", "svc_backup", ("Backup", "Robot"), f"description: {_LONG}")
    nobody = _lines(f"dn: uid=nomail,{place}", "objectClass: inetOrgPerson", "uid: nomail", "cn: No Mail", "sn: Mail")
    policy = _lines(
        f"dn: cn=default,{slapd.SUFFIX}",
        "objectClass: organizationalRole",
        "objectClass: pwdPolicy",
        "cn: default",
        "pwdAttribute: userPassword",
        "pwdLockout: TRUE",
        "pwdMaxFailure: 3",
        "pwdMaxAge: 100000000",
        "pwdMustChange: TRUE",
    )
    return (
        slapd.ROOT
        + units
        + _staff(place, f"userPassword: {slapd.salted('SSHA', 'sha1', PASSWORD)}", leave_out="-")
        + robot
        + nobody
        + policy
    )


def openldap_groups() -> str:
    """Groups, for ldapadd: only then their members are told."""
    return _groups(slapd.SUFFIX)


def crowd(count: int) -> str:
    """A tree of many people who differ by their number only."""
    place = f"ou=people,{slapd.SUFFIX}"
    more = (_person(place, f"u{number}", ("Una", f"Number {number}")) for number in range(count))
    return slapd.ROOT + _unit("people", slapd.SUFFIX) + "".join(more)


def ds389_tree() -> str:
    """The entries of 389, for ldif2db."""
    place = f"ou=people,{ds389.SUFFIX}"
    units = "".join(_unit(name, ds389.SUFFIX) for name in ("people", "groups"))
    stored = f"userPassword: {slapd.salted('SSHA512', 'sha512', PASSWORD)}"
    reader = _lines(
        f"dn: {ds389.READER}",
        "objectClass: person",
        "cn: reader",
        "sn: reader",
        f"userPassword: {slapd.salted('SSHA512', 'sha512', ds389.READER_PASSWORD)}",
    )
    return (
        ds389.ROOT
        + reader
        + units
        + _staff(place, stored, further=["objectClass: nsMemberOf", "objectClass: nsAccount"])
    )


def ds389_changes() -> str:
    """What is done over the protocol: a policy, groups, a person who is disabled."""
    policy = _lines(
        "dn: cn=config",
        "changetype: modify",
        "replace: passwordLockout",
        "passwordLockout: on",
        "-",
        "replace: passwordMaxFailure",
        "passwordMaxFailure: 3",
    )
    disabled = _lines(
        f"dn: uid=edisabled,ou=people,{ds389.SUFFIX}", "changetype: modify", "add: nsAccountLock", "nsAccountLock: true"
    )
    readable = _lines(
        f"dn: {ds389.SUFFIX}",
        "changetype: modify",
        "add: aci",
        'aci: (targetattr="*")(version 3.0; acl "read"; allow (read,search,compare) userdn="ldap:///all";)',
    )
    groups = _groups(ds389.SUFFIX).replace("objectClass: group", "changetype: add\nobjectClass: group")
    return policy + disabled + readable + groups


def _groups(suffix: str) -> str:
    people, groups = f"ou=people,{suffix}", f"ou=groups,{suffix}"
    auditors = [f"uid={uid},{people}" for uid in ("ahall", "bkurz")]
    everybody = [f"uid={uid},{people}" for uid, *_ in _STAFF]
    return _group("Auditors", groups, auditors) + _group("Staff", groups, everybody)


_DISABLED, _NORMAL, _NEVER = 514, 512, 0x7FFFFFFFFFFFFFFF
_ACCOUNTS = (
    # sAMAccountName, given name, family name, further lines
    ("ahall", "Ada", "Hall", ("title: Engineer", "telephoneNumber: +1 303 555 0101", "employeeID: 1001", "c: US")),
    ("bkurz", "Börje", "Kürz", ("department: Vertrieb", "proxyAddresses: smtp:b.kuerz@example.com", "c: DE")),
    ("cnguyen", "Chi", "Nguyen", (f"manager: CN=Ada Hall,OU=Staff,{samba.SUFFIX}", f"thumbnailPhoto:: {_PHOTO}")),
    ("dlocked", "Dora", "Locked", ("company: Example",)),
    ("edisabled", "Eli", "Disabled", (f"userAccountControl: {_DISABLED}",)),
    ("fchange", "Fay", "Change", ("pwdLastSet: 0",)),
    ("gexpired", "Gus", "Expired", ("accountExpires: 130000000000000000",)),
    ("svc_backup", "Backup", "Robot", ("description: runs at night",)),
)


def domain_tree() -> str:
    """The entries of a domain, for ldapadd."""
    units = "".join(_unit(name, samba.SUFFIX) for name in ("Staff", "Groups"))
    place = f"OU=Staff,{samba.SUFFIX}"
    computer = _lines(
        f"dn: CN=LAPTOP7,CN=Computers,{samba.SUFFIX}",
        "objectClass: computer",
        "sAMAccountName: LAPTOP7$",
        "userAccountControl: 4096",
    )
    nobody = _lines(f"dn: CN=No Mail,{place}", "objectClass: user", "sAMAccountName: nomail", "sn: Mail")
    people = "".join(_account(place, name, (given, family), *lines) for name, given, family, lines in _ACCOUNTS)
    return units + people + computer + nobody + _domain_groups(place)


def _account(place: str, name: str, names: tuple[str, str], *further: str) -> str:
    shown = " ".join(names)
    control = any(line.startswith("userAccountControl") for line in further)
    return _lines(
        _text("dn", f"CN={shown},{place}"),
        "objectClass: user",
        _text("cn", shown),
        _text("displayName", shown),
        _text("givenName", names[0]),
        _text("sn", names[1]),
        f"sAMAccountName: {name}",
        f"userPrincipalName: {name}@legacy.example.com",
        f"mail: {name}@example.com",
        f"unicodePwd:: {samba.password(PASSWORD)}",
        *([] if control else [f"userAccountControl: {_NORMAL}"]),
        *further,
    )


def _domain_groups(place: str) -> str:
    groups = f"OU=Groups,{samba.SUFFIX}"
    staff = [f"CN={given} {family},{place}" for _, given, family, _ in _ACCOUNTS[:4]]
    written = [
        _lines(
            f"dn: CN={name},{groups}",
            "objectClass: group",
            f"sAMAccountName: {name}",
            *(_text("member", member) for member in members),
        )
        for name, members in (("Auditors", staff[:2]), ("All Staff", [*staff, f"CN=Auditors,{groups}"]))
    ]
    return "".join(written)


def domain_changes() -> str:
    """What makes an account lock itself: three wrong passwords."""
    return _lines(
        f"dn: {samba.SUFFIX}",
        "changetype: modify",
        "replace: lockoutThreshold",
        "lockoutThreshold: 3",
    )
