"""The gateway under TLS of its own, with client certificates, and behind nginx as the page has it."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.gateway.conftest import PASSWORD
from tests.gateway.node import NODE, Call, get_user, login, run
from tests.gateway.served import KEY, free_port, served, signed

pytestmark = pytest.mark.slow
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
PAGE = Path(__file__).parents[2] / "docs" / "gateway.md"


@dataclass(frozen=True)
class Certificates:
    """Files in PEM form: the authority's, the server's and a client's, with their keys."""

    folder: Path

    def __getattr__(self, name: str) -> str:
        return str(self.folder / f"{name}.pem")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued = {
        "server": authority.issue_cert("127.0.0.1", "localhost"),
        "client": authority.issue_cert("auth0"),
        "stranger": other.issue_cert("auth0"),
    }
    for name, leaf in issued.items():
        leaf.private_key_pem.write_to_path(str(folder / f"{name}_key.pem"))
        (folder / f"{name}.pem").write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    return Certificates(folder)


def health(url: str, context: ssl.SSLContext) -> int:
    try:
        with urllib.request.urlopen(f"{url}/health", context=context, timeout=10) as answer:
            status: int = answer.status
            return status
    except urllib.error.URLError as error:
        raise ConnectionError(str(error)) from None


def test_clients_without_a_certificate_of_the_authority_get_no_connection(
    mapping: Path, tmp_path: Path, certificates: Certificates
) -> None:
    words = ["--tls-cert", certificates.server, "--tls-key", certificates.server_key, "--client-ca", certificates.ca]
    with served(mapping, tmp_path, *words) as gateway:
        url = f"https://127.0.0.1:{gateway.port}"
        for name in ("", "stranger"):
            context = ssl.create_default_context(cafile=certificates.ca)
            if name:
                context.load_cert_chain(getattr(certificates, name), getattr(certificates, f"{name}_key"))
            with pytest.raises((OSError, ConnectionError)):
                health(url, context)
        context = ssl.create_default_context(cafile=certificates.ca)
        context.load_cert_chain(certificates.client, certificates.client_key)
        assert health(url, context) == 200


@pytest.mark.skipif(not NODE, reason="node missing: apt-get install nodejs")
def test_the_scripts_show_the_certificate_that_they_are_given(
    mapping: Path, tmp_path: Path, certificates: Certificates
) -> None:
    words = ["--tls-cert", certificates.server, "--tls-key", certificates.server_key, "--client-ca", certificates.ca]
    with served(mapping, tmp_path, *words) as gateway:
        mine = _with_certificate(f"https://127.0.0.1:{gateway.port}", certificates, "client")
        other = _with_certificate(f"https://127.0.0.1:{gateway.port}", certificates, "stranger")
        require = ("crypto", "https")
        calls: list[Call] = [
            login("ann", PASSWORD, mine, require=require),
            login("ann", "wrong", mine, require=require),
            get_user("nobody", mine, require=require),
            login("ann", PASSWORD, other, require=require),
        ]
        right, wrong, nobody, stranger = run(*calls)
    assert (right.error, right.profile["user_id"]) == (None, "ann")
    assert wrong.error == "WrongUsernameOrPasswordError"
    assert (nobody.error, nobody.profile) == (None, None)
    assert stranger.error == "Error"


def _with_certificate(url: str, certificates: Certificates, name: str) -> dict[str, str]:
    def text(which: str) -> str:
        return Path(getattr(certificates, which)).read_text(encoding="utf-8")

    shown = {"GATEWAY_CLIENT_CERT": text(name), "GATEWAY_CLIENT_KEY": text(f"{name}_key"), "GATEWAY_CA": text("ca")}
    return {"GATEWAY_URL": url, "GATEWAY_KEY": KEY} | shown


@contextmanager
def nginx(folder: Path, gateway: int, certificates: Certificates) -> Iterator[int]:
    """The proxy of the page, on ports and with files of this test."""
    port = free_port()
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    server = (
        found[1]
        .replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        .replace("/etc/ssl/gateway.pem", certificates.server)
        .replace("/etc/ssl/gateway.key", certificates.server_key)
        .replace("127.0.0.1:8400", f"127.0.0.1:{gateway}")
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    head = f"daemon off; pid {folder}/nginx.pid; error_log stderr;\nevents {{}}\n"
    text = f"{head}http {{ access_log off;\n{places}{server}}}\n"
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    assert NGINX
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"])
    try:
        context = ssl.create_default_context(cafile=certificates.ca)
        for _ in range(500):
            try:
                health(f"https://127.0.0.1:{port}", context)
            except ConnectionError as error:
                if "404" in str(error):
                    break
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.skipif(not NGINX, reason="nginx missing: apt-get install nginx-light")
def test_behind_the_proxy_of_the_page_the_scripts_work_and_the_log_has_the_callers_address(
    mapping: Path, tmp_path: Path, certificates: Certificates
) -> None:
    with (
        served(mapping, tmp_path, "--proxy", "127.0.0.1") as gateway,
        nginx(tmp_path, gateway.port, certificates) as port,
    ):
        context = ssl.create_default_context(cafile=certificates.ca)
        base = f"https://127.0.0.1:{port}"
        for path in ("/metrics", "/health", "/", "/login/x"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{base}{path}", context=context, timeout=10)
        body = b'{"identifier": "ann"}'
        headers = {"authorization": signed("/get_user", body), "x-forwarded-for": "203.0.113.9"}
        request = urllib.request.Request(f"{base}/get_user", data=body, headers=headers)
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            assert answer.status == 200
        assert gateway.attempts()[-1]["source"] == "127.0.0.1"
        large = urllib.request.Request(f"{base}/login", data=b"x" * 20_000)
        with pytest.raises(urllib.error.HTTPError, match="413"):
            urllib.request.urlopen(large, context=context, timeout=10)


def test_what_a_stranger_says_of_addresses_is_not_believed(mapping: Path, tmp_path: Path) -> None:
    with served(mapping, tmp_path, "--proxy", "10.0.0.0/8") as gateway:
        gateway.send("POST", "/login", b"{}", {"x-forwarded-for": "203.0.113.9"})
        assert gateway.attempts()[-1]["source"] == "127.0.0.1"
    with served(mapping, tmp_path, "--proxy", "127.0.0.1") as gateway:
        gateway.send("POST", "/login", b"{}", {"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
        assert gateway.attempts()[-1]["source"] == "203.0.113.9"
