"""A throw-away 389 Directory Server on a loopback port, configured by hand: its installer wants systemd and root."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.processes import accepts, as_user, command, free_port, private_folder, process

PACKAGES = "389-ds-base ldap-utils"
SUFFIX = "dc=example,dc=com"
ADMIN = "cn=Directory Manager"
ADMIN_PASSWORD = "manager-of-a-throw-away-server"
READER = f"cn=reader,{SUFFIX}"
READER_PASSWORD = "reader-of-a-throw-away-server"
ROOT = f"dn: {SUFFIX}\nobjectClass: top\nobjectClass: domain\ndc: example\n\n"
_TEMPLATE = Path("/usr/share/dirsrv/data/template-dse.ldif")
_USER = "dirsrv"
_FOLDERS = tuple(f"{name}_dir" for name in ("lock", "tmp", "cert", "ldif", "bak", "run", "inst", "log", "config"))
_FOLDERS += ("db_dir", "db_home_dir")
_BACKEND = """
dn: cn=userroot,cn=ldbm database,cn=plugins,cn=config
objectClass: extensibleObject
objectClass: nsBackendInstance
cn: userroot
nsslapd-suffix: {suffix}
nsslapd-directory: {folder}/db_dir/userroot

dn: cn=dc\\3Dexample\\2Cdc\\3Dcom,cn=mapping tree,cn=config
objectClass: extensibleObject
objectClass: nsMappingTree
cn: {suffix}
nsslapd-state: backend
nsslapd-backend: userroot
"""


def missing() -> str:
    """What this machine lacks for such a server; empty where it lacks nothing."""
    commands = [name for name in ("ns-slapd", "pwdhash", "ldapmodify", "ldapsearch") if not command(name)]
    return ", ".join([*commands, *([] if _TEMPLATE.exists() else [str(_TEMPLATE)])])


@dataclass(frozen=True)
class Server:
    """A server that runs; `folder` holds its configuration and database."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    def modify(self, changes: str) -> None:
        """Change entries over the protocol, as an administrator does; also those below cn=config."""
        self._run("ldapmodify", entered=changes)

    def export(self, path: Path) -> None:
        """Write everything as LDIF, by a task of the server's own, as its console does."""
        number = len(list((self.folder / "ldif_dir").iterdir()))
        written, name = self.folder / "ldif_dir" / f"{number}.ldif", f"cn={number},cn=export,cn=tasks,cn=config"
        task = f"objectClass: top\nobjectClass: extensibleObject\ncn: {number}\nnsInstance: userroot\n"
        self.modify(f"dn: {name}\nchangetype: add\n{task}nsFilename: {written}\n")
        for _ in range(200):
            found = self._run("ldapsearch", "-LLL", "-b", name, "-s", "base", "nsTaskExitCode")
            if b"nsTaskExitCode: 0" in found:
                break
            time.sleep(0.05)
        shutil.copy(written, path)

    def _run(self, name: str, *words: str, entered: str = "") -> bytes:
        login = ["-x", "-H", self.url, "-D", ADMIN, "-w", ADMIN_PASSWORD]
        done = subprocess.run(
            [command(name), *login, *words], input=entered.encode(), capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def server(entries: str) -> Iterator[Server]:
    """A server with these entries while the block runs."""
    with private_folder("ds389", owner=_USER) as folder:
        running = Server(folder, free_port())
        _configure(folder, running.port)
        (folder / "ldif_dir" / "seed.ldif").write_text(entries, encoding="utf-8")
        config = str(folder / "config_dir")
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, _USER)
        _offline(folder, "ldif2db", "-D", config, "-n", "userroot", "-i", str(folder / "ldif_dir" / "seed.ldif"))
        words = [command("ns-slapd"), "-D", config, "-i", str(folder / "pid"), "-d", "0"]
        with process(words, lambda: accepts(running.port), **as_user(_USER)):
            yield running


def _configure(folder: Path, port: int) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir()
    (folder / "db_dir" / "userroot").mkdir()
    (folder / "config_dir" / "schema").mkdir()
    hashed = subprocess.run(
        [command("pwdhash"), "-s", "SSHA512", ADMIN_PASSWORD], capture_output=True, check=True, timeout=30
    )
    values = {name: str(folder / name) for name in _FOLDERS} | {
        "schema_dir": str(folder / "config_dir" / "schema"),
        "ds_port": str(port),
        "ds_user": _USER if os.geteuid() == 0 else getpass.getuser(),
        "rootdn": ADMIN,
        "ds_passwd": hashed.stdout.decode().strip(),
        "ldapi": str(folder / "socket"),
        "ldapi_enabled": "off",
        "ldapi_autobind": "off",
        "ds_suffix": SUFFIX,
        "fqdn": "localhost",
        "db_lib": "mdb",
    }
    text = re.sub(r"%(\w+)%", lambda match: values[match[1]], _TEMPLATE.read_text(encoding="utf-8"))
    text = text.replace("nsslapd-port:", "nsslapd-listenhost: 127.0.0.1\nnsslapd-port:", 1)
    plugin = text.index("dn: cn=MemberOf Plugin")
    text = text[:plugin] + text[plugin:].replace("nsslapd-pluginenabled: off", "nsslapd-pluginEnabled: on", 1)
    config = folder / "config_dir"
    text = text.rstrip("\n") + "\n" + _BACKEND.format(suffix=SUFFIX, folder=folder)
    (config / "dse.ldif").write_text(text, encoding="utf-8")
    (config / "slapd-collations.conf").write_text("", encoding="utf-8")
    schema = "dn: cn=schema\nobjectClass: top\nobjectClass: ldapSubentry\nobjectClass: subschema\ncn: schema\n"
    (config / "schema" / "99user.ldif").write_text(schema, encoding="utf-8")


def _offline(folder: Path, *words: str) -> None:
    done = subprocess.run(
        [command("ns-slapd"), *words], capture_output=True, check=False, timeout=60, cwd=folder, **as_user(_USER)
    )
    assert done.returncode == 0, f"{words[0]}: {done.stdout.decode()[-2000:]}{done.stderr.decode()[-2000:]}"
