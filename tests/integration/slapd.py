"""A throw-away OpenLDAP server on a socket of its own: no port, no privileges, nothing left behind."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PACKAGES = "slapd slapd-contrib ldap-utils"
SUFFIX = "dc=example,dc=com"
_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
_MODULES = Path("/usr/lib/ldap")
_SCHEMAS = Path("/etc/ldap/schema")
_ADMIN = f"cn=admin,{SUFFIX}"
_ADMIN_PASSWORD = "admin-of-a-throw-away-server"
PASSWORD_MODULES = {
    "pw-sha2": ["{SSHA256}", "{SSHA384}", "{SSHA512}", "{SHA256}", "{SHA384}", "{SHA512}"],
    "pw-pbkdf2": ["{PBKDF2}", "{PBKDF2-SHA1}", "{PBKDF2-SHA256}", "{PBKDF2-SHA512}"],
    "pw-apr1": ["{APR1}", "{BSDMD5}"],
    "argon2": ["{ARGON2}"],
}
"""The modules of the server, and the schemes that each of them makes."""


def missing() -> str:
    """What this machine lacks for such a server; empty where it lacks nothing."""
    commands = [name for name in ("slapd", "slappasswd", "slapcat", "ldapadd", "ldapwhoami") if not _command(name)]
    modules = [name for name in PASSWORD_MODULES if not (_MODULES / f"{name}.so").exists()]
    return ", ".join([*commands, *modules])


def hashed(scheme: str, password: str, *, crypt: str = "") -> str:
    """A password as OpenLDAP stores it; `crypt` is the form of the salt for {CRYPT}."""
    words = ["-n", "-h", scheme, *(["-c", crypt] if crypt else []), "-o", f"module-path={_MODULES}"]
    module = next((name for name, schemes in PASSWORD_MODULES.items() if scheme in schemes), "")
    # one module alone: of several such options the last counts
    return _run("slappasswd", *words, *(["-o", f"module-load={module}"] if module else []), "-s", password)


@dataclass(frozen=True)
class Server:
    """A server that runs; `folder` holds its configuration, database and socket."""

    folder: Path

    @property
    def url(self) -> str:
        return f"ldapi://{quote(str(self.folder / 'socket'), safe='')}"

    def add(self, entries: str) -> None:
        """Add entries over the protocol, as an administrator does."""
        _run("ldapadd", "-x", "-H", self.url, "-D", _ADMIN, "-w", _ADMIN_PASSWORD, entered=entries)

    def lets_in(self, dn: str, password: str) -> bool:
        """Does the server accept the password?"""
        words = [_command("ldapwhoami"), "-x", "-H", self.url, "-D", dn, "-w", password]
        return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0

    def export(self, path: Path) -> None:
        """Write everything as LDIF, as an administrator does."""
        _run("slapcat", "-f", str(self.folder / "slapd.conf"), "-b", SUFFIX, "-l", str(path))


@contextmanager
def server() -> Iterator[Server]:
    """A server while the block runs."""
    # a socket's path has at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="slapd-", dir="/tmp"))
    try:
        (folder / "db").mkdir()
        (folder / "slapd.conf").write_text(_configuration(folder), encoding="utf-8")
        # a copy, since some systems confine the one in its place to its usual folders
        program = shutil.copy(_command("slapd"), folder / "slapd")
        running = Server(folder)
        words = [program, "-f", folder / "slapd.conf", "-h", running.url, "-d", "0"]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(running, process)
            running.add(f"dn: {SUFFIX}\nobjectClass: domain\ndc: example\n")
            yield running
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def entry(uid: str, stored: list[str]) -> str:
    """A person with such stored passwords."""
    values = "".join(f"userPassword:: {base64.b64encode(value.encode()).decode()}\n" for value in stored)
    return (
        f"dn: uid={uid},{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
        f"mail: {uid}@example.com\n{values}\n"
    )


def _configuration(folder: Path) -> str:
    return "\n".join(
        [
            *(f"include {_SCHEMAS / name}.schema" for name in ("core", "cosine", "inetorgperson")),
            f"modulepath {_MODULES}",
            *(f"moduleload {name}" for name in ("back_mdb", *PASSWORD_MODULES)),
            "database mdb",
            "maxsize 16777216",
            f'suffix "{SUFFIX}"',
            f'rootdn "{_ADMIN}"',
            f"rootpw {_ADMIN_PASSWORD}",
            f"directory {folder / 'db'}",
            "",
        ]
    )


def _wait(running: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not running.lets_in(_ADMIN, _ADMIN_PASSWORD):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("slapd did not start")
        time.sleep(0.05)


def _command(name: str) -> str:
    return shutil.which(name, path=_PATH) or ""


def _run(name: str, *words: str, entered: str = "") -> str:
    done = subprocess.run(
        [_command(name), *words], input=entered.encode(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"{name}: {done.stderr.decode()}"
    return done.stdout.decode().strip()
