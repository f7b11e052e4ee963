"""A live directory as a source: all of it or a clear word, whatever happens to the connection."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from converter.cli.program import run_program
from converter.errors import SourceUnreadable
from converter.expressions.scope import attribute_key
from converter.mapping.fate import Exported
from converter.pipeline.decide import decide, decisions
from converter.pipeline.load import load
from converter.record import Record, Unreadable
from converter.sources import ldap, ldap_search
from converter.sources.ldap import LdapSource
from converter.sources.ldap_connection import connected
from converter.sources.ldap_search import Found, joined
from converter.sources.ldap_wire import Wire, WireError
from converter.sources.source import Wanted
from tests.docs.blocks import blocks
from tests.integration import ds389, people, samba, slapd
from tests.integration.authority import Authority
from tests.integration.processes import free_port
from tests.integration.relay import Relay, relay, to_port

pytestmark = pytest.mark.slow
PEOPLE = f"ou=people,{slapd.SUFFIX}"
READER = {"bind_dn": slapd.READER, "bind_password": slapd.READER_PASSWORD}


def source(folder: Path, url: str, *names: str, **values: Any) -> LdapSource:
    given = {field.name: field.default for field in ldap.FIELDS} | {"base": slapd.SUFFIX, "url": url, **values}
    made = ldap.open_source(ldap.settings(given, folder), [], Wanted(frozenset(names or ["uid"]), attribute_key))
    assert isinstance(made, LdapSource)
    return made


def read(opened: LdapSource) -> list[str]:
    return [item.origin.dn for item in opened.records()]


def failure(opened: LdapSource) -> str:
    with pytest.raises(SourceUnreadable) as caught:
        read(opened)
    assert slapd.READER_PASSWORD not in str(caught.value)
    return str(caught.value)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldap_search, "WAITS", (0.0, 0.0, 0.0))


@pytest.fixture
def cutting(crowd: slapd.Server) -> Iterator[Relay]:
    with relay(to_port(crowd.port)) as running:
        yield running


@pytest.mark.parametrize("way", ["socket", "start_tls", "ldaps"])
def test_everybody_arrives_however_the_connection_is_made(crowd: slapd.Server, folder: Path, way: str) -> None:
    plain, secured = f"ldap://127.0.0.1:{crowd.port}", f"ldaps://127.0.0.1:{crowd.tls_port}"
    url = {"socket": crowd.url, "start_tls": plain, "ldaps": secured}[way]
    found = read(source(folder, url, start_tls=way == "start_tls", ca_file="authority.pem", **READER))
    assert set(found) >= {f"uid=u{number},{PEOPLE}" for number in range(10_000)}
    assert len(found) == len(set(found)) == 10_003


@pytest.mark.parametrize("way", ["socket", "certificate"])
def test_whoever_we_are_on_the_connection_may_be_the_account(
    openldap: slapd.Server, authority: Authority, folder: Path, way: str
) -> None:
    own = authority.certificate("reader.example.com")
    secured = {"ca_file": "authority.pem", "client_certificate": str(own.file), "client_key": str(own.key)}
    url = openldap.url if way == "socket" else f"ldaps://127.0.0.1:{openldap.tls_port}"
    opened = source(folder, url, sasl="external", **(secured if way == "certificate" else {}))
    with connected(opened._settings) as connection:
        assert ("peercred" if way == "socket" else "o=trustme") in connection.whoami_s().lower()
    assert read(opened) == read(source(folder, openldap.url))


@pytest.mark.parametrize("size", [0, 7, 100_000])
def test_the_size_of_a_page_makes_no_difference(openldap: slapd.Server, folder: Path, size: int) -> None:
    assert read(source(folder, openldap.url, page_size=size)) == read(source(folder, openldap.url))


def test_only_what_is_read_is_asked_for(openldap: slapd.Server, folder: Path) -> None:
    records = source(folder, openldap.url, "uid", "memberof", "description_lang_fr").records()
    kept = {item.values["uid"][0]: item.values for item in records if isinstance(item, Record) and "uid" in item.values}
    assert kept["ahall"].keys() == {"dn", "uid", "memberof"}
    assert kept["cnguyen"]["description_lang_fr"] == ["Chargée de compte"]


def test_a_limit_of_the_server_is_never_taken_for_the_end(crowd: slapd.Server, folder: Path) -> None:
    records = source(folder, crowd.url).records()
    with pytest.raises(SourceUnreadable, match=r"cuts the search short.*limits anonymous size\.prtotal=unlimited"):
        list(records)


def test_the_limits_of_389_are_told_and_so_is_a_directory_that_shows_nothing(
    directory_389: ds389.Server, folder: Path
) -> None:
    limit = "replace: nsslapd-sizelimit\nnsslapd-sizelimit: 4\n"
    directory_389.modify(f"dn: cn=config\nchangetype: modify\n{limit}")  # its administrator has none
    reader = {"bind_dn": ds389.READER, "bind_password": ds389.READER_PASSWORD}
    assert "in 389: nsPagedSizeLimit: -1, or a smaller" in failure(source(folder, directory_389.url, **reader))
    assert "in 389: nsSizeLimit: -1" in failure(source(folder, directory_389.url, page_size=0, **reader))
    assert len(read(source(folder, directory_389.url, page_size=2, **reader))) == 14
    assert "nobody in particular may see none" in failure(source(folder, directory_389.url))


def test_a_lost_connection_is_taken_up_where_it_ended(cutting: Relay, folder: Path) -> None:
    cutting.cut_after = [100_000, 300_000]
    found = read(source(folder, f"ldap://127.0.0.1:{cutting.port}", **READER))
    assert cutting.connections == 3
    assert len(found) == len(set(found)) == 10_003


def test_a_directory_that_is_another_one_by_then_is_a_failure(
    crowd: slapd.Server, openldap: slapd.Server, folder: Path
) -> None:
    servers = [to_port(openldap.port), to_port(crowd.port)]
    with relay(lambda: servers.pop()()) as swapping:  # noqa: PLW0108  # another server each time
        swapping.cut_after = [100_000]
        opened = source(folder, f"ldap://127.0.0.1:{swapping.port}", **READER)
        assert "which entries are missing cannot be told. Run again" in failure(opened)


def test_a_connection_that_is_lost_each_time_is_a_failure(cutting: Relay, folder: Path) -> None:
    cutting.cut_after = [100_000] * 9
    message = failure(source(folder, f"ldap://127.0.0.1:{cutting.port}", **READER))
    assert "there may be more. Run again" in message
    assert cutting.connections == 4


def test_a_server_that_stays_away_is_a_failure(cutting: Relay, folder: Path) -> None:
    records = source(folder, f"ldap://127.0.0.1:{cutting.port}", connect_timeout=1, **READER).records()
    next(records)
    cutting.refusing = True
    cutting.cut()
    with pytest.raises(SourceUnreadable, match=r"it ended behind [0-9,]+ entries"):
        list(records)


def test_a_server_that_falls_silent_is_a_failure(cutting: Relay, folder: Path) -> None:
    records = source(folder, f"ldap://127.0.0.1:{cutting.port}", timeout=1, **READER).records()
    next(records)
    cutting.silent = True
    with pytest.raises(SourceUnreadable, match="did not answer within 1 seconds; raise timeout:"):
        list(records)


def test_a_run_whose_server_is_killed_leaves_nothing_that_looks_complete(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PASSWORD_OF_READER", slapd.READER_PASSWORD)
    with (
        slapd.server(authority.certificate(), entries=people.crowd(3_000)) as running,
        relay(to_port(running.port)) as passing,
    ):
        passing.cut_after, passing.on_cut = [100_000], running.kill
        account = f"bind_dn: '{slapd.READER}', bind_password: '${{PASSWORD_OF_READER}}'"
        written = f"type: ldap, url: 'ldap://127.0.0.1:{passing.port}', base: '{slapd.SUFFIX}', {account}"
        text = f"version: 1\nsource: {{{written}}}\nuser: {{user_id: uid, email: mail}}\n"
        (folder / "mapping.yaml").write_text(text, encoding="utf-8")
        code = run_program("convert", ["-m", str(folder / "mapping.yaml"), "-o", str(folder / "out")])
    summary = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
    assert code == SourceUnreadable.exit_code
    assert "there may be more. Run again" in capsys.readouterr().err
    assert summary["state"] == "stopped"
    assert 0 < summary["counts"]["read"] < 3_000
    assert not (folder / "out" / "manifest.json").exists()


@pytest.mark.parametrize("scheme", ["ldaps", "start_tls"])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("expired", "its certificate has expired"),
        ("elsewhere", "its certificate is for another host"),
        ("stranger", "an authority that is not trusted here; name the authority's file under ca_file: or by --ca-file"),
    ],
)
def test_a_certificate_that_is_not_good_is_refused(
    authority: Authority, folder: Path, kind: str, reason: str, scheme: str
) -> None:
    certificate = {
        "expired": lambda: authority.certificate(expired=True),
        "elsewhere": lambda: authority.certificate("ldap.elsewhere.test"),
        "stranger": lambda: Authority(folder, "stranger").certificate(),
    }[kind]()
    with slapd.server(certificate) as running:
        secured = f"ldaps://127.0.0.1:{running.tls_port}"
        url = secured if scheme == "ldaps" else f"ldap://127.0.0.1:{running.port}"
        assert reason in failure(source(folder, url, start_tls=scheme != "ldaps", ca_file="authority.pem", **READER))


@pytest.mark.parametrize("values", [{}, {"start_tls": True}, {"scheme": "ldaps"}])
def test_nobody_waits_for_ever(folder: Path, values: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:
        url = f"{values.get('scheme', 'ldap')}://127.0.0.1:{hole.getsockname()[1]}"
        rest = {name: value for name, value in values.items() if name != "scheme"}
        assert "within 1 seconds" in failure(source(folder, url, timeout=1, connect_timeout=1, **rest))


def test_a_server_without_start_tls_gets_no_password(folder: Path, authority: Authority) -> None:
    with slapd.server(authority.certificate(), tls=False) as running:
        opened = source(folder, f"ldap://127.0.0.1:{running.port}", start_tls=True, **READER)
        assert "it has no StartTLS" in failure(opened)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"url": "ldap://127.0.0.1:{free}"}, "it refuses the connection; is the server up, and the port right?"),
        ({"url": "ldap://directory.invalid"}, "no host of that name is known"),
        ({"url": "ldapi://%2Ftmp%2Fno-such-socket"}, "there is no server behind the socket /tmp/no-such-socket"),
        ({"url": "ldaps://127.0.0.1:{clear}"}, "it does not speak TLS on port"),
        ({"bind_dn": slapd.READER, "bind_password": "wrong"}, "refuses the account: bind_dn: or bind_password: is"),
        ({"base": "ou=nowhere,dc=example,dc=com"}, "has nothing under the base ou=nowhere,dc=example,dc=com"),
        ({"filter": "(uid=nobody)"}, "sends no entry that fits (uid=nobody) below dc=example,dc=com"),
        ({"base": "nowhere"}, "says that base: is no DN: nowhere"),
        ({"filter": "(uid>a)"}, "filter: is not one by RFC 4515"),
        ({"url": "ldaps://127.0.0.1:{tls}", "ca_file": "none.pem"}, "none.pem cannot be read: no such file"),
    ],
)
def test_each_mistake_has_its_sentence(
    openldap: slapd.Server, folder: Path, values: dict[str, str], reason: str
) -> None:
    ports = {"free": free_port(), "clear": openldap.port, "tls": openldap.tls_port}
    filled = {name: value.format(**ports) if name == "url" else value for name, value in values.items()}
    assert reason in failure(source(folder, filled.pop("url", openldap.url), connect_timeout=5, **filled))


def test_the_second_server_is_read_where_the_first_is_down(openldap: slapd.Server, folder: Path) -> None:
    both = source(folder, f"ldap://127.0.0.1:{free_port()} {openldap.url}")
    assert read(both) == read(source(folder, openldap.url))


def test_what_another_server_has_is_told(folder: Path, authority: Authority) -> None:
    branch = f"dn: ou=branch,{slapd.SUFFIX}\nobjectClass: referral\nobjectClass: extensibleObject\nou: branch\n"
    entries = f"{slapd.ROOT}{branch}ref: ldap://branch.example.com/ou=branch,dc=example,dc=com\n\n"
    with slapd.server(authority.certificate(), entries=entries) as running:
        found = [item for item in source(folder, running.url).records() if isinstance(item, Unreadable)]
        assert [item.code for item in found] == ["ldap-referral"]
        assert "people may be missing: the server refers to ldap://branch.example.com/ou=branch" in found[0].message
        assert len(read(source(folder, running.url, referrals="ignore"))) == 2


IN_PIECES = f"dn: cn=x,{slapd.SUFFIX}\nobjectClass: inetOrgPerson\ncn: x\nmail: a@x.com\nsn: x\nmail: b@x.com\n\n"
TWICE = IN_PIECES.replace("cn=x", "cn=z").replace("cn: x", "cn: z") + IN_PIECES


@pytest.mark.parametrize("way", ["socket", "clear", "start_tls", "tls", "certificate"])
def test_an_attribute_in_pieces_is_read_whole(folder: Path, authority: Authority, way: str) -> None:
    certificate = authority.certificate()
    with slapd.server(certificate, entries=slapd.ROOT + TWICE) as running:
        opened = {
            "socket": lambda: source(folder, running.url, "mail", sasl="external"),
            "clear": lambda: source(folder, f"ldap://127.0.0.1:{running.port}", "mail", **READER),
            "start_tls": lambda: source(
                folder, f"ldap://127.0.0.1:{running.port}", "mail", start_tls=True, ca_file="authority.pem", **READER
            ),
            "tls": lambda: source(
                folder, f"ldaps://127.0.0.1:{running.tls_port}", "mail", ca_file="authority.pem", **READER
            ),
            "certificate": lambda: source(
                folder,
                f"ldaps://127.0.0.1:{running.tls_port}",
                "mail",
                ca_file="authority.pem",
                sasl="external",
                client_certificate=str(certificate.file),
                client_key=str(certificate.key),
            ),
        }[way]()
        entries = [each for each in opened.records() if isinstance(each, Record)]
        assert len(entries) == 4
        found = [each.values["mail"] for each in entries if "mail" in each.values]
        assert found == [["a@x.com", "b@x.com"]] * 2
        assert [each.values["mail"] for each in opened.find("cn", "x") if isinstance(each, Record)] == found[:1]
        opened.close()


def test_an_attribute_in_pieces_that_cannot_be_put_together_is_never_read_by_half(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slapd.server(authority.certificate(), entries=slapd.ROOT + TWICE) as running, monkeypatch.context() as patched:
        patched.setattr(Wire, "__init__", _refuse)
        found = [item for item in source(folder, running.url, "mail").records() if isinstance(item, Unreadable)]
        assert [item.code for item in found] == ["ldap-pieces"] * 2
        assert len(read(source(folder, running.url, "sn"))) == 4


def _refuse(*_: Any) -> None:
    raise WireError("gssapi")


def test_one_person_is_found_by_a_value(openldap: slapd.Server, folder: Path) -> None:
    opened = source(folder, openldap.url, "uid", base=PEOPLE)
    assert [item.origin.dn for item in opened.find("mail", "AHALL@example.com")] == [f"uid=ahall,{PEOPLE}"]
    assert len(opened.find("objectclass", "inetOrgPerson")) == 2
    for nobody in ("*", "ahall)(uid=*", "a*", "ahall\0", "", "\\2a", "ähall", "x" * 100_000):
        assert opened.find("uid", nobody) == []
    assert opened.find("not an attribute", "ahall") == []
    opened.close()


def test_people_are_found_by_many_at_once_and_after_a_lost_connection(cutting: Relay, folder: Path) -> None:
    opened = source(folder, f"ldap://127.0.0.1:{cutting.port}", "uid", **READER)
    wanted = [f"u{number}" for number in range(60)]
    with ThreadPoolExecutor(6) as pool:
        assert [
            [i.values["uid"] for i in f if isinstance(i, Record)] for f in pool.map(opened.find, ["uid"] * 60, wanted)
        ] == [[[uid]] for uid in wanted]
    assert cutting.connections <= 6
    cutting.cut()
    assert len(opened.find("uid", "u7")) == 1
    opened.close()


def test_values_that_come_in_ranges_are_joined(domain: samba.Domain, folder: Path) -> None:
    account = {"bind_dn": samba.ADMIN, "bind_password": samba.ADMIN_PASSWORD, "base": f"OU=Groups,{samba.SUFFIX}"}
    opened = source(folder, domain.url, "member", start_tls=True, ca_file="authority.pem", **account)
    whole = next(item for item in opened.records() if item.origin.dn.startswith("CN=All Staff"))
    assert isinstance(whole, Record)
    assert len(whole.values["member"]) == 5
    with connected(opened._settings) as connection:
        scope, wanted = 0, ["member;range=0-1"]
        (entry,) = connection.search_s(whole.origin.dn, scope, "(objectClass=*)", wanted)
        assert [name for name in entry[1] if name != "member"] == ["member;range=0-1"]
        attributes = joined(connection, Found(*entry), opened._settings)
    assert sorted(value.decode() for value in attributes["member"]) == sorted(whole.values["member"])


def test_the_mapping_on_the_page_reads_a_server(openldap: slapd.Server, folder: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "directories.md"
    (text,) = (block.text for block in blocks(page) if block.file == "live.yaml")
    (folder / "live.yaml").write_text(text.replace("ldaps://ldap.example.com", openldap.url))
    loaded = load(str(folder / "live.yaml"), {"LDAP_PASSWORD": slapd.READER_PASSWORD})
    fates = [fate for batch in decisions(loaded.program(), loaded.open([]).records(), decide) for fate in batch]
    exported = [fate.fate.document for fate in fates if isinstance(fate.fate, Exported)]
    assert {"ahall", "dlocked"} <= {user["username"] for user in exported}
    assert {user["username"] for user in exported if user["blocked"]} >= {"dlocked", "edisabled"}
