"""A throw-away Active Directory domain, kept by Samba, behind a relay on a loopback port; StartTLS is required."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.authority import Certificate
from tests.integration.processes import command, private_folder, process
from tests.integration.relay import Relay, relay, to_socket

PACKAGES = "samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules ldap-utils"
SUFFIX = "DC=legacy,DC=example,DC=com"
ADMIN = f"CN=Administrator,CN=Users,{SUFFIX}"
ADMIN_PASSWORD = "Passw0rd!23-of-a-throw-away-domain"
_PYTHON = "/usr/bin/python3"  # Samba's library belongs to the system's Python
_PROVISION = f"""
import logging, sys
import samba.dsdb, samba.param
from samba.auth import system_session
from samba.provision import FILL_FULL, provision
folder = sys.argv[1]
open(folder + "/etc/smb.conf", "w").close()
settings = samba.param.LoadParm()
settings.load(folder + "/etc/smb.conf")
provision(logging.getLogger(), system_session(), smbconf=folder + "/etc/smb.conf", targetdir=folder,
          samdb_fill=FILL_FULL, realm="LEGACY.EXAMPLE.COM", domain="LEGACY", adminpass="{ADMIN_PASSWORD}",
          hostname="dc1", hostip="127.0.0.1", serverrole="active directory domain controller", dns_backend="NONE",
          use_rfc2307=True, skip_sysvolacl=True, dom_for_fun_level=samba.dsdb.DS_DOMAIN_FUNCTION_2008_R2, lp=settings)
"""


def missing() -> str:
    """What this machine lacks for such a domain; empty where it lacks nothing."""
    commands = [name for name in ("samba", "ldapadd", "ldapsearch") if not command(name)]
    if commands:
        return ", ".join(commands)
    probe = [_PYTHON, "-c", "import samba.provision"]
    return "" if subprocess.run(probe, capture_output=True, check=False).returncode == 0 else "samba for Python"


@dataclass(frozen=True)
class Domain:
    """A domain controller that runs. Its relay is the only way to it."""

    relay: Relay
    authority: Path

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.relay.port}"

    def add(self, entries: str) -> None:
        """Add entries over the protocol, as an administrator does."""
        self._run("ldapadd", entered=entries)

    def modify(self, changes: str) -> None:
        """Change entries over the protocol."""
        self._run("ldapmodify", entered=changes)

    def export(self, path: Path, condition: str, *attributes: str) -> None:
        """Write entries as LDIF, as ldapsearch prints them."""
        words = ["-LLL", "-E", "pr=100/noprompt", "-o", "ldif-wrap=76", "-b", SUFFIX, condition, *attributes]
        path.write_bytes(self._run("ldapsearch", *words))

    def _run(self, name: str, *words: str, entered: str = "") -> bytes:
        login = ["-x", "-ZZ", "-H", self.url, "-D", ADMIN, "-w", ADMIN_PASSWORD]
        done = subprocess.run(
            [command(name), *login, *words],
            input=entered.encode(),
            env={**os.environ, "LDAPTLS_CACERT": str(self.authority)},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{name}: {done.stderr.decode()}"
        return done.stdout


@contextmanager
def domain(certificate: Certificate) -> Iterator[Domain]:
    """A domain while the block runs."""
    with private_folder("samba") as folder:
        for name in ("etc", "run", "run/ncalrpc", "run/lock", "run/winbindd"):
            (folder / name).mkdir()
        subprocess.run([_PYTHON, "-c", _PROVISION, folder], capture_output=True, check=True, timeout=100)
        path = folder / "private" / "ldapi"
        with process(_words(folder, certificate), path.exists), relay(to_socket(str(path))) as passing:
            yield Domain(passing, certificate.authority)


def password(text: str) -> str:
    """A password as Active Directory takes it in `unicodePwd`, in base64."""
    return base64.b64encode(f'"{text}"'.encode("utf-16-le")).decode()


def _words(folder: Path, certificate: Certificate) -> Sequence[str]:
    private = folder / "private" / "tls"
    private.mkdir(exist_ok=True)
    for name, file, mode in (("cert", certificate.file, 0o644), ("key", certificate.key, 0o600)):
        (private / f"{name}.pem").write_bytes(file.read_bytes())
        (private / f"{name}.pem").chmod(mode)
    # an address that no interface has: no port is opened, only a socket in the folder
    options = {
        "server services": "ldap",
        "interfaces": "127.77.1.5/32",
        "bind interfaces only": "yes",
        "log file": str(folder / "run" / "log"),
        "pid directory": str(folder / "run"),
        "ncalrpc dir": str(folder / "run" / "ncalrpc"),
        "lock dir": str(folder / "run" / "lock"),
        "winbindd socket directory": str(folder / "run" / "winbindd"),
        "tls certfile": str(private / "cert.pem"),
        "tls keyfile": str(private / "key.pem"),
        "tls cafile": str(certificate.authority),
    }
    words = [command("samba"), "-F", "--no-process-group", "-M", "single", "-s", str(folder / "etc" / "smb.conf")]
    return [*words, "-d1", "--debug-stdout", *(f"--option={name}={value}" for name, value in options.items())]
