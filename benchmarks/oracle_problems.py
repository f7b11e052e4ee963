"""What goes wrong in real exports: each problem, what it does to an entry, and the reason a converter must give."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from ldif_text import folded
from oracle_people import Entry


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault. `edit` changes the entry (it may take values from an earlier one), `spoil` its LDIF text.

    `code` and `field` are the reason the sample mapping's run gives; the field is empty where no
    record could be read.
    """

    name: str
    code: str
    field: str = ""
    edit: Callable[[Entry, Entry], None] | None = None
    spoil: Callable[[bytes], bytes] | None = None


def _put(attribute: str, *values: str) -> Callable[[Entry, Entry], None]:
    def edit(entry: Entry, _: Entry) -> None:
        entry.values[attribute] = list(values)

    return edit


def _without_mail(entry: Entry, _: Entry) -> None:
    del entry.values["mail"]


def _mail_of_another(entry: Entry, earlier: Entry) -> None:
    entry.values["mail"] = [earlier.text("mail").swapcase()]


def _guid_of_another(entry: Entry, earlier: Entry) -> None:
    entry.values["orclguid"] = [earlier.text("orclguid").lower()]


def _second_guid(entry: Entry, _: Entry) -> None:
    entry.values["orclguid"] = [entry.text("orclguid"), entry.text("orclguid")[::-1]]


def _short_guid(entry: Entry, _: Entry) -> None:
    entry.values["orclguid"] = [entry.text("orclguid")[:-1]]


def _with_line(line: bytes) -> Callable[[bytes], bytes]:
    """Put the line in place of the surname, an attribute that every mapping of people reads."""

    def spoil(text: bytes) -> bytes:
        return re.sub(rb"^sn:.*\n(?: .*\n)*", lambda _: line + b"\n", text, count=1, flags=re.MULTILINE)

    return spoil


def _merged(text: bytes) -> bytes:
    """A second entry behind a line that looks empty and is not: by RFC 2849 it continues the line before it."""
    second = (
        b"dn: cn=merged,cn=Users,dc=acme,dc=com\nobjectclass: orclUserV2\nuid: merged\nsn: Merged\n"
        b"mail: merged@example.com\norclguid: 0D1E2F3A4B5C6D7E8F90A1B2C3D4E5F6\n"
    )
    return text + b" \n" + second


def _modification(text: bytes) -> bytes:
    name = re.match(rb"dn:.*\n(?: .*\n)*", text)
    assert name
    return name[0] + b"changetype: modify\nreplace: title\ntitle: Director\n-\n"


def _nameless(text: bytes) -> bytes:
    return re.sub(rb"\Adn:.*\n(?: .*\n)*", b"", text)


PROBLEMS = (
    Problem("no-mail", "required", "email", _without_mail),
    Problem("mail-without-tld", "format", "email", _put("mail", "night.porter@gatehouse")),
    Problem("mail-duplicate", "duplicate", "email", _mail_of_another),
    Problem("guid-duplicate", "duplicate", "user_id", _guid_of_another),
    Problem("two-guids", "multivalued", "user_id", _second_guid),
    Problem("short-guid", "invalid-value", "user_id", _short_guid),
    Problem("month-13", "invalid-value", "app_metadata.legacy_created_at", _put("createtimestamp", "20141301000000z")),
    Problem("long-given-name", "name-length", "given_name", _put("givenname", "Wolfe" + "schlegel" * 25)),
    Problem("two-surnames", "multivalued", "family_name", _put("sn", "Vance", "Vance-Ortiz")),
    Problem("login-with-blank", "username-characters", "username", _put("uid", "night porter")),
    Problem("cut-hash", "malformed-hash", "password", _put("userpassword", "{SSHA}bWFkZSB1cCBzYWx0")),
    Problem("broken-base64", "ldif-base64", spoil=_with_line(b"sn:: TWVsbG9u!!")),
    Problem("no-colon", "ldif-line", spoil=_with_line(b"sn is missing here")),
    Problem("merged-entries", "ldif-merged-entries", spoil=_merged),
    Problem("modification", "ldif-changetype", spoil=_modification),
    Problem("url-value", "ldif-url", spoil=_with_line(b"sn:< file:///etc/hostname")),
    Problem("latin-1", "ldif-encoding", spoil=_with_line(b"sn: M\xfchlbach")),
    Problem("latin-1-base64", "ldif-encoding", spoil=_with_line(b"sn:: " + base64.b64encode(b"M\xfchlbach"))),
    Problem("no-dn", "ldif-no-dn", spoil=_nameless),
)

CRYPT = "{CRYPT}$1$m4d3up00$Zx0u1yH0m2vQ9b3nW5cT8."
"""A password of a scheme that Auth0 does not take: such people wait for their first sign-in instead."""


def service_account(number: int) -> bytes:
    """An account that is no person but looks like one; the sample mapping skips it by its login."""
    return (
        f"dn: cn=svc_batch{number},cn=Users,dc=acme,dc=com\nobjectclass: top\nobjectclass: person\n"
        f"objectclass: orclUserV2\nuid: svc_batch{number}\ncn: svc_batch{number}\nsn: svc_batch{number}\n"
        f"mail: svc_batch{number}@example.com\norclguid: {number:032X}\ncreatetimestamp: 20120229080000z\n"
    ).encode()


def containers() -> list[bytes]:
    """The entries above and beside the people, which no mapping of people takes."""
    above = [
        b"dn: dc=acme,dc=com\nobjectclass: top\nobjectclass: domain\ndc: acme\n",
        b"dn: cn=Users,dc=acme,dc=com\nobjectclass: top\nobjectclass: orclContainer\ncn: Users\n",
        b"dn: cn=Groups,dc=acme,dc=com\nobjectclass: top\nobjectclass: orclContainer\ncn: Groups\n",
        b"dn: cn=OracleContext,dc=acme,dc=com\nobjectclass: top\nobjectclass: orclContext\ncn: OracleContext\n",
    ]
    places = [("Auditors", "cn=Groups"), ("Auditors", "cn=OracleContext"), ("Payroll", "cn=Groups")]
    return above + [_group(name, place) for name, place in places]


def _group(name: str, place: str) -> bytes:
    member = "uniquemember: cn=the very first administrator of the plant,cn=Users,dc=acme,dc=com"
    text = (
        f"dn: cn={name},{place},dc=acme,dc=com\nobjectclass: top\nobjectclass: groupOfUniqueNames\n"
        f"objectclass: orclGroup\ncn: {name}\n{folded(member)}\n"
    )
    return text.encode()
