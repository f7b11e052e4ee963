"""Invented people, as Oracle Internet Directory holds them. The same seed gives the same people."""

from __future__ import annotations

import base64
import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

SUFFIX = "dc=acme,dc=com"
PEOPLE = f"cn=Users,{SUFFIX}"
GROUPS = f"cn=groups,{SUFFIX}"
CLASSES = ["top", "person", "organizationalPerson", "inetOrgPerson", "orclUser", "orclUserV2"]
IDENTITY = ("dn", "objectclass", "uid", "cn", "sn", "givenname", "displayname", "mail", "telephonenumber")
WORK = ("title", "departmentnumber", "employeenumber", "l", "c", "preferredlanguage", "manager", "memberof")
ACCOUNT = ("orclguid", "orclisenabled", "pwdaccountlockedtime", "pwdchangedtime", "createtimestamp", "modifytimestamp")
REST = ("orclactivestartdate", "orclactiveenddate", "userpassword", "description", "description;lang-fr", "jpegphoto")
COLUMNS = IDENTITY + WORK + ACCOUNT + REST
"""Every attribute that a person may have: the columns of the CSV form."""


@dataclass(slots=True)
class Entry:
    """One entry of the directory: lower-case attribute name → values, in the order they are written."""

    dn: str
    values: dict[str, list[str | bytes]]

    def text(self, attribute: str) -> str:
        """The first value of an attribute that holds text."""
        value = self.values[attribute][0]
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True)
class Country:
    """Where a person works: names, towns, mail domain and the ways telephone numbers are spelt there."""

    code: str
    language: str
    domain: str
    towns: list[str]
    given: list[str]
    family: list[str]
    phones: list[str]


def _countries() -> dict[str, Country]:
    text = (Path(__file__).parent / "countries.toml").read_text("utf-8")
    return {code: Country(code, **facts) for code, facts in tomllib.loads(text).items()}


COUNTRIES = _countries()
TITLES = ("Accountant", "Buyer", "Chemist", "Draughtsman", "Electrician", "Foreman", "Geologist", "Payroll Clerk")
GROUP_NAMES = (
    *("Auditors", "Buyers", "Payroll", "Plant-Managers", "Readers", "Approvers", "Contractors", "Travellers"),
    *("Fire-Wardens", "Sales\\, Europe", "Board Room", "Prüfer"),
)
SCHEMES = ("SSHA",) * 10 + ("SSHA512",) * 3 + ("SSHA256",) * 2 + ("SHA",) * 2 + ("MD5", "SMD5", "")
DIGESTS = {"SHA": "sha1", "SSHA": "sha1", "SSHA256": "sha256", "SSHA512": "sha512", "MD5": "md5", "SMD5": "md5"}
YEAR_2009, YEAR_2026 = 1230768000, 1767225600


def password_of(number: int) -> str:
    """The made-up password of person `number`."""
    return f"Lantern-{number}-Heron"


def stored(scheme: str, password: str, salt: bytes) -> str:
    """A password as RFC 2307 and its salted relatives store it: base64 of digest(password ‖ salt) ‖ salt."""
    salt = salt if scheme.startswith(("SS", "SM")) else b""
    digest = hashlib.new(DIGESTS[scheme], password.encode() + salt).digest()
    return f"{{{scheme}}}{base64.b64encode(digest + salt).decode()}"


def timestamp(seconds: int) -> str:
    """GeneralizedTime as the directory writes it, with its small z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d%H%M%Sz")


@cache
def plain(name: str) -> str:
    """A name in the letters that addresses and logins use."""
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace(" ", "")).encode("ascii", "ignore")
    return folded.decode().lower() or "x"


class Directory:
    """Draws people one after the other; each may have an earlier one as manager."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._managers: list[str] = []

    def person(self, number: int) -> Entry:
        """The next person; `number` makes login, address and staff number unique."""
        country = self._country()
        given, family = self._pick(country.given), self._pick(country.family)
        values: dict[str, list[str | bytes]] = {"objectclass": list(CLASSES)}
        values |= self._names(number, given, family)
        values["mail"] = list(self._addresses(number, given, family, country))
        values |= self._place(number, country) | self._account(number) | self._extras(number, country)
        cn = values["cn"][0]
        assert isinstance(cn, str)
        dn = f"cn={cn.replace(',', chr(92) + ',')},{PEOPLE}"
        if number % 9 == 1:
            self._managers = [*self._managers[-40:], dn]
        return Entry(dn, values)

    def _country(self) -> Country:
        place = self._random.random()
        return COUNTRIES["US" if place < 0.6 else "DE" if place < 0.8 else "FR" if place < 0.93 else "XX"]

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _pick(self, values: tuple[str, ...] | list[str]) -> str:
        return values[int(self._random.random() * len(values))]

    def _names(self, number: int, given: str, family: str) -> dict[str, list[str | bytes]]:
        uid = f"{plain(given)[:1]}{plain(family).replace(chr(39), '')[:6]}{number}"
        uid = uid.upper() if self._chance(0.1) else uid
        full = f"{given} {family}"
        shown: dict[str, list[str | bytes]] = {"uid": [uid], "cn": [uid, full], "sn": [family], "givenname": [given]}
        if self._chance(0.85):
            return shown | {"displayname": [full]}
        return shown | {"cn": [f"{family}, {given} {number}" if self._chance(0.3) else f"{full} {number}"]}

    def _addresses(self, number: int, given: str, family: str, country: Country) -> list[str]:
        given, family = plain(given), plain(family)
        if self._chance(0.3):
            given, family = given.capitalize(), family.capitalize()
        address = f"{given}.{family}{number}@{country.domain}"
        return [address, f"{family}.{number}@alias.example.org"] if self._chance(0.12) else [address]

    def _place(self, number: int, country: Country) -> dict[str, list[str | bytes]]:
        values: dict[str, list[str | bytes]] = {}
        if self._chance(0.8):
            digits = f"{int(self._random.random() * 100):02d}"
            values["telephonenumber"] = [self._pick(country.phones).replace("##", digits)]
        values["title"] = [self._pick(TITLES)]
        values["departmentnumber"] = [f"D-{int(self._random.random() * 90) + 10}"]
        values["employeenumber"] = [str(100_000 + number)]
        values["l"] = [self._pick(country.towns)]
        values["c"] = [country.code]
        if country.language and self._chance(0.8):
            values["preferredlanguage"] = [country.language]
        if self._managers and self._chance(0.7):
            values["manager"] = [self._pick(self._managers)]
        groups = self._groups()
        return values | ({"memberof": groups} if groups else {})

    def _groups(self) -> list[str | bytes]:
        """Groups below the group container, one level deeper, and of the same name where they mean nothing."""
        groups: dict[str, None] = {}
        for _ in range(int(self._random.random() * 5)):
            name, place = self._pick(GROUP_NAMES), self._random.random()
            if place < 0.7:
                groups[f"cn={name},{GROUPS}"] = None
            elif place < 0.85:
                groups[f"cn={name},cn=Plant 7,cn=Groups,{SUFFIX}"] = None
            else:
                groups[f"cn={name},cn=OracleContext,{SUFFIX}"] = None
        return list(groups)

    def _account(self, number: int) -> dict[str, list[str | bytes]]:
        random = self._random
        created = YEAR_2009 + int(random.random() * (YEAR_2026 - YEAR_2009))
        changed = created + int(random.random() * (YEAR_2026 - created))
        values: dict[str, list[str | bytes]] = {"orclguid": [f"{random.getrandbits(128):032X}"]}
        state = random.random()
        if state < 0.8:
            values["orclisenabled"] = ["ENABLED" if state < 0.74 else "DISABLED"]
        if self._chance(0.03):
            values["pwdaccountlockedtime"] = [timestamp(changed)]
        scheme = self._pick(SCHEMES)
        if scheme:
            values["pwdchangedtime"] = [timestamp(changed)]
            values["userpassword"] = [stored(scheme, password_of(number), random.randbytes(8))]
        values["createtimestamp"] = [timestamp(created)]
        values["modifytimestamp"] = [timestamp(changed)]
        if self._chance(0.1):
            values["orclactivestartdate"] = [timestamp(created)]
            values["orclactiveenddate"] = [timestamp(changed + 400 * 86400)]
        return values

    def _extras(self, number: int, country: Country) -> dict[str, list[str | bytes]]:
        values: dict[str, list[str | bytes]] = {}
        if self._chance(0.15):
            text = f"Moved from the old payroll on its last day; staff file {number} is kept in the cellar, shelf B"
            values["description"] = [f" {text}" if self._chance(0.3) else text]
        if country.code == "FR" and self._chance(0.3):
            values["description;lang-fr"] = ["Détachée à l'usine de Pau"]
        if self._chance(0.05):
            values["jpegphoto"] = [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + self._random.randbytes(360) + b"\xff\xd9"]
        return values
