"""Accounts of database servers: PostgreSQL, SQL Server, Oracle, MySQL.

PostgreSQL's `md5` is salted with the role's name, so it is complete only with the account's name.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from converter.passwords.alphabets import exactly, hexadecimal
from converter.passwords.hash import Function, PasswordEncoding, PasswordHash, SaltPosition
from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.passwords.schemes.scheme import Scheme
from converter.regex import regex

_SUFFIX = SaltPosition.SUFFIX
_POSTGRESQL = 'PostgreSQL; chapter "Password Authentication", pg_authid.rolpassword'
_SQL_SERVER = "SQL Server; sys.sql_logins.password_hash"
_SCRAM = r"SCRAM-SHA-{}\$[1-9][0-9]*:[A-Za-z0-9+/]+=*\$[A-Za-z0-9+/]{{{}}}=:[A-Za-z0-9+/]{{{}}}="
_SCRAM_OBSTACLE = "SCRAM keeps a key derived from PBKDF2's result, from which Auth0 cannot check a password"


def _read_postgresql(text: str) -> PasswordHash:
    raw = exactly(hexadecimal(text.removeprefix("md5")), 16, what="digest")
    return PasswordHash(
        "postgresql-md5",
        Function.DIGEST,
        "md5",
        salt_position=_SUFFIX,
        obstacle="PostgreSQL's md5 is salted with the account's name, which is not known here",
        digest=raw,
    )


def _named(hash_: PasswordHash, account: str) -> PasswordHash:
    return replace(hash_, obstacle="", salt=account.encode("utf-8", "surrogatepass")) if account else hash_


def _read_sql_server_2005(text: str) -> PasswordHash:
    return _sql_server("mssql-2005", "sha1", raw=exactly(hexadecimal(text[6:]), 24, what="salt and digest"))


def _read_sql_server_2012(text: str) -> PasswordHash:
    return _sql_server("mssql-2012", "sha512", raw=exactly(hexadecimal(text[6:]), 68, what="salt and digest"))


def _sql_server(scheme: str, digest: str, *, raw: bytes) -> PasswordHash:
    return PasswordHash(
        scheme,
        Function.DIGEST,
        digest,
        salt_position=_SUFFIX,
        password_encoding=PasswordEncoding.UTF16LE,
        digest=raw[4:],
        salt=raw[:4],
    )


def _read_oracle(text: str) -> PasswordHash:
    raw = exactly(hexadecimal(text.removeprefix("S:")), 30, what="digest and salt")
    return PasswordHash("oracle-11g", Function.LDAP, "sha1", salt_position=_SUFFIX, digest=raw[:20], salt=raw[20:])


_FOREIGN = (
    Foreign(
        "scram-sha-256",
        "SCRAM-SHA-256",
        "PostgreSQL from 10, LDAP's authPassword; RFC 5803, RFC 7677",
        _SCRAM_OBSTACLE,
        regex(_SCRAM.format("256", 43, 43), re.ASCII),
        ("SCRAM-SHA-256$",),
    ),
    Foreign(
        "scram-sha-1",
        "SCRAM-SHA-1",
        "LDAP's authPassword; RFC 5802, RFC 5803",
        _SCRAM_OBSTACLE,
        regex(_SCRAM.format("1", 27, 27), re.ASCII),
        ("SCRAM-SHA-1$",),
    ),
    Foreign(
        "mysql-native",
        "MySQL's native password",
        "MySQL from 4.1, MariaDB; mysql_native_password",
        "MySQL takes SHA-1 of the SHA-1 of the password, and Auth0 takes it once",
        regex(r"\*[0-9A-F]{40}", re.ASCII),
        ("*40hex",),
    ),
    Foreign(
        "mysql-sha2",
        "MySQL's caching SHA-2 password",
        "MySQL from 8.0; caching_sha2_password",
        "MySQL's caching_sha2_password is a SHA-256-crypt, which Auth0 has no algorithm for",
        regex(r"\$A\$[0-9]{3}\$.{63}", re.DOTALL),
        ("$A$",),
    ),
    Foreign(
        "oracle-12c",
        "Oracle's 12C verifier",
        "Oracle Database from 12.1; sys.user$.spare4",
        "Oracle takes SHA-512 of PBKDF2's result, which Auth0 cannot do after it",
        regex(r"T:[0-9A-F]{160}", re.ASCII),
        ("T:",),
    ),
)

SCHEMES = (
    Scheme(
        "postgresql-md5",
        "MD5 of the password and the account's name",
        _POSTGRESQL,
        "md5",
        _read_postgresql,
        ("md5+32hex",),
        _named,
    ),
    Scheme(
        "mssql-2005",
        "SHA-1 of the password in UTF-16 and 4 bytes of salt",
        f"{_SQL_SERVER}, 2005 to 2008 R2",
        "sha1",
        _read_sql_server_2005,
        ("0x0100",),
    ),
    Scheme(
        "mssql-2012",
        "SHA-512 of the password in UTF-16 and 4 bytes of salt",
        f"{_SQL_SERVER}, from 2012",
        "sha512",
        _read_sql_server_2012,
        ("0x0200",),
    ),
    Scheme(
        "oracle-11g",
        "SHA-1 of the password and 10 bytes of salt",
        "Oracle Database 11g; sys.user$.spare4",
        "ldap",
        _read_oracle,
        ("S:",),
    ),
    *map(foreign_scheme, _FOREIGN),
)
