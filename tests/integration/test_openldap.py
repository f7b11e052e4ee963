"""A real server as the judge: whom OpenLDAP lets in, the users that are made of its export let in as well.

OpenLDAP makes the hashes, checks them in a bind, and writes the export. Then `convert verify` has to find the
same passwords right in what Auth0 is given, for exactly the schemes that Auth0 can take.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration import slapd

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(slapd.missing()), reason=f"{slapd.missing()} missing: apt-get install {slapd.PACKAGES}"),
]

ROOT = Path(__file__).parents[2]
PASSWORD = "Grüße, 日本 $&;' 7"
WRONG = f"x{PASSWORD}"

TAKEN = {
    "ssha": ("{SSHA}", ""),
    "sha": ("{SHA}", ""),
    "smd5": ("{SMD5}", ""),
    "md5": ("{MD5}", ""),
    "ssha256": ("{SSHA256}", ""),
    "ssha384": ("{SSHA384}", ""),
    "ssha512": ("{SSHA512}", ""),
    "sha256": ("{SHA256}", ""),
    "sha384": ("{SHA384}", ""),
    "sha512": ("{SHA512}", ""),
    "pbkdf2": ("{PBKDF2}", ""),
    "pbkdf2-sha1": ("{PBKDF2-SHA1}", ""),
    "pbkdf2-sha256": ("{PBKDF2-SHA256}", ""),
    "pbkdf2-sha512": ("{PBKDF2-SHA512}", ""),
    "argon2": ("{ARGON2}", ""),
    "crypt-bcrypt": ("{CRYPT}", "$2y$08$%.22s"),
}
NOT_TAKEN = {
    "crypt-des": ("{CRYPT}", "%.2s"),
    "crypt-md5": ("{CRYPT}", "$1$%.8s"),
    "crypt-sha256": ("{CRYPT}", "$5$%.16s"),
    "crypt-sha512": ("{CRYPT}", "$6$%.16s"),
    "apr1": ("{APR1}", ""),
    "bsdmd5": ("{BSDMD5}", ""),
}
MAPPING = """\
version: 1
source: {type: ldif, path: people.ldif, where: "includes(objectclass, 'inetOrgPerson')"}
user: {email: mail, user_id: uid}
password: {from: userpassword, unsupported: lazy}
"""


@dataclass(frozen=True)
class Judged:
    """The folder with the server's export and the mapping, and whom the server let in with which password."""

    folder: Path
    right: set[str]
    wrong: set[str]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("openldap")
    stored = {
        uid: [slapd.hashed(scheme, PASSWORD, crypt=crypt)] for uid, (scheme, crypt) in (TAKEN | NOT_TAKEN).items()
    }
    stored["several"] = [stored["crypt-sha512"][0], stored["sha"][0], stored["ssha512"][0]]
    stored["clear"] = [PASSWORD]
    with slapd.server() as running:
        running.add("".join(slapd.entry(uid, values) for uid, values in stored.items()))
        names = {uid: f"uid={uid},{slapd.SUFFIX}" for uid in stored}
        right = {uid for uid, dn in names.items() if running.lets_in(dn, PASSWORD)}
        wrong = {uid for uid, dn in names.items() if running.lets_in(dn, WRONG)}
        running.export(folder / "people.ldif")
    (folder / "people.yaml").write_text(MAPPING, encoding="utf-8")
    return Judged(folder, right, wrong)


def answers(folder: Path, people: list[str], password: str) -> dict[str, str]:
    with (folder / "known.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("identifier", "password"), *((uid, password) for uid in people)])
    document = json.loads(convert(folder, "verify", "-m", "people.yaml", "--credentials", "known.csv", "--json"))
    return {person["identifier"]: person["answer"] for person in document["people"]}


def convert(folder: Path, *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "converter", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert done.stderr == b""
    return done.stdout


def test_the_server_lets_everybody_in_with_the_right_password_alone(judged: Judged) -> None:
    assert judged.right == {*TAKEN, *NOT_TAKEN, "several", "clear"}
    assert judged.wrong == set()


def test_the_same_passwords_are_right_for_exactly_those_whom_auth0_can_take(judged: Judged) -> None:
    found = answers(judged.folder, [*sorted(judged.right)], PASSWORD)
    assert {uid for uid, answer in found.items() if answer == "right"} == {*TAKEN, "several"}
    assert {uid for uid, answer in found.items() if answer == "unsupported"} == set(NOT_TAKEN)


def test_a_wrong_password_is_wrong_for_all_of_them(judged: Judged) -> None:
    found = answers(judged.folder, [*TAKEN, "several"], WRONG)
    assert set(found.values()) == {"wrong"}


def test_a_password_in_clear_is_imported_where_the_mapping_says_that_it_is_one(judged: Judged) -> None:
    plain = MAPPING.replace("'inetOrgPerson')", "'inetOrgPerson') && includes(uid, 'clear')")
    (judged.folder / "people.yaml").write_text(plain.replace("unsupported", "scheme: plain, unsupported"))
    try:
        assert answers(judged.folder, ["clear"], PASSWORD) == {"clear": "right"}
        assert answers(judged.folder, ["clear"], WRONG) == {"clear": "wrong"}
    finally:
        (judged.folder / "people.yaml").write_text(MAPPING, encoding="utf-8")


def test_the_summary_of_a_run_counts_each_scheme(judged: Judged) -> None:
    rows: list[dict[str, Any]] = json.loads(convert(judged.folder, "-m", "people.yaml", "--json"))["passwords"]
    assert sum(row["records"] for row in rows if "auth0" in row) == len(TAKEN) + 1
    assert sum(row["records"] for row in rows if "cannot" in row) == len(NOT_TAKEN)
