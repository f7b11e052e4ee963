"""A throw-away OpenLDAP server on a socket of its own, and on loopback ports where that is asked for."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.integration.authority import Certificate
from tests.integration.processes import command, free_port, private_folder, process

PACKAGES = "slapd slapd-contrib ldap-utils"
SUFFIX = "dc=example,dc=com"
_MODULES = Path("/usr/lib/ldap")
_SCHEMAS = Path("/etc/ldap/schema")
ADMIN = f"cn=admin,{SUFFIX}"
ADMIN_PASSWORD = "admin-of-a-throw-away-server"
READER = f"cn=reader,{SUFFIX}"
READER_PASSWORD = "reader-of-a-throw-away-server"
SIZE_LIMIT = 500
"""How many entries anybody but the reader gets at most, in all pages together."""


def salted(label: str, algorithm: str, password: str) -> str:
    """A stored password as directories write salted ones (RFC 2307 and its successors), always the same."""
    salt = b"salty-as"
    digest = hashlib.new(algorithm, password.encode() + salt).digest()
    return f"{{{label}}}{base64.b64encode(digest + salt).decode()}"


ROOT = (
    f"dn: {SUFFIX}\nobjectClass: domain\ndc: example\n\n"
    f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\n"
    f"userPassword: {salted('SSHA', 'sha1', READER_PASSWORD)}\n\n"
)
"""The first entries of a server with people."""

OVERLAYS = """\
overlay memberof
memberof-group-oc groupOfNames
overlay ppolicy
ppolicy_default "cn=default,dc=example,dc=com"
ppolicy_use_lockout
"""
"""Groups told to their members, and a password policy, which is an entry of its own."""

PASSWORD_MODULES = {
    "pw-sha2": ["{SSHA256}", "{SSHA384}", "{SSHA512}", "{SHA256}", "{SHA384}", "{SHA512}"],
    "pw-pbkdf2": ["{PBKDF2}", "{PBKDF2-SHA1}", "{PBKDF2-SHA256}", "{PBKDF2-SHA512}"],
    "pw-apr1": ["{APR1}", "{BSDMD5}"],
    "argon2": ["{ARGON2}"],
}
"""The modules of the server, and the schemes that each of them makes."""


def missing() -> str:
    """What this machine lacks for such a server; empty where it lacks nothing."""
    commands = [name for name in ("slapd", "slappasswd", "slapcat", "ldapadd", "ldapwhoami") if not command(name)]
    modules = [name for name in PASSWORD_MODULES if not (_MODULES / f"{name}.so").exists()]
    return ", ".join([*commands, *modules])


def hashed(scheme: str, password: str, *, crypt: str = "") -> str:
    """A password as OpenLDAP stores it; `crypt` is the form of the salt for {CRYPT}."""
    words = ["-n", "-h", scheme, *(["-c", crypt] if crypt else []), "-o", f"module-path={_MODULES}"]
    module = next((name for name, schemes in PASSWORD_MODULES.items() if scheme in schemes), "")
    # one module alone: of several such options the last counts
    return run("slappasswd", *words, *(["-o", f"module-load={module}"] if module else []), "-s", password)


@dataclass(frozen=True)
class Server:
    """A server that runs; `folder` holds its configuration, database and socket."""

    folder: Path
    port: int = 0
    tls_port: int = 0
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ldapi://{quote(str(self.folder / 'socket'), safe='')}"

    def add(self, entries: str) -> None:
        """Add entries over the protocol, as an administrator does."""
        run("ldapadd", "-x", "-H", self.url, "-D", ADMIN, "-w", ADMIN_PASSWORD, entered=entries)

    def lets_in(self, dn: str, password: str) -> bool:
        """Does the server accept the password?"""
        words = [command("ldapwhoami"), "-x", "-H", self.url, "-D", dn, "-w", password]
        return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0

    def kill(self) -> None:
        """End the server at once, as a power cut does."""
        for started in self._started:
            started.kill()
            started.wait()

    def export(self, path: Path) -> None:
        """Write everything as LDIF, as an administrator does."""
        run("slapcat", "-f", str(self.folder / "slapd.conf"), "-b", SUFFIX, "-l", str(path))


@contextmanager
def server(
    certificate: Certificate | None = None, *, entries: str = "", extra: str = "", tls: bool = True
) -> Iterator[Server]:
    """A server while the block runs: on its ports where there is a certificate, with the entries from the beginning.

    `extra` is configuration of the database; without `tls` the certificate is not used.
    """
    with private_folder("slapd") as folder:
        ports = (free_port(), free_port()) if certificate else (0, 0)
        running = Server(folder, *ports)
        (folder / "db").mkdir()
        configuration = [*_configuration(folder, certificate if tls else None), *extra.splitlines(), ""]
        (folder / "slapd.conf").write_text("\n".join(configuration), encoding="utf-8")
        first = entries or f"dn: {SUFFIX}\nobjectClass: domain\ndc: example\n"
        run("slapadd", "-q", "-f", str(folder / "slapd.conf"), entered=first)
        # a copy, since some systems confine the one in its place to its usual folders
        program = shutil.copy(command("slapd"), folder / "slapd")
        urls = [
            running.url,
            *([f"ldap://127.0.0.1:{ports[0]}/", f"ldaps://127.0.0.1:{ports[1]}/"] if certificate else []),
        ]
        words = [program, "-f", folder / "slapd.conf", "-h", " ".join(urls), "-d", "0"]
        with process(words, lambda: running.lets_in(ADMIN, ADMIN_PASSWORD)) as started:
            running._started.append(started)
            yield running


def entry(uid: str, stored: list[str]) -> str:
    """A person with such stored passwords."""
    values = "".join(f"userPassword:: {base64.b64encode(value.encode()).decode()}\n" for value in stored)
    return (
        f"dn: uid={uid},{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
        f"mail: {uid}@example.com\n{values}\n"
    )


def _configuration(folder: Path, certificate: Certificate | None) -> list[str]:
    return [
        *(f"include {_SCHEMAS / name}.schema" for name in ("core", "cosine", "inetorgperson")),
        f"modulepath {_MODULES}",
        *(f"moduleload {name}" for name in ("back_mdb", "memberof", "ppolicy", *PASSWORD_MODULES)),
        *(
            [
                f"TLSCACertificateFile {certificate.authority}",
                f"TLSCertificateFile {certificate.file}",
                f"TLSCertificateKeyFile {certificate.key}",
                "TLSVerifyClient allow",
            ]
            if certificate
            else []
        ),
        f"sizelimit {SIZE_LIMIT}",
        "database mdb",
        "maxsize 268435456",
        f'suffix "{SUFFIX}"',
        f'rootdn "{ADMIN}"',
        f"rootpw {ADMIN_PASSWORD}",
        f'limits dn.exact="{READER}" size.prtotal=unlimited',
        f"directory {folder / 'db'}",
    ]


def run(name: str, *words: str, entered: str = "") -> str:
    """A program of the server's; gives what it prints."""
    done = subprocess.run([command(name), *words], input=entered.encode(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, f"{name}: {done.stderr.decode()}"
    return done.stdout.decode().strip()
