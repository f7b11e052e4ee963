"""How many guesses at one person's password the gateway answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.conftest import CRYPTED, MAPPING, PASSWORD
from tests.gateway.served import served

pytestmark = pytest.mark.slow
PERSON = """\
dn: uid=two,dc=example,dc=com
objectclass: person
uid: two
mail: two@example.com
userpassword: {SSHA}1daxPGBIyJw+J3Oixag7ua4dbeNzYWx0c2FsdA==
userpassword: $apr1$saltsalt$6BwcdpRros16.J9J/tHRr/

dn: uid=apr,dc=example,dc=com
objectclass: person
uid: apr
mail: apr@example.com
userpassword: $apr1$saltsalt$6BwcdpRros16.J9J/tHRr/
"""


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guesses")
    (folder / "people.ldif").write_text(PERSON, encoding="utf-8")
    (folder / "people.yaml").write_text(MAPPING, encoding="utf-8")
    return folder / "people.yaml"


def test_a_guess_counts_even_where_another_stored_password_cannot_be_checked(person: Path, tmp_path: Path) -> None:
    with served(person, tmp_path, "--floor", "0.1", "--failures", "2") as gateway:
        assert gateway.login("two", PASSWORD).status == 200
        assert [gateway.login("two", "wrong").status for _ in range(2)] == [503, 503]
        assert gateway.login("two", PASSWORD).status == 429
        assert all(a["ms"] >= 99 for a in gateway.attempts() if a["outcome"] == "unavailable")


def test_trouble_in_which_nothing_was_tried_locks_nobody_out(person: Path, tmp_path: Path) -> None:
    with served(person, tmp_path, "--floor", "0.1", "--failures", "2") as gateway:
        assert [gateway.login("apr", "wrong").status for _ in range(4)] == [503] * 4
        assert all(a["ms"] >= 99 for a in gateway.attempts())


def test_guesses_at_a_person_count_by_whatever_name_they_are_put(mapping: Path, tmp_path: Path) -> None:
    with served(mapping, tmp_path, "--floor", "0.01", "--failures", "3") as gateway:
        assert [gateway.login(name, "wrong").status for name in ("crypt", "crypt@example.com", "crypt")] == [403] * 3
        assert gateway.login("crypt@example.com", CRYPTED).status == 429
        assert gateway.login("ann", PASSWORD).status == 200
